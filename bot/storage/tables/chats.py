"""What a person or a chat chose."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from bot.storage.tables.base import METADATA, moment, number

chats = Table(
    "chats",
    METADATA,
    number("chat", primary=True),  # a person's number is that of their private chat
    Column("language", String(8), nullable=False, server_default=""),  # empty: that of each question
    moment("touched"),
)
