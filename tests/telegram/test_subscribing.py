"""Ordering briefings, as a chat shows it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.briefings.schedule import Rhythm
from bot.storage.subscriptions import MOST
from bot.telegram import wishes
from bot.telegram.application import App, build, running
from bot.telegram.orders import page
from bot.telegram.wishes import Draft, Step, carried
from tests.bot_api.room import ADAM, ANONYMOUS, SALMA, Room, button, labels, tap
from tests.bot_api.server import TOKEN, BotApi
from tests.bot_api.transcript import shown
from tests.telegram.clock import Hands
from tests.telegram.conftest import malformed, service, settings

GROUP = -100500
CHANNEL = {"id": -100900, "type": "channel", "title": "Canal"}


@pytest.fixture
def hands() -> Hands:
    """Wednesday, eleven o'clock in Morocco."""
    return Hands("2026-11-25T10:00")


@pytest.fixture
def app(api: BotApi, assistant: Assistant, hands: Hands) -> App:
    return build(settings(api), TOKEN, assistant, hands)


@pytest.fixture
async def live(api: BotApi, app: App) -> AsyncIterator[BotApi]:
    api.administrators[GROUP] = {SALMA.number}
    async with running(app):
        yield api
    assert not malformed(api)


@pytest.fixture
def private(live: BotApi) -> Room:
    return Room(live, SALMA.number, "private")


def lines(message: dict[str, Any]) -> list[str]:
    return [line.strip() for line in shown(message).split("\n")]


async def ordered(app: App, chat: int) -> list[str]:
    found = await service(app).courier.subscriptions.of(chat)
    return [
        f"{one.schedule.rhythm} {one.schedule.day} {one.schedule.hour} {one.schedule.timezone} "
        f"{one.order.language} {one.order.subject or '-'} {one.topic}"
        for one in found
    ]


async def subscribes(room: Room, *taps: str, command: str = "/subscribe", **fields: Any) -> dict[str, Any]:
    """Order a briefing and return the message of the dialogue."""
    (message,) = await room.says(SALMA, command, **fields)
    for label in taps:
        await room.taps(SALMA, message, label)
    return message


async def test_a_daily_briefing_is_ordered_in_three_taps(private: Room, app: App) -> None:
    (message,) = await private.says(SALMA, "/subscribe")
    assert lines(message) == [
        "*Recevoir un point régulier.* À quel rythme ?",
        "[Chaque jour | 1w:hd,0,8,fr,,Africa/Casablanca] [Lundi à vendredi | 1w:hk,0,8,fr,,Africa/Casablanca]",
        "[Chaque semaine | 1w:dw,0,8,fr,,Africa/Casablanca] [Chaque mois | 1w:dm,1,8,fr,,Africa/Casablanca]",
        "[Nouveaux chiffres | 1w:pn,0,8,fr,,Africa/Casablanca]",
        "[Annuler | 1w:cd,0,8,fr,,Africa/Casablanca]",
    ]
    await private.taps(SALMA, message, "Chaque jour")
    assert lines(message)[0] == "À quelle heure ? (heure de Casablanca)"
    assert [len(row) for row in labels(message)] == [6, 6, 6, 6, 1]
    await private.taps(SALMA, message, "18 h")
    assert lines(message)[:4] == [
        "*Votre abonnement*",
        "Tous les jours à 18 h (heure de Casablanca)",
        "Sujet : tout le secteur",
        "Langue : français",
    ]
    await private.taps(SALMA, message, "S’abonner")
    assert lines(message) == [
        "C’est noté : *Tous les jours à 18 h (heure de Casablanca)*, tout le secteur.",
        "Premier point : mercredi 25 novembre à 18 h.",
        "/subscriptions montre vos abonnements, /unsubscribe les arrête.",
    ]
    assert await ordered(app, SALMA.number) == ["daily 0 18 Africa/Casablanca fr - 0"]
    assert private.new() == []


async def test_everything_may_be_chosen(private: Room, app: App) -> None:
    message = await subscribes(private, "Chaque semaine", "Vendredi", "9 h", "Changer de sujet", "CRM")
    for label in ("Langue", "English", "Time zone", "London", "Time", "7:00"):
        await private.taps(SALMA, message, label)
    assert lines(message)[:4] == [
        "*Your subscription*",
        "Every Friday at 7:00 (London time)",
        "Subject: CRM (customer relations)",
        "Language: English",
    ]
    await private.taps(SALMA, message, "Subscribe")
    assert lines(message)[1] == "First briefing: Friday 27 November at 7:00."
    assert await ordered(app, SALMA.number) == ["weekly 4 7 Europe/London en CRM 0"]


async def test_the_last_day_of_the_month(private: Room, app: App) -> None:
    message = await subscribes(private, "Chaque mois", "Dernier jour", "8 h", "S’abonner")
    assert lines(message)[1] == "Premier point : lundi 30 novembre à 8 h."
    assert await ordered(app, SALMA.number) == ["monthly 31 8 Africa/Casablanca fr - 0"]


