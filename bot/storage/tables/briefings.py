"""Who gets a briefing, when, how far each has come; and the versions of the knowledge that news are told against."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.tables.base import METADATA, moment, number

subscriptions = Table(
    "subscriptions",
    METADATA,
    Column("id", Integer, primary_key=True),
    number("chat"),
    number("topic"),  # of a forum; 0 elsewhere
    Column("subject", String(32), nullable=False),  # a segment's code; empty for the sector
    Column("rhythm", String(16), nullable=False),
    number("day"),
    number("hour"),
    Column("timezone", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("due", BigInteger, nullable=True),  # empty: not until there is news
    number("release"),  # the one told last
    number("number"),  # of the briefing that comes next
    Column("last", String(32), nullable=False),  # a digest of the last one's text
    Column("claimed", BigInteger, nullable=True),  # while it is being sent: until when that may take
    Column("owner", String(32), nullable=False, server_default=""),  # the process that is sending it
    moment("created"),
    UniqueConstraint("chat", "topic", "subject", "rhythm", "day", "hour", "timezone", "language"),
    Index("ix_subscriptions_due", "due", "id"),
)

releases = Table(
    "releases",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("knowledge", String(64), nullable=False),
    Column("observations", Text, nullable=False),  # what answers followed then, as JSON
    moment("seen"),
)
