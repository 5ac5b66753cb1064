"""What was asked last, as its meaning: by person, by answer, by question. No word that anybody typed."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from bot.storage.tables.base import METADATA, moment, number

contexts = Table(
    "contexts",
    METADATA,
    number("chat", primary=True),
    number("topic", primary=True),
    number("person", primary=True),
    Column("signature", String(64), primary_key=True),  # a digest: it is somebody's name
    Column("after", Text, nullable=False),  # a Conversation as JSON
    moment("touched"),
)

answers = Table(
    "answers",
    METADATA,
    number("chat", primary=True),
    number("message", primary=True),
    number("person"),
    Column("after", Text, nullable=False),
    moment("touched"),
)

questions = Table(
    "questions",
    METADATA,
    number("chat", primary=True),
    number("message", primary=True),
    number("topic"),
    number("person"),
    Column("signature", String(64), nullable=False),
    Column("answers", Text, nullable=False),  # numbers of messages, with commas
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    moment("touched"),
)
