"""Subscriptions to briefings, the releases that news are told against, and pictures that Telegram has already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("rhythm", sa.String(16), nullable=False),
        sa.Column("day", sa.BigInteger, nullable=False),
        sa.Column("hour", sa.BigInteger, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("due", sa.BigInteger, nullable=True),
        sa.Column("release", sa.BigInteger, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("last", sa.String(32), nullable=False),
        sa.Column("claimed", sa.BigInteger, nullable=True),
        sa.Column("owner", sa.String(32), nullable=False, server_default=""),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("chat", "topic", "subject", "rhythm", "day", "hour", "timezone", "language"),
    )
    op.create_index("ix_subscriptions_due", "subscriptions", ["due", "id"])
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("knowledge", sa.String(64), nullable=False),
        sa.Column("observations", sa.Text, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("picture", sa.String(64), primary_key=True),
        sa.Column("file", sa.String(256), nullable=False),
        sa.Column("touched", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("uploads")
    op.drop_table("releases")
    op.drop_table("subscriptions")
