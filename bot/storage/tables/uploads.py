"""Pictures that Telegram has already, by its own number for each: sent again without being uploaded."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from bot.storage.tables.base import METADATA, moment

uploads = Table(
    "uploads",
    METADATA,
    Column("picture", String(64), primary_key=True),  # a digest of all it depends on
    Column("file", String(256), nullable=False),  # Telegram's file_id, good for this bot only
    moment("touched"),
)
