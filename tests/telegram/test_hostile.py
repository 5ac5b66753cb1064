"""Nothing that people write comes out as anything but text: no markup, address, statement, log line or file name."""

from __future__ import annotations

import asyncio
import base64
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.telegram import taps
from bot.telegram.application import build, running
from bot.telegram.taps import Act, Tap
from tests.bot_api.html import shown
from tests.bot_api.room import Person, Room, quiet
from tests.bot_api.server import TOKEN, BotApi, Call
from tests.databases import copied, sqlite
from tests.telegram.conftest import logged, malformed, settings

MARK = "zqxjk"
"""A word that is in every hostile text and in nothing else."""
NUMBER = 71_234_567_890
PIECES = (
    "<b>",
    "</b></a><a href='https://evil.example/?q=",
    '<a href="tg://user?id=1">',
    "<script>alert(1)</script>",
    "&lt;b&gt;&amp;#60;",
    "'; DROP TABLE chats; --",
    '" OR 1=1 --',
    "%s %n %(asctime)s {0} {text!r} {bot.token}",
    "../../../../etc/passwd",
    "\x00\x1b[2J\r\n",
    "\u202e\u2066\ufeff",
    "\ud800",
    "$(reboot) `id` | cat",
    "*_`[x](https://evil.example)~",
    "1+fr:exports.ITO.2024",
    "/start@raqam_test_bot ",
    "https://evil.example/",
    "@channel #tag",
    "💣" * 9,
)
BESIDE = ("exports to {} in 2024?", "{} ITO 2024", "part de {} en 2024 ?", "{}", "is {} the largest segment?")

_numbers = itertools.count(1)
hostile = st.builds(
    lambda form, pieces, tail: form.replace("{}", MARK + "".join(pieces) + tail),
    st.sampled_from(BESIDE),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
    st.text(max_size=8),
)


def test_what_people_write_stays_text(assistant: Assistant, migrated: Path, tmp_path: Path) -> None:
    quoted: list[Call] = []

    @hypothesis_settings(max_examples=2, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
    @example(
        [
            "CRM exports to a<b in 2024",
            f"exports to {MARK}<b>&amp;</b> in 2024?",
            f"{MARK}'; DROP TABLE chats; --",
        ]
    )
    @given(st.lists(hostile, min_size=3, max_size=3, unique=True))
    def stays_text(texts: list[str]) -> None:
        for old in tmp_path.glob("hostile.sqlite3*"):
            old.unlink()
        copied(migrated, tmp_path / "hostile.sqlite3")
        with logged() as log:
            calls = asyncio.run(said(assistant, tmp_path, texts))
        for call in calls:
            for name, text in fields(call.fields):
                harmless(call, name, text, texts)
        quoted.extend(call for call in calls if MARK in str(call.fields.get("text", "")))
        leaves_no_trace(log.getvalue(), tmp_path)

    stays_text()
    assert quoted, "nothing was quoted: the test tests nothing"


def leaves_no_trace(output: str, folder: Path) -> None:
    assert "answered" in output
    for private in (MARK, "evil", str(NUMBER), TOKEN):
        assert private not in output
    assert all(re.fullmatch(r"[0-9a-f]{32}\.png", found.name) for found in (folder / "charts").glob("**/*"))
    kept = b"".join(found.read_bytes() for found in folder.glob("hostile.sqlite3*"))
    assert b"alembic_version" in kept
    assert MARK.encode() not in kept, "what people write is kept"


async def said(assistant: Assistant, folder: Path, texts: list[str]) -> list[Call]:
    """Say each text on each surface and return all calls of the bot; none of them was malformed."""
    async with BotApi().running() as api:
        kept = {"database_url": sqlite(folder / "hostile.sqlite3"), "charts_dir": folder / "charts"}
        found = settings(api, messages_per_second=0, knowledge_watch_seconds=0, **kept)
        async with running(build(found, TOKEN, assistant)):
            await quiet(api)
            for text in texts:
                for kind, content in everywhere(api, text):
                    await api.receive(kind, content)
            await quiet(api)
        assert malformed(api) == []
        return list(api.calls)


def everywhere(api: BotApi, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Bring a text in by every way there is: as words, names, titles, payloads, data."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # JSON of Telegram's is whole
    person = Person(NUMBER, text[:60] or "x", text[:20])
    private = Room(api, NUMBER, "private")
    group = Room(api, -100_1234567890)
    group.chat["title"] = text
    said = private.message(person, text)
    yield "message", said
    yield "edited_message", said | {"text": f"{text} ?", "edit_date": said["date"] + 1}
    yield "message", private.message(person, f"/chart {text}")
    yield "message", private.message(person, f"/start {base64.urlsafe_b64encode(text.encode())[:64].decode()}")
    yield "message", private.message(person, f"/{text}")
    yield "message", group.message(person, f"@raqam_test_bot {text}")
    yield "message", group.message(person, f"/ask {text}")
    guest, typed = (f"{kind}-{next(_numbers)}" for kind in ("guest", "inline"))
    api.open |= {("guest", guest), ("inline", typed)}
    yield "guest_message", group.message(person, f"@raqam_test_bot {text}", guest_query_id=guest)
    yield "inline_query", {"id": typed, "from": person.user, "query": text, "offset": ""}
    for data in (text, *(f"1{act}en:{text}"[:64] for act in Act)):
        tapped, number = private.message(None, "ITO", **{"from": api.bot}), f"tap-{next(_numbers)}"
        api.open.add(("callback", number))
        yield (
            "callback_query",
            {"id": number, "from": person.user, "chat_instance": "1", "data": data, "message": tapped},
        )


def fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Give all texts in the fields of a call, each with the name of its field."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from fields(inner, key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from fields(inner, name)
    elif isinstance(value, str):
        yield name, value


def harmless(call: Call, name: str, text: str, texts: list[str]) -> None:
    if name == "url":
        assert text.startswith("https://")
        assert "evil" not in text
    elif name == "callback_data":
        assert len(text.encode()) <= taps.LIMIT
        assert taps.read(text) is not None
    elif name in ("text", "message_text", "html") and (name == "html" or "parse_mode" in str(call.fields)):
        assert "<script" not in text
        assert not any(said in text for said in texts if "<" in said and len(said) < 4_000)
        if name != "html":
            _, entities = shown(text, "HTML")
            assert all(
                "evil" not in entity.get("url", "") and "tg:" not in entity.get("url", "") for entity in entities
            )


@pytest.mark.parametrize("text", ["exports to <b>France</b> & 'co' in 2024?", "ITO en 2024 ?", "é" * 20])
@pytest.mark.parametrize("act", [Act.ASK, Act.CHOOSE, Act.CHART])
def test_a_button_gives_back_exactly_what_it_was_given(act: Act, text: str) -> None:
    assert taps.read(taps.written(Tap(act, "fr", text))) == Tap(act, "fr", text)
