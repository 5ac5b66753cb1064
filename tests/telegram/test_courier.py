"""Briefings that leave by themselves: when, to whom, in which order, and once."""

from __future__ import annotations

import asyncio
import csv
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from bot.assistant import Assistant
from bot.briefings.order import Order
from bot.briefings.press import Press
from bot.briefings.schedule import Rhythm, Schedule
from bot.clock import seconds
from bot.storage.subscriptions import Wish
from bot.telegram.application import App, build, running
from bot.telegram.courier import Courier
from knowledge import PACKAGED
from tests.bot_api.chat import PATIENCE
from tests.bot_api.refusal import Refusal, blocked, broken, full, migrated
from tests.bot_api.room import ADAM, SALMA, Room
from tests.bot_api.server import TOKEN, BotApi
from tests.bot_api.transcript import shown
from tests.telegram.clock import Hands
from tests.telegram.conftest import settings
from tests.telegram.process import until

DAILY = Schedule(rhythm=Rhythm.DAILY, hour=8)
NEWS = Schedule(rhythm=Rhythm.NEWS)


class Rests:
    """Watches how a courier rests: it has nothing to do then, and nothing under way."""

    def __init__(self, courier: Courier) -> None:
        self.count = 0
        self.now = False
        self._rest = courier._rest
        courier._rest = self  # type: ignore[method-assign] # watched

    async def __call__(self) -> None:
        self.count += 1
        self.now = True
        try:
            await self._rest()
        finally:
            self.now = False


RESTS: WeakKeyDictionary[Courier, Rests] = WeakKeyDictionary()


@pytest.fixture
def hands() -> Hands:
    """Wednesday, eight o'clock in Morocco less a minute."""
    return Hands("2026-11-25T06:59")


@pytest.fixture
def bot(api: BotApi, assistant: Assistant, hands: Hands) -> Callable[..., App]:
    def make(knowing: Assistant = assistant, **others: Any) -> App:
        made = build(settings(api, **others), TOKEN, knowing, hands)
        RESTS[made.courier] = Rests(made.courier)
        return made

    return make


@pytest.fixture
def app(bot: Callable[..., App]) -> App:
    return bot()


@pytest.fixture
async def live(api: BotApi, app: App) -> AsyncIterator[BotApi]:
    async with running(app):
        yield api


async def orders(app: App, chat: int, schedule: Schedule = DAILY, subject: str = "", language: str = "fr") -> None:
    """Let a chat order briefings."""
    kept = app.courier
    wish = Wish(chat=chat, subject=subject, language=language, schedule=schedule)
    due = schedule.after(kept.now)
    moment = int(due.timestamp()) if due is not None else None
    assert await kept.subscriptions.add(wish, moment, kept.releases.latest, seconds(kept.clock)) == "added"


def chat(api: BotApi, number: int = SALMA.number) -> Room:
    """Open a chat that the bot may write to."""
    room = Room(api, number, "private" if number > 0 else "supergroup")
    api.chats[number] = room.chat
    return room


async def passes(app: App, api: BotApi, moment: str = "") -> None:
    """Move the clock, and wait until what is due has left."""
    kept, rests = app.courier, RESTS[app.courier]
    await until(lambda: rests.now)
    if moment:
        hands: Any = kept.clock
        hands.to(moment)
    before = rests.count
    kept.wake()
    await until(lambda: rests.now and rests.count > before)
    async with asyncio.timeout(PATIENCE):
        while not rests.now or await kept.subscriptions.due(seconds(kept.clock), kept.releases.latest, 1):  # noqa: ASYNC110 - the database tells
            await asyncio.sleep(0.01)
    await until(lambda: rests.now)
    await chat(api).quiet()


def texts(room: Room) -> list[str]:
    return [shown(message).replace("\u202f", " ") for message in room.new()]


async def test_it_comes_on_time_and_again_the_next_day_in_other_words(live: BotApi, app: App) -> None:
    room = chat(live)
    await orders(app, SALMA.number)
    await passes(app, live, "2026-11-25T06:59:59")
    assert texts(room) == []
    await passes(app, live, "2026-11-25T07:00")
    (first,) = texts(room)
    assert "*Le chiffre du jour*" in first
    assert "13,4 milliards de dirhams" in first
    assert "[Le point complet | 1bfr:]" in first
    await passes(app, live, "2026-11-25T12:00")
    assert texts(room) == []
    days = [f"2026-11-{day}T07:00" for day in range(26, 31)] + [f"2026-12-0{day}T07:00" for day in range(1, 10)]
    seen = [first]
    for day in days:
        await passes(app, live, day)
        (text,) = texts(room)
        assert text != seen[-1]
        seen.append(text)
    assert len(set(seen)) > 10


