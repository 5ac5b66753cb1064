"""``raqam doctor``: what it says of each thing that can be wrong, over real HTTP."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from bot.telegram.doctor import doctor
from bot.telegram.visit import report
from tests.bot_api.refusal import Garbage, Refusal
from tests.bot_api.server import TOKEN, BotApi
from tests.databases import copied
from tests.knowledge.folders import append
from tests.knowledge.folders import copied as knowledge_copied
from tests.telegram.conftest import settings

WEBHOOK = "https://bot.example/s3cret-path"


class Practice:
    """A machine to be examined: settings in its environment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self._monkeypatch.setenv(f"BOT_{name.upper()}", value)

    async def examined(self) -> tuple[int, str]:
        out = io.StringIO()
        code = await asyncio.to_thread(doctor, out)
        text = out.getvalue()
        for secret in (TOKEN, TOKEN.partition(":")[2], "s3cret", "hunter2"):
            assert secret not in text
        assert max(map(len, text.splitlines())) <= 80
        return code, " ".join(text.split())


@pytest.fixture
def practice(api: BotApi, tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Practice:
    monkeypatch.chdir(tmp_path)
    made = Practice(monkeypatch)
    copied(migrated, tmp_path / "doctor.sqlite3")
    made.set(token=TOKEN, api_base_url=api.url, database_url="sqlite:///doctor.sqlite3", charts_dir="charts")
    return made


async def test_a_sound_machine_is_told_so(practice: Practice) -> None:
    code, text = await practice.examined()
    assert code == 0
    assert "WRONG" not in text
    assert "@raqam_test_bot" in text
    assert "clock agrees with Telegram's" in text
    assert "none: the bot fetches its updates" in text
    assert "answers and can be written" in text
    assert "languages: fr, en" in text
    assert text.endswith("All is well.")


ONE = {
    "token": "hunter2 /",
    "api_base_url": "http://127.0.0.1:1",
    "charts_dir": "/proc/nowhere",
    "database_url": "sqlite:////nowhere/x",
    "knowledge_dir": ".",
}
OTHER = {
    "token": TOKEN[:-4] + "AAAA",
    "database_url": "postgresql://me:hunter2@127.0.0.1:1/x",
    "knowledge_dir": "data",
}


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        (
            ONE,
            (
                "BOT_TOKEN: not a token",
                "cannot be reached: nobody listens there",
                "/proc/nowhere cannot be written",
                "missing or cannot be written → check BOT_DATABASE_URL",
                "segments.yaml",
            ),
        ),
        (OTHER, ("does not know this token", "the database does not answer", "observations.csv:{LINE}, column value")),
        ({"timezone": "Mars/Olympus"}, ("BOT_TIMEZONE: write a name",)),
    ],
)
async def test_each_fault_is_told_with_what_to_do(
    practice: Practice, tmp_path: Path, faults: dict[str, str], told: tuple[str, ...]
) -> None:
    append(
        knowledge_copied(tmp_path),
        "f901,exports,_T,2021,MA,eleven,MAD_bn,exact,,,published,digital,lodj-2025-10,page 1,,,",
    )
    practice.set(**faults)
    code, text = await practice.examined()
    assert code == 1
    assert text.count("WRONG") == len(told) == text.count("→")
    assert text.endswith(f"To mend: {len(told)}.")
    line = str(len((tmp_path / "data" / "observations.csv").read_text("utf-8").splitlines()))
    for piece in told:
        assert piece.replace("{LINE}", line) in text


@pytest.mark.parametrize(("ahead", "how"), [(-90, "ahead"), (90, "behind")])
async def test_a_wrong_clock_is_told(api: BotApi, ahead: int, how: str) -> None:
    api.ahead = ahead
    _, (_, told, verdict, _), *_ = await asyncio.to_thread(report, settings(api), TOKEN)
    assert verdict == "WRONG"
    assert f"s {how}; dates" in told


async def test_an_api_that_answers_otherwise_is_told(api: BotApi) -> None:
    api.answers("getMe", Garbage(b"<html>"), Refusal(502, "Bad Gateway"), None)
    found = [str((await asyncio.to_thread(report, settings(api), TOKEN))[-1]) for _ in range(3)]
    assert "makes no sense" in found[0]
    assert "HTTP 502" in found[1]
    assert "cannot be reached: RemoteDisconnected" in found[2]


@pytest.mark.parametrize(
    ("wanted", "info", "verdict", "told"),
    [
        ("", {"url": WEBHOOK, "pending_update_count": 3}, "note", "to bot.example; serve takes it away"),
        (WEBHOOK, {"url": ""}, "note", "none is set yet"),
        (WEBHOOK, {"url": "https://old.example/x"}, "note", "it goes to old.example now"),
        (WEBHOOK, {"url": WEBHOOK}, "ok", "no delivery failed"),
        (WEBHOOK, {"url": WEBHOOK, "last_error_date": 90_000, "last_error_message": "x"}, "note", "1 d ago: x"),
        (
            WEBHOOK,
            {"url": WEBHOOK, "last_error_date": 60, "last_error_message": "a\x1b[2J\nb"},
            "WRONG",
            "1 min ago: a",
        ),
        (WEBHOOK, {"url": WEBHOOK, "pending_update_count": 500}, "WRONG", "500 updates wait"),
    ],
)
async def test_the_webhook_is_compared_with_the_settings(
    api: BotApi, wanted: str, info: dict[str, Any], verdict: str, told: str
) -> None:
    if "last_error_date" in info:
        info = info | {"last_error_date": int(time.time()) - info["last_error_date"]}
    found = {"has_custom_certificate": False, "pending_update_count": 0} | info
    api.answers("getWebhookInfo", Garbage(_ok(found)))
    subject, said, judged, _ = (await asyncio.to_thread(report, settings(api, webhook_url=wanted), TOKEN))[-1]
    assert (subject in ("webhook", "queue"), judged) == (True, verdict)
    assert told in said
    assert "s3cret" not in said


def _ok(result: dict[str, Any]) -> bytes:

    return json.dumps({"ok": True, "result": result}).encode()


async def test_a_database_of_a_newer_raqam_is_told(practice: Practice, tmp_path: Path) -> None:

    connection = sqlite3.connect(tmp_path / "doctor.sqlite3")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    code, text = await practice.examined()
    assert (code, "made by a newer Raqam" in text) == (1, True)


async def test_it_changes_nothing(practice: Practice, api: BotApi, tmp_path: Path) -> None:
    practice.set(database_url="sqlite:///none.sqlite3")
    code, text = await practice.examined()
    assert (code, "no tables yet" in text) == (0, True)
    assert not (tmp_path / "none.sqlite3").exists()
    assert {call.method for call in api.calls} == {"getMe", "getWebhookInfo"}
