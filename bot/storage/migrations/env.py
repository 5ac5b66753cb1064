"""What Alembic runs: the steps, on the connection that it is given, or on ``BOT_DATABASE_URL`` for a developer."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from bot.storage.tables import METADATA


def _run(connection: Connection) -> None:
    # SQLite can hardly alter a table: in batch mode it is copied.
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=True)
    context.run_migrations()


_run(context.config.attributes["connection"])