async def test_the_hour_is_the_chats_through_ramadan(live: BotApi, app: App) -> None:
    room = chat(live)
    app.courier.clock.to("2027-02-06T12:00")  # type: ignore[attr-defined] # the tests' own clock
    await orders(app, SALMA.number)
    # Morocco leaves UTC+1 on Sunday 7 February 2027, at three in the morning.
    for moment, count in (("2027-02-07T07:59", 0), ("2027-02-07T08:00", 1), ("2027-02-08T08:00", 1)):
        await passes(app, live, moment)
        assert len(texts(room)) == count, moment


async def test_in_its_language_on_its_subject(live: BotApi, app: App) -> None:
    room = chat(live, ADAM.number)
    await orders(app, ADAM.number, subject="ESO", language="en")
    await passes(app, live, "2026-11-25T07:00")
    (text,) = texts(room)
    assert "*Figure of the day*" in text
    assert "ESO (engineering services) exports" in text


@pytest.mark.parametrize(("wakes", "count"), [("2026-11-25T09:59", 1), ("2026-11-25T10:01", 0)])
async def test_what_was_missed_comes_once_if_it_is_not_too_late(
    api: BotApi, bot: Callable[..., App], hands: Hands, wakes: str, count: int
) -> None:
    room = chat(api)
    app = bot()
    async with running(app):
        await orders(app, SALMA.number)
    hands.to(wakes)
    app = bot()
    async with running(app):
        await passes(app, api)
        assert len(texts(room)) == count
        await passes(app, api, "2026-11-26T07:00")
        assert len(texts(room)) == 1


async def test_after_days_of_silence_only_the_last_one_comes(
    api: BotApi, bot: Callable[..., App], hands: Hands
) -> None:
    room = chat(api)
    app = bot()
    async with running(app):
        await orders(app, SALMA.number)
    hands.to("2026-11-29T08:30")
    app = bot()
    async with running(app):
        await passes(app, api)
        assert len(texts(room)) == 1


@pytest.mark.parametrize("refusal", [blocked(), Refusal(400, "Bad Request: chat not found")])
async def test_who_blocked_it_or_is_gone_is_unsubscribed(live: BotApi, app: App, refusal: Refusal) -> None:
    chat(live)
    other = chat(live, ADAM.number)
    await orders(app, SALMA.number)
    await orders(app, SALMA.number, NEWS)
    await orders(app, ADAM.number)
    live.answers("sendMessage", refusal)
    await passes(app, live, "2026-11-25T07:00")
    assert await app.courier.subscriptions.of(SALMA.number) == ()
    assert len(texts(other)) == 1


async def test_a_group_that_may_not_be_written_to_keeps_its_subscription(live: BotApi, app: App) -> None:
    room = chat(live, -100500)
    await orders(app, -100500)
    live.answers("sendMessage", Refusal(400, "Bad Request: not enough rights to send text messages to the chat"))
    await passes(app, live, "2026-11-25T07:00")
    assert texts(room) == []
    await passes(app, live, "2026-11-26T07:00")
    assert len(texts(room)) == 1


async def none_left(app: App, chat: int) -> None:
    """Wait until a chat has no subscriptions."""
    async with asyncio.timeout(PATIENCE):
        while await app.courier.subscriptions.of(chat):  # noqa: ASYNC110 - the database tells
            await asyncio.sleep(0.01)


async def test_blocking_it_unsubscribes_at_once(live: BotApi, app: App) -> None:
    room = chat(live)
    await orders(app, SALMA.number)
    user = live.bot | {"can_join_groups": None}
    bare = {key: user[key] for key in ("id", "is_bot", "first_name")}
    members = [{"status": "member", "user": bare}, {"status": "kicked", "user": bare, "until_date": 0}]
    change = {"chat": room.chat, "from": SALMA.user, "date": 1, "old_chat_member": members[0]}
    await live.receive("my_chat_member", change | {"new_chat_member": members[1]})
    await none_left(app, SALMA.number)


async def test_a_group_that_moved_is_followed(live: BotApi, app: App) -> None:
    old, new = chat(live, -500), chat(live, -100777)
    await orders(app, -500)
    live.answers("sendMessage", migrated(-100777))
    await passes(app, live, "2026-11-25T07:00")
    assert (texts(old), len(texts(new))) == ([], 1)
    assert await app.courier.subscriptions.of(-500) == ()
    await passes(app, live, "2026-11-26T07:00")
    assert len(texts(new)) == 1


