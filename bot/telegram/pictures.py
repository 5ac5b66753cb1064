"""Charts in chats: drawn once, uploaded once, and told in words for who cannot see them."""

from __future__ import annotations

from telegram import Message
from telegram.error import BadRequest

from bot.storage.gallery import Gallery
from bot.storage.shelf import Shelf
from bot.telegram.markup import shortened, units
from bot.telegram.sending import Place, Sender
from bot.wording.charts import Chart

LONGEST_CAPTION = 1024
"""Telegram's longest caption, in UTF-16 units."""


def caption(chart: Chart) -> str:
    """Return what a picture shows, in words, as long as a caption may be."""
    if units(chart.alt) <= LONGEST_CAPTION:
        return chart.alt
    return shortened(chart.alt, LONGEST_CAPTION)


class Pictures:
    """Sends the pictures of charts; Telegram's ``file_id`` of one that was uploaded is used again."""

    def __init__(self, sender: Sender, gallery: Gallery, uploads: Shelf) -> None:
        self._sender = sender
        self._gallery = gallery
        self._uploads = uploads

    def __len__(self) -> int:
        """Count the pictures that Telegram is known to have."""
        return len(self._uploads)

    def known(self, chart: Chart) -> str | None:
        """Return Telegram's name of a chart's picture, where it has it."""
        row = self._uploads.get((self._gallery.key(chart),))
        return str(row["file"]) if row is not None else None

    async def send(self, place: Place, chart: Chart) -> int:
        """Send a chart and return the number of its message."""
        known, words = self.known(chart), caption(chart)
        if known is not None:
            try:
                return (await self._sender.photo(place, known, words)).message_id
            except BadRequest:
                self.lost(known)
        message = await self._sender.photo(place, await self._gallery.picture(chart), words)
        self._remember(chart, message)
        return message.message_id

    def lost(self, file: str) -> None:
        """Forget a file that Telegram no longer knows."""
        for key, row in self._uploads.known():
            if row["file"] == file:
                self._uploads.drop(key)

    def _remember(self, chart: Chart, message: Message) -> None:
        if message.photo:
            key = self._gallery.key(chart)
            self._uploads.put((key,), {"picture": key, "file": message.photo[-1].file_id})