async def test_news_need_no_hour(private: Room, app: App) -> None:
    message = await subscribes(private, "Nouveaux chiffres")
    assert lines(message)[1] == "Dès que de nouveaux chiffres paraissent"
    assert "Heure" not in itertools.chain(*labels(message))
    await private.taps(SALMA, message, "S’abonner")
    assert len(lines(message)) == 2
    assert await ordered(app, SALMA.number) == ["news 0 8 Africa/Casablanca fr - 0"]


async def test_any_time_zone_can_be_named(private: Room, app: App) -> None:
    await subscribes(private, "Chaque jour", "6 h", "S’abonner", command="/subscribe America/Argentina/Buenos_Aires")
    assert await ordered(app, SALMA.number) == ["daily 0 6 America/Argentina/Buenos_Aires fr - 0"]
    (refused,) = await private.says(SALMA, "/subscribe Mars/Olympus")
    assert lines(refused)[0].startswith("Je ne connais pas ce fuseau horaire.")


async def test_the_buttons_work_after_a_restart(api: BotApi, app: App, assistant: Assistant, hands: Hands) -> None:
    room = Room(api, SALMA.number, "private")
    async with running(app):
        message = await subscribes(room, "Chaque jour")
    again = build(settings(api), TOKEN, assistant, hands)
    async with running(again):
        await room.taps(SALMA, message, "7 h")
        await room.taps(SALMA, message, "S’abonner")
        assert await ordered(again, SALMA.number) == ["daily 0 7 Africa/Casablanca fr - 0"]


async def test_the_same_is_not_ordered_twice_nor_too_much(private: Room, app: App) -> None:
    await subscribes(private, "Chaque jour", "7 h", "S’abonner")
    again = await subscribes(private, "Chaque jour", "7 h", "S’abonner")
    assert lines(again)[0].startswith("Vous avez déjà cet abonnement : Tous les jours à 7 h")
    for hour in range(8, 7 + MOST):
        await subscribes(private, "Chaque jour", f"{hour} h", "S’abonner")
    full = await subscribes(private, "Chaque jour", "23 h", "S’abonner")
    assert lines(full)[0] == f"Il y a déjà {MOST} abonnements ici. Arrêtez-en un avec /unsubscribe."
    assert len(await ordered(app, SALMA.number)) == MOST


async def test_a_dialogue_is_cancelled_by_button_or_command(private: Room, app: App) -> None:
    for cancels in ("button", "command"):
        message = await subscribes(private, "Chaque jour")
        if cancels == "button":
            await private.taps(SALMA, message, "Annuler")
        else:
            await private.says(SALMA, "/cancel")
        assert lines(message) == ["D’accord, rien n’a changé."]
    assert await ordered(app, SALMA.number) == []


async def test_a_dialogue_is_cancelled_after_a_restart(
    api: BotApi, app: App, assistant: Assistant, hands: Hands
) -> None:
    room = Room(api, SALMA.number, "private")
    async with running(app):
        message = await subscribes(room, "Chaque jour")
    async with running(build(settings(api), TOKEN, assistant, hands)):
        await room.says(SALMA, "/cancel")
        assert lines(message) == ["D’accord, rien n’a changé."]


async def test_what_was_ordered_is_not_cancelled(private: Room, app: App) -> None:
    message = await subscribes(private, "Chaque jour", "7 h", "S’abonner")
    await private.says(SALMA, "/cancel")
    assert lines(message)[0].startswith("C’est noté")
    assert len(await ordered(app, SALMA.number)) == 1


async def test_a_dialogue_that_is_forgotten_is_left_as_it_is(private: Room) -> None:
    message = await subscribes(private, "Chaque jour")
    await private.says(SALMA, "/forget")
    await private.says(SALMA, "/cancel")
    assert lines(message)[0].startswith("À quelle heure ?")


async def test_subscriptions_are_listed_and_ended(private: Room, app: App) -> None:
    (none,) = await private.says(SALMA, "/unsubscribe")
    assert lines(none) == ["Aucun abonnement ici. /subscribe en crée un."]
    await subscribes(private, "Chaque jour", "7 h", "S’abonner")
    await subscribes(private, "Nouveaux chiffres", "Changer de sujet", "ESO", "S’abonner")
    (found,) = await private.says(SALMA, "/subscriptions")
    assert [line.partition(" |")[0] for line in lines(found)] == [
        "*Abonnements*",
        "1. Tous les jours à 7 h (heure de Casablanca), tout le secteur, français",
        "2. Dès que de nouveaux chiffres paraissent, ESO (ingénierie externalisée), français",
        "[✕ 1",
        "[Tout arrêter",
    ]
    await private.taps(SALMA, found, "✕ 1")
    assert lines(found)[1].startswith("1. Dès que")
    assert await ordered(app, SALMA.number) == ["news 0 8 Africa/Casablanca fr ESO 0"]
    (ended,) = await private.says(SALMA, "/unsubscribe")
    assert lines(ended) == ["C’est arrêté : Dès que de nouveaux chiffres paraissent, ESO (ingénierie externalisée)."]
    assert await ordered(app, SALMA.number) == []