async def test_telling_of_the_move_is_enough(live: BotApi, app: App) -> None:
    old = chat(live, -500)
    await orders(app, -500)
    await orders(app, -500, NEWS)
    await orders(app, -100777, NEWS)
    await live.receive("message", old.message(SALMA, migrate_to_chat_id=-100777))
    await live.receive("message", Room(live, -100777).message(SALMA, migrate_from_chat_id=-500))
    await none_left(app, -500)
    found = await app.courier.subscriptions.of(-100777)
    assert sorted(one.schedule.rhythm for one in found) == ["daily", "news"]


async def test_a_full_telegram_delays_and_keeps_the_order(live: BotApi, app: App) -> None:
    numbers = [7101, 7102, 7103, 7104]
    for number in numbers:
        chat(live, number)
        await orders(app, number)
    live.answers("sendMessage", full(1))
    began = asyncio.get_running_loop().time()
    await passes(app, live, "2026-11-25T07:00")
    assert asyncio.get_running_loop().time() - began >= 1
    sent = [call.fields["chat_id"] for call in live.named("sendMessage") if not call.refused]
    assert sent == numbers


async def test_a_restart_while_telegram_asks_to_wait_loses_none(
    api: BotApi, bot: Callable[..., App], hands: Hands
) -> None:
    room, other = chat(api), chat(api, ADAM.number)
    app = bot()
    async with running(app):
        await orders(app, SALMA.number)
        await orders(app, ADAM.number)
        api.answers("sendMessage", full(600))
        hands.to("2026-11-25T07:00")
        app.courier.wake()
        async with asyncio.timeout(PATIENCE), api.changed:
            while not api.named("sendMessage"):  # noqa: ASYNC110 - a refused call tells nobody
                await asyncio.sleep(0.01)
        await room.quiet()
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 60
    app = bot()
    async with running(app):
        await passes(app, api)
        assert (len(texts(room)), len(texts(other))) == (1, 1)


async def test_what_may_have_arrived_is_not_sent_again(live: BotApi, app: App) -> None:
    room, other = chat(live), chat(live, ADAM.number)
    await orders(app, SALMA.number)
    await orders(app, ADAM.number)
    live.answers("sendMessage", broken(502))
    await passes(app, live, "2026-11-25T07:00")
    assert (texts(room), len(texts(other))) == ([], 1)
    await passes(app, live, "2026-11-26T07:00")
    assert len(texts(room)) == 1


async def test_two_processes_share_the_work_and_send_nothing_twice(
    api: BotApi, bot: Callable[..., App], hands: Hands
) -> None:
    numbers = range(7200, 7230)
    rooms = [chat(api, number) for number in numbers]
    one, two = bot(), bot()
    async with running(one):
        for number in numbers:
            await orders(one, number)
        async with running(two):
            hands.to("2026-11-25T07:00")
            two.courier.wake()
            await passes(one, api)
            await passes(two, api)
            assert [len(room.new()) for room in rooms] == [1] * len(rooms)
            assert one.courier.sent + two.courier.sent == len(rooms)
            assert min(one.courier.sent, two.courier.sent) > 0
            counted = f'raqam_briefings_total{{outcome="sent"}} {float(one.courier.sent)}'
            assert counted in one.metrics.exposition().decode()


async def test_who_died_while_sending_leaves_one_in_doubt(api: BotApi, bot: Callable[..., App], hands: Hands) -> None:
    room = chat(api)
    app = bot()
    async with running(app):
        await orders(app, SALMA.number)
        hands.to("2026-11-25T07:00")
        (due,) = await app.courier.subscriptions.of(SALMA.number)
        await app.courier.end()
        assert await app.courier.subscriptions.claim(due, seconds(hands) + 120)
    again = bot()
    async with running(again):
        await passes(again, api, "2026-11-25T07:01")
        await passes(again, api, "2026-11-25T07:03")
        assert texts(room) == []
        await passes(again, api, "2026-11-26T07:00")
        assert len(texts(room)) == 1


