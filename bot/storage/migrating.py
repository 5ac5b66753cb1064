"""Brings the tables up to date, once: several processes that start together wait for the first."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_172_604_226
"""PostgreSQL's advisory lock is a number; this one is Raqam's."""


def newest() -> str:
    """Return the number of the newest step; the files are named after theirs."""
    return max(file.name[:4] for file in (FOLDER / "versions").glob("[0-9]*.py"))


def migrate(connection: Connection) -> None:
    """Make the steps that are missing, all in the transaction of this connection."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    if _current(connection) != newest():
        _upgrade(connection)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection) -> None:
    # Alembic takes a second to load, and is needed once.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
