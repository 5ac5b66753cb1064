"""What comes back from outside as data of the bot's own: callback data and the payload of a deep link."""

from __future__ import annotations

from bot.telegram import links, taps
from bot.telegram.taps import Tap


def one(data: bytes) -> None:
    """Read bytes as callback data and as a payload."""
    text = data.decode("utf-8", "surrogateescape")
    tap = taps.read(text)
    if tap is not None:
        assert f"1{tap.act}{tap.language}:{tap.rest}" == text, "something was lost in reading"
        if len(data) <= taps.LIMIT and data.decode("utf-8", "replace") == text:
            assert taps.written(tap) == text
            assert taps.read(taps.written(Tap(tap.act, tap.language, tap.rest))) == tap
        assert all(item for item in tap.items)
    for question in links.questions(text):
        assert question.strip()
        assert question.isprintable()
        payload = links.payload(question)
        assert len(payload) <= links.LIMIT
        assert not payload or question in links.questions(payload) or not any(map(str.isalpha, question))


SEEDS = (b"1qfr:Exportations en 2024 ?", b"1+en:exports._T.2024", b"1l:fr", b"ito-2024", b"SVRPIDIwMjQ")