async def test_one_that_cannot_be_written_holds_nobody_up(
    live: BotApi, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, broken_one, room = chat(live, 7301), chat(live, 7302), chat(live)
    await orders(app, 7301, subject="GOLD")
    await orders(app, 7302, subject="CRM")
    await orders(app, SALMA.number)
    written = Press.briefing

    def fails(self: Press, order: Order, *others: Any) -> Any:
        if order.subject == "CRM":
            raise KeyError("a person's words")
        return written(self, order, *others)

    monkeypatch.setattr(Press, "briefing", fails)
    await passes(app, live, "2026-11-25T07:00")
    assert (texts(gone), texts(broken_one), len(texts(room))) == ([], [], 1)
    monkeypatch.undo()
    await passes(app, live, "2026-11-26T07:00")
    assert (texts(gone), len(texts(broken_one)), len(texts(room))) == ([], 1, 1)


# --- news -----------------------------------------------------------------------------------------------------------


def edited(folder: Path, **values: str) -> Path:
    """Copy the knowledge with other values: an observation's id, and what it says then; empty takes it out."""
    shutil.copytree(PACKAGED, folder)
    file = folder / "observations.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        names, rows = list(reader.fieldnames or []), list(reader)
    kept = [row | {"value": values.get(row["id"], row["value"])} for row in rows if values.get(row["id"]) != ""]
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names)
        writer.writeheader()
        writer.writerows(kept)
    return folder


@pytest.fixture(scope="session")
def older(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Know an older total of 2023, and not yet how 2024 grew."""
    return Assistant.open(edited(tmp_path_factory.mktemp("older") / "knowledge", f005="26.25", f004=""))


async def test_news_tell_what_is_new_and_what_was_revised(
    api: BotApi, bot: Callable[..., App], hands: Hands, tmp_path: Path
) -> None:
    room, follower = chat(api), chat(api, ADAM.number)
    before = Assistant.open(
        edited(tmp_path / "before", f031="", f032="", f005="26.25", f047="", f004="", f048="148000")
    )
    app = bot(before)
    async with running(app):
        await orders(app, SALMA.number, NEWS)
        await orders(app, ADAM.number, NEWS, subject="KPO")
        await passes(app, api, "2026-11-25T07:00")
        assert texts(room) == []
    hands.to("2026-12-20T03:00")
    app = bot()
    async with running(app):
        await passes(app, api)
        (news,) = texts(room)
        assert texts(follower) == []
        lines = [line.strip() for line in news.split("\n")]
        assert lines[0] == "*Nouveaux chiffres*"
        revised = [line for line in lines if line.startswith("Révisé")]
        assert revised[0] == (
            "Révisé – *26,17 milliards de dirhams* : exportations de services numériques, 2023 (publié). "
            "Auparavant : *26,25 milliards de dirhams* (publié)"
        )
        assert "*148 500 emplois*" in revised[1]
        assert "*148 000 emplois*" in revised[1]
        assert any(line.startswith("Nouveau – *2,814 milliards") for line in lines)
        await passes(app, api, "2026-12-21T03:00")
        assert texts(room) == []


async def test_a_scheduled_briefing_tells_what_changed_since_the_last(
    api: BotApi, bot: Callable[..., App], hands: Hands, older: Assistant
) -> None:
    room = chat(api)
    app = bot(older)
    async with running(app):
        await orders(app, SALMA.number)
        await passes(app, api, "2026-11-25T07:00")
        assert "ouveau chiffre" not in texts(room)[0]  # it is the first
    hands.to("2026-11-26T06:00")
    app = bot()
    async with running(app):
        await passes(app, api, "2026-11-26T07:00")
        (told,) = texts(room)
        assert "Révisé – *26,17 milliards" in told
        await passes(app, api, "2026-11-27T07:00")
        assert "Aucun nouveau chiffre" in texts(room)[0]


async def test_knowledge_that_is_edited_while_it_runs_is_news(
    api: BotApi, bot: Callable[..., App], assistant: Assistant, older: Assistant
) -> None:
    room = chat(api)
    app = bot(older)
    async with running(app):
        await orders(app, SALMA.number, NEWS)
        await app.editions.publish(assistant)
        await passes(app, api)
        (news,) = texts(room)
        assert "Révisé – *26,17 milliards" in news


async def test_a_skipped_briefing_leaves_its_news_to_the_next(
    api: BotApi, bot: Callable[..., App], hands: Hands, older: Assistant
) -> None:
    room = chat(api)
    app = bot(older)
    async with running(app):
        await orders(app, SALMA.number)
    hands.to("2026-11-25T13:00")
    app = bot()
    async with running(app):
        await passes(app, api)
        assert texts(room) == []
        await passes(app, api, "2026-11-26T07:00")
        assert "Révisé – *26,17 milliards" in texts(room)[0]
