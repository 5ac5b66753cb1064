"""Charts in chats: drawn once, uploaded once, and told in words for who cannot see them."""

from __future__ import annotations

from telegram import Message
from telegram.error import BadRequest

from bot.storage.gallery import Gallery
from bot.storage.shelf import Shelf
from bot.telegram.sending import Place, Sender
from bot.wording.charts import Chart

LONGEST_CAPTION = 1024


class Pictures:
    """Sends the pictures of charts; Telegram's ``file_id`` of one that was uploaded is used again."""

    def __init__(self, sender: Sender, gallery: Gallery, uploads: Shelf) -> None:
        self._sender = sender
        self._gallery = gallery
        self._uploads = uploads

    def file(self, chart: Chart) -> str:
        """Return Telegram's ``file_id`` of a chart; empty where it was not uploaded yet."""
        row = self._uploads.get((self._gallery.key(chart),))
        return str(row["file"]) if row is not None else ""

    async def send(self, place: Place, chart: Chart) -> int:
        """Send a chart and return the number of its message."""
        known, caption = self.file(chart), chart.alt[:LONGEST_CAPTION]
        if known:
            try:
                return (await self._sender.photo(place, known, caption)).message_id
            except BadRequest:
                self.lost(chart)
        message = await self._sender.photo(place, await self._gallery.picture(chart), caption)
        self._remember(chart, message)
        return message.message_id

    def lost(self, chart: Chart) -> None:
        """Forget a file that Telegram no longer knows."""
        self._uploads.drop((self._gallery.key(chart),))

    def _remember(self, chart: Chart, message: Message) -> None:
        if message.photo:
            key = self._gallery.key(chart)
            self._uploads.put((key,), {"picture": key, "file": message.photo[-1].file_id})
