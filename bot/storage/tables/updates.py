"""Updates that were handled or are under way, and the processes that are at it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, Text

from bot.storage.tables.base import METADATA, moment, number

updates = Table(
    "updates",
    METADATA,
    number("number", primary=True),
    number("print"),  # a fingerprint: another update that has the same number is another bot's, or another server's
    Column("owner", String(32), nullable=False),  # the replica that is at it, or was
    Column("done", BigInteger, nullable=True, index=True),  # when it was handled; empty while it is under way
    Column("tries", BigInteger, nullable=False, server_default="0"),  # how many replicas took it up after another
    Column("body", Text, nullable=True),  # the update itself, only while it is kept waiting for its answer
)

replicas = Table(
    "replicas",
    METADATA,
    Column("name", String(32), primary_key=True),
    moment("until"),  # by the clock of the database; what a replica claimed is anybody's after that
)