async def test_all_end_at_once(private: Room, app: App) -> None:
    for hour in ("7 h", "9 h"):
        await subscribes(private, "Chaque jour", hour, "S’abonner")
    (which,) = await private.says(SALMA, "/unsubscribe")
    assert lines(which)[0] == "Lequel arrêter ?"
    await private.taps(SALMA, which, "Tout arrêter")
    assert lines(which) == ["Tous les abonnements sont arrêtés."]
    assert await ordered(app, SALMA.number) == []


async def test_in_a_group_only_administrators_order(live: BotApi, app: App) -> None:
    group = Room(live, GROUP)
    (refused,) = await group.says(ADAM, "/subscribe@raqam_test_bot")
    assert lines(refused)[0] == "In a group, only administrators manage subscriptions."
    message = await subscribes(group, "Chaque jour", command="/subscribe@raqam_test_bot")
    notice = await group.taps(ADAM, message, "7 h")
    assert notice["text"].startswith("In a group")
    assert notice["show_alert"] is True
    await group.taps(SALMA, message, "7 h")
    await group.taps(SALMA, message, "S’abonner")
    assert await ordered(app, GROUP) == ["daily 0 7 Africa/Casablanca fr - 0"]
    (listed,) = await group.says(ADAM, "/subscriptions@raqam_test_bot")
    assert (await group.taps(ADAM, listed, "✕ 1"))["show_alert"] is True
    (kept,) = await group.says(ADAM, "/unsubscribe@raqam_test_bot")
    assert "administrators" in shown(kept)
    assert len(await ordered(app, GROUP)) == 1


async def test_an_anonymous_administrator_orders_too(live: BotApi, app: App) -> None:
    group = Room(live, GROUP)
    (message,) = await group.says(None, "/subscribe@raqam_test_bot", **{"from": ANONYMOUS, "sender_chat": group.chat})
    # Whoever taps is told by name, or as the anonymous bot.
    await tap(live, SALMA, button(message, "Chaque jour"), message=message)
    hidden = {"id": ANONYMOUS["id"], "is_bot": True, "first_name": "Group"}
    for label in ("7 h", "S’abonner"):
        number = f"hidden-{label}"
        live.open.add(("callback", number))
        query = {"id": number, "from": hidden, "chat_instance": "1", "message": message, "data": button(message, label)}
        await live.receive("callback_query", query)
        await group.quiet()
    assert await ordered(app, GROUP) == ["daily 0 7 Africa/Casablanca fr - 0"]


async def test_a_channel_that_writes_in_a_group_is_no_administrator(live: BotApi, app: App) -> None:
    group = Room(live, GROUP)
    by = {"from": {"id": 136817688, "is_bot": True, "first_name": "Channel"}, "sender_chat": CHANNEL}
    (refused,) = await group.says(None, "/subscribe@raqam_test_bot", **by)
    assert "administrateurs" in shown(refused)
    assert await ordered(app, GROUP) == []


async def test_a_topic_gets_its_own(live: BotApi, app: App) -> None:
    forum = Room(live, GROUP, forum=True)
    await subscribes(forum, "Chaque jour", "7 h", "S’abonner", command="/subscribe@raqam_test_bot", topic=31)
    assert await ordered(app, GROUP) == ["daily 0 7 Africa/Casablanca fr - 31"]


@pytest.mark.parametrize(
    "data",
    [
        "1w:",
        "1w:xx",
        "1w:yd,0,99,fr,,Africa/Casablanca",
        "1w:yd,0,8,xx,,Africa/Casablanca",
        "1w:yd,0,8,fr,GOLD,Africa/Casablanca",
        "1w:yd,0,8,fr,,../../etc/passwd",
        "1w:yw,9,8,fr,,Africa/Casablanca",
        "1w:yd,0,٣,fr,,Africa/Casablanca",
        "1x:abc",
        "1b:GOLD",
    ],
)
async def test_a_button_that_was_tampered_with_orders_nothing(private: Room, live: BotApi, app: App, data: str) -> None:
    message = await subscribes(private)
    notice = await tap(live, SALMA, data, message=message)
    assert "ne fonctionne plus" in notice["text"]
    assert await ordered(app, SALMA.number) == []


def test_every_button_fits_and_is_read_as_it_was_written(assistant: Assistant) -> None:
    zones = ("Africa/Casablanca", "America/Argentina/ComodRivadavia")
    days = {Rhythm.WEEKLY: (0, 6), Rhythm.MONTHLY: (1, 31)}
    for zone, language, rhythm in itertools.product(zones, assistant.languages, Rhythm):
        for day, subject in itertools.product(days.get(rhythm, (0,)), ("", *assistant.knowledge.parts)):
            draft = Draft(language=language, timezone=zone, rhythm=rhythm, day=day, hour=23, subject=subject)
            for step in Step:
                data = carried(step, draft)
                assert 0 < len(data.encode()) <= 64
                assert wishes.read(data.partition(":")[2]) == (step, draft)
                _, keyboard = page(step, draft, assistant)
                assert keyboard is not None
                for one in itertools.chain(*keyboard.inline_keyboard):
                    assert len(one.text) <= 45
