"""Questions that found no answer, where the operator collects them: without anybody's number."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from bot.storage.tables.base import METADATA, moment, number

unanswered = Table(
    "unanswered",
    METADATA,
    Column("digest", String(64), primary_key=True),  # of language and text
    Column("language", String(8), nullable=False),
    Column("status", String(16), nullable=False),
    Column("text", Text, nullable=False),
    number("count"),
    moment("touched"),  # the day, not the hour
)
