"""Charts in chats: drawn once, uploaded once, and told in words for who cannot see them."""

from __future__ import annotations

from telegram import Message
from telegram.error import BadRequest

from bot.storage.gallery import Gallery
from bot.storage.recent import Recent
from bot.telegram.markup import shortened, units
from bot.telegram.sending import Place, Sender
from bot.wording.charts import Chart

LONGEST_CAPTION = 1024
"""Telegram's longest caption, in UTF-16 units."""
_MOST_KNOWN = 2_000


def caption(chart: Chart) -> str:
    """Return what a picture shows, in words, as long as a caption may be."""
    if units(chart.alt) <= LONGEST_CAPTION:
        return chart.alt
    return shortened(chart.alt, LONGEST_CAPTION)


class Pictures:
    """Sends the pictures of charts; Telegram's ``file_id`` of one that was uploaded is used again."""

    def __init__(self, sender: Sender, gallery: Gallery) -> None:
        self._sender = sender
        self._gallery = gallery
        self._uploaded: Recent[str, str] = Recent(_MOST_KNOWN)

    def __len__(self) -> int:
        """Count the pictures that Telegram is known to have."""
        return len(self._uploaded)

    def known(self, chart: Chart) -> str | None:
        """Return Telegram's name of a chart's picture, where it has it."""
        return self._uploaded.get(self._gallery.key(chart))

    async def send(self, place: Place, chart: Chart) -> int:
        """Send a chart and return the number of its message."""
        key, words = self._gallery.key(chart), caption(chart)
        known = self._uploaded.get(key)
        if known is not None:
            try:
                return (await self._sender.photo(place, known, words)).message_id
            except BadRequest:
                # Telegram no longer knows the file.
                self._uploaded.drop(key)
        message = await self._sender.photo(place, await self._gallery.picture(chart), words)
        self._remember(key, message)
        return message.message_id

    def _remember(self, key: str, message: Message) -> None:
        if message.photo:
            self._uploaded.put(key, message.photo[-1].file_id)
