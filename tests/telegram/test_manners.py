"""Waiting, limits, failures: how it behaves when things are slow, too many, or broken."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator

import pytest

from bot.assistant import Assistant
from bot.settings import Settings
from bot.telegram.application import App, build, running
from bot.telegram.limits import Limits, Verdict
from tests.bot_api.refusal import Refusal, bad
from tests.bot_api.room import ADAM, SALMA, Room, button, calls_guest, tap, types
from tests.bot_api.server import TOKEN, BotApi
from tests.bot_api.transcript import shown
from tests.telegram.conftest import service, settings
from tests.telegram.process import until

NOTICE = "Vous allez plus vite que moi. Laissez-moi une minute, puis reprenez."
BROKEN = bad("something that never happened before")


@pytest.fixture
async def strict(api: BotApi, assistant: Assistant) -> AsyncIterator[BotApi]:
    """Run a bot that answers a person three times a minute."""
    app = build(settings(api, questions_per_minute=3), TOKEN, assistant)
    service(app).limits._clock = lambda: 0.0  # all of it within one minute, on a slow machine too
    async with running(app):
        yield api


async def test_who_asks_too_much_is_told_once(strict: BotApi) -> None:
    room = Room(strict, SALMA.number, "private")
    for _ in range(3):
        assert "10,578" in shown((await room.says(SALMA, "ITO 2024 ?"))[0])
    assert [one["text"] for one in await room.says(SALMA, "ITO 2024 ?")] == [NOTICE]
    assert await room.says(SALMA, "ITO 2024 ?") == []
    other = Room(strict, ADAM.number, "private")
    assert await other.says(ADAM, "ITO 2024 ?")


async def test_in_a_group_the_limit_is_each_persons_and_the_groups(strict: BotApi) -> None:
    group = Room(strict)
    for _ in range(3):
        await group.says(SALMA, "/ask ITO 2024 ?")
    assert [one["text"] for one in await group.says(SALMA, "/ask ITO 2024 ?")] == [NOTICE]
    (answer,) = await group.says(ADAM, "/ask ITO 2024 ?")
    assert "10.578" in shown(answer)
    assert await group.says(SALMA, "not for the bot") == []


async def test_taps_inline_and_guest_queries_are_answered_all_the_same(strict: BotApi) -> None:
    room = Room(strict, SALMA.number, "private")
    (answer,) = await room.says(SALMA, "ITO 2024 ?")
    notices = [(await tap(strict, SALMA, button(answer, "👍"), message=answer)).get("text") for _ in range(4)]
    assert notices == ["Merci pour votre avis !"] * 2 + [NOTICE] * 2
    results = [len((await types(strict, SALMA, "ito 2024"))["results"]) for _ in range(16)]
    assert results[0] > 0
    assert results[-1] == 0
    guest = await calls_guest(Room(strict, -100600), ADAM, "@raqam_test_bot ITO 2024")
    assert guest["result"]["title"] == "10.578 billion dirhams"


def test_a_bucket_fills_again_and_tells_again_after_a_rest() -> None:
    now = 0.0
    limits = Limits(4, clock=lambda: now)
    assert [limits.admit(1) for _ in range(6)] == [Verdict.WELCOME] * 4 + [Verdict.NOTICE, Verdict.SILENCE]
    now = 15.0
    assert [limits.admit(1) for _ in range(2)] == [Verdict.WELCOME, Verdict.SILENCE]
    now = 200.0
    assert [limits.admit(1) for _ in range(5)] == [Verdict.WELCOME] * 4 + [Verdict.NOTICE]
    assert [Limits(0).admit(1) for _ in range(500)] == [Verdict.WELCOME] * 500


def test_a_long_text_counts_as_several() -> None:
    now = 0.0
    limits = Limits(60, clock=lambda: now)
    long = [limits.admit(1, length=4096) for _ in range(5)]
    assert long == [Verdict.WELCOME] * 3 + [Verdict.NOTICE, Verdict.SILENCE]
    now = 10.0
    assert [limits.admit(1) for _ in range(8)] == [Verdict.WELCOME] * 7 + [Verdict.SILENCE]
    assert [limits.admit(2, length=120) for _ in range(60)] == [Verdict.WELCOME] * 60


def test_limits_are_a_setting_and_none_where_none_are_kept_towards_telegram(api: BotApi, assistant: Assistant) -> None:
    def most(found: Settings) -> bool:
        limits = service(build(found, TOKEN, assistant)).limits
        return all(limits.admit(1) is Verdict.WELCOME for _ in range(100))

    assert not most(settings(api))
    assert most(settings(api, questions_per_minute=0))
    assert most(settings(api, messages_per_second=0))


# --- failures -------------------------------------------------------------------------------------------------------


async def test_a_failure_is_told_with_the_code_that_the_log_has(
    private: Room, live: BotApi, written: io.StringIO
) -> None:
    live.answers("sendMessage", BROKEN)
    (told,) = await private.says(SALMA, "Combien vaut ITO en 2024 ?")
    found = re.fullmatch(
        r"Désolé, une erreur m’empêche de répondre \(code ([0-9a-f]{6})\)\. Réessayez dans un instant\.", told["text"]
    )
    assert found is not None
    output = written.getvalue()
    assert f"code={found[1]}" in output
    assert "BadRequest at " in output
    for secret in (TOKEN, "Combien", "Salma"):
        assert secret not in output
    assert "10,578" in shown((await private.says(SALMA, "ITO 2024 ?"))[0])


async def test_it_is_told_in_the_language_of_the_chat(private: Room, live: BotApi) -> None:
    await private.says(SALMA, "How much were ITO exports in 2024?")
    live.answers("sendMessage", BROKEN)
    assert (await private.says(SALMA, "ITO 2024 ?"))[0]["text"].startswith(
        "Sorry, something went wrong on my side (code"
    )


async def test_a_mistake_of_its_own_is_told_too(
    group: Room, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("what a person wrote")

    monkeypatch.setattr(type(assistant), "reply", broken)
    (told,) = await group.says(SALMA, "/ask ITO 2024 ?")
    assert "(code " in told["text"]
    assert "person" not in told["text"]
    assert await group.says(SALMA, "not for the bot") == []
    results = await types(group.api, SALMA, "ito 2024")
    assert results["results"] == []
    assert "(code " in str(await calls_guest(group, SALMA, "@raqam_test_bot ito"))


async def test_who_blocked_the_bot_is_left_alone(private: Room, live: BotApi, written: io.StringIO) -> None:
    live.answers("sendMessage", Refusal(403, "Forbidden: bot was blocked by the user"))
    assert await private.says(SALMA, "ITO 2024 ?") == []
    assert len(live.named("sendMessage")) == 1
    assert "[error" not in written.getvalue()


async def test_a_wait_that_telegram_asks_for_is_kept(private: Room, live: BotApi) -> None:
    live.answers("sendMessage", Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    began = asyncio.get_running_loop().time()
    await private.writes(SALMA, "ITO 2024 ?")
    while not (sent := private.new()):  # noqa: ASYNC110 - what is waited for is another task
        await asyncio.sleep(0.05)
    assert "10,578" in shown(sent[0])
    assert asyncio.get_running_loop().time() - began >= 1
    assert len(live.named("sendMessage")) == 2


# --- typing ---------------------------------------------------------------------------------------------------------


async def test_typing_is_shown_only_when_an_answer_takes_long(private: Room, live: BotApi, app: App) -> None:
    service(app).sender.patience = 60
    await private.says(SALMA, "ITO 2024 ?")
    assert not live.named("sendChatAction")
    service(app).sender.patience, held = 0.01, asyncio.Event()
    live.answers("sendMessage", held)
    await private.writes(SALMA, "CRM 2024 ?")
    await until(lambda: live.named("sendChatAction"))
    assert [call.fields["action"] for call in live.named("sendChatAction")] == ["typing"]
    held.set()
    await private.quiet()
    assert len(private.new()) == 1
