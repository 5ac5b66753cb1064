"""Opinions on answers: each with its person for some days, so that it counts once; then as bare counts."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from bot.storage.tables.base import METADATA, moment, number

opinions = Table(
    "opinions",
    METADATA,
    number("person", primary=True),
    number("chat", primary=True),  # 0 where Telegram does not tell it
    Column("message", String(128), primary_key=True),
    Column("kind", String(8), primary_key=True),  # a vote, or a report
    Column("said", String(8), nullable=False),  # good, bad, report
    Column("cells", Text, nullable=False),
    Column("knowledge", String(64), nullable=False),
    moment("touched"),
)

tallies = Table(
    "tallies",
    METADATA,
    Column("said", String(8), primary_key=True),
    Column("cells", Text, primary_key=True),
    Column("knowledge", String(64), primary_key=True),
    number("count"),
)
