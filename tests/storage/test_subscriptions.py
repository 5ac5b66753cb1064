"""Subscriptions and releases, on either database."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import insert, select

from bot.assistant import Assistant
from bot.briefings.order import Order
from bot.briefings.schedule import Rhythm, Schedule
from bot.storage.database import Database
from bot.storage.releases import Releases
from bot.storage.subscriptions import MOST, Subscription, Subscriptions, Wish
from bot.storage.tables import releases as table

DAILY, NEWS = Schedule(rhythm=Rhythm.DAILY), Schedule(rhythm=Rhythm.NEWS)
SALMA, GROUP = 5_000_000_001, -100_500_000_000_1


@pytest.fixture
def kept(database: Database) -> Subscriptions:
    return Subscriptions(database, "one")


async def ordered(kept: Subscriptions, chat: int = SALMA, schedule: Schedule = DAILY, due: int | None = 100) -> None:
    wish = Wish(chat=chat, language="fr", schedule=schedule)
    assert await kept.add(wish, due, release=0, now=1) == "added"


async def first(kept: Subscriptions, now: int = 200) -> Subscription:
    (found,) = await kept.due(now, 1, 1)
    return found


async def test_a_wish_is_kept_once_and_not_too_often(kept: Subscriptions) -> None:
    wish = Wish(chat=SALMA, topic=7, subject="CRM", language="en", schedule=DAILY)
    assert await kept.add(wish, 100, release=3, now=1) == "added"
    assert await kept.add(wish, 200, release=3, now=2) == "known"
    (found,) = await kept.of(SALMA)
    assert (found.topic, found.schedule, found.due, found.release) == (7, DAILY, 100, 3)
    assert found.order == Order(subject="CRM", rhythm=Rhythm.DAILY, language="en")
    for hour in range(9, 9 + MOST):
        outcome = await kept.add(
            wish.model_copy(update={"schedule": Schedule(rhythm=Rhythm.DAILY, hour=hour)}), 1, 1, 1
        )
    assert outcome == "full"
    assert len(await kept.of(SALMA)) == MOST


async def test_what_is_due_comes_in_order(kept: Subscriptions) -> None:
    for chat, due in ((1, 300), (2, 100), (3, 200), (4, None), (5, 900)):
        await ordered(kept, chat, due=due)
    assert [one.chat for one in await kept.due(500, 1, 10)] == [2, 3, 1]
    assert await kept.moment(1) == 100


async def test_a_claim_has_one_winner(kept: Subscriptions, database: Database) -> None:
    await ordered(kept)
    one = await first(kept)
    others = [Subscriptions(database, name) for name in ("a", "b", "c", "d")]
    won = await asyncio.gather(*(other.claim(one, 320) for other in others))
    assert sum(won) == 1
    assert await kept.due(200, 1, 1) == ()
    assert await kept.moment(1) == 320
    winner = others[won.index(True)]
    await others[won.index(False)].settle(one, 999, one.order, 1)
    assert [found.due for found in await kept.of(SALMA)] == [100]
    await winner.settle(one, 400, one.order.model_copy(update={"number": 5, "last": "x"}), 2)
    (found,) = await kept.of(SALMA)
    assert (found.due, found.order.number, found.order.last, found.release) == (400, 5, "x", 2)


async def test_who_unsubscribes_before_the_claim_gets_nothing(kept: Subscriptions) -> None:
    await ordered(kept)
    one = await first(kept)
    assert await kept.remove(SALMA) == 1
    assert not await kept.claim(one, 320)


async def test_a_claim_is_given_back_or_held(kept: Subscriptions) -> None:
    await ordered(kept)
    one = await first(kept)
    assert await kept.claim(one, 320)
    await kept.hold(one, 500)
    assert await kept.doubtful(400) == ()
    await kept.release(one)
    assert await first(kept) == one


async def test_what_is_in_doubt_is_settled_once(kept: Subscriptions, database: Database) -> None:
    await ordered(kept)
    one = await first(kept)
    assert await kept.claim(one, 320)
    (doubtful,) = await kept.doubtful(321)
    other = Subscriptions(database, "two")
    settled = await asyncio.gather(kept.resolve(doubtful, 321, 400, 1), other.resolve(doubtful, 321, 400, 1))
    assert sorted(settled) == [False, True]
    (found,) = await kept.of(SALMA)
    assert (found.due, found.order.number) == (400, 1)


async def test_a_group_is_followed_to_its_new_number(kept: Subscriptions) -> None:
    await ordered(kept, GROUP)
    await ordered(kept, GROUP, NEWS, None)
    await ordered(kept, GROUP - 1, NEWS, None)
    await kept.move(GROUP, GROUP - 1)
    await kept.move(GROUP - 1, GROUP - 1)
    assert await kept.of(GROUP) == ()
    assert sorted(one.schedule.rhythm for one in await kept.of(GROUP - 1)) == ["daily", "news"]


async def test_a_release_is_news_to_who_waits_for_it(
    kept: Subscriptions, database: Database, assistant: Assistant
) -> None:
    knowledge = assistant.knowledge
    older = knowledge.__class__(
        **{
            **{name: getattr(knowledge, name) for name in knowledge.__dataclass_fields__},
            "observations": tuple(
                one.model_copy(update={"value": "26.25"}) if one.id == "f005" else one
                for one in knowledge.observations
                if one.id != "f001"
            ),
        }
    )
    releases = Releases(database)
    assert await releases.note(older, 10) == ()
    old = releases.latest
    await ordered(kept, SALMA, NEWS, None)
    await ordered(kept, GROUP, DAILY, 500)
    assert await releases.note(older, 20) == ()
    newer = Releases(database)
    found = await newer.note(knowledge, 30)
    assert {change.now.id for change in found} == {"f001", "f005"}
    new = newer.latest
    assert new > old
    assert [one.chat for one in await kept.due(30, new, 10)] == [SALMA]
    # A process that still answers from the older knowledge leaves the news to the others.
    assert await kept.due(30, old, 10) == ()
    assert await newer.since(old) == found
    assert await newer.since(new) == ()
    assert await releases.since(new) == ()


async def test_processes_that_start_together_note_a_release_once(database: Database, assistant: Assistant) -> None:
    several = [Releases(database) for _ in range(4)]
    await asyncio.gather(*(one.note(assistant.knowledge, 10) for one in several))
    assert len({one.latest for one in several}) == 1


async def test_what_an_older_program_wrote_is_no_news(
    kept: Subscriptions, database: Database, assistant: Assistant
) -> None:
    await ordered(kept)
    async with database.writing() as connection:
        await connection.execute(insert(table), {"knowledge": "x", "observations": '[{"figure": 1}]', "seen": 1})
    releases = Releases(database)
    assert await releases.note(assistant.knowledge, 10) == ()
    async with database.reading() as connection:
        older, newer = (await connection.execute(select(table.c.number).order_by(table.c.number))).scalars()
    assert releases.latest == newer
    assert await releases.since(older) == ()
