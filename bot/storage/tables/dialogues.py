"""Dialogues that are open: the message that asks, so that a command can close it."""

from __future__ import annotations

from sqlalchemy import Table

from bot.storage.tables.base import METADATA, moment, number

dialogues = Table(
    "dialogues",
    METADATA,
    number("chat", primary=True),
    number("person", primary=True),
    number("message"),
    moment("touched"),
)
