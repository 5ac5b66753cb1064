"""Charts in chats: drawn once, uploaded once, and told in words for who cannot see them."""

from __future__ import annotations

from telegram import Message
from telegram.error import BadRequest

from bot.storage.gallery import Gallery
from bot.storage.recent import Recent
from bot.telegram.sending import Place, Sender
from bot.wording.charts import Chart

_LONGEST_CAPTION = 1024
_MOST_KNOWN = 2_000


class Pictures:
    """Sends the pictures of charts; Telegram's ``file_id`` of one that was uploaded is used again."""

    def __init__(self, sender: Sender, gallery: Gallery) -> None:
        self._sender = sender
        self._gallery = gallery
        self._uploaded: Recent[str, str] = Recent(_MOST_KNOWN)

    async def send(self, place: Place, chart: Chart) -> int:
        """Send a chart and return the number of its message."""
        key, caption = self._gallery.key(chart), chart.alt[:_LONGEST_CAPTION]
        known = self._uploaded.get(key)
        if known is not None:
            try:
                return (await self._sender.photo(place, known, caption)).message_id
            except BadRequest:
                # Telegram no longer knows the file.
                self._uploaded.drop(key)
        message = await self._sender.photo(place, await self._gallery.picture(chart), caption)
        self._remember(key, message)
        return message.message_id

    def _remember(self, key: str, message: Message) -> None:
        if message.photo:
            self._uploaded.put(key, message.photo[-1].file_id)
