"""Choices, contexts, opinions, updates, replicas, unanswered questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chats",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(8), nullable=False, server_default=""),
        sa.Column("touched", sa.BigInteger, nullable=False),
    )
    _contexts()
    _opinions()
    _updates()
    op.create_table(
        "unanswered",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("touched", sa.BigInteger, nullable=False),
    )


def _contexts() -> None:
    op.create_table(
        "contexts",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("signature", sa.String(64), primary_key=True),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("touched", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("message", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("touched", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "questions",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("message", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.BigInteger, nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("touched", sa.BigInteger, nullable=False),
    )


def _opinions() -> None:
    op.create_table(
        "opinions",
        sa.Column("person", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("message", sa.String(128), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("said", sa.String(8), nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
        sa.Column("knowledge", sa.String(64), nullable=False),
        sa.Column("touched", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "tallies",
        sa.Column("said", sa.String(8), primary_key=True),
        sa.Column("cells", sa.Text, primary_key=True),
        sa.Column("knowledge", sa.String(64), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )


def _updates() -> None:
    op.create_table(
        "updates",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("print", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("done", sa.BigInteger, nullable=True),
        sa.Column("tries", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("body", sa.Text, nullable=True),
    )
    op.create_index("ix_updates_done", "updates", ["done"])
    op.create_table(
        "replicas",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_updates_done", "updates")
    for table in ("replicas", "updates", "tallies", "opinions", "questions", "answers", "contexts", "unanswered"):
        op.drop_table(table)
    op.drop_table("chats")
