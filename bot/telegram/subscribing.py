"""``/brief``, ``/subscribe`` and what belongs to them, as commands and taps; in groups administrators alone order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from telegram import CallbackQuery, Chat, Message

from bot.assistant import Conversation
from bot.briefings import spoken
from bot.briefings.schedule import Rhythm, Schedule
from bot.clock import seconds
from bot.reading.discourse import Discourse
from bot.storage.conversations import Asked
from bot.storage.subscriptions import MOST, Subscription
from bot.telegram.orders import ALL, ordered, page
from bot.telegram.sending import Place, place_of
from bot.telegram.service import Service, speaker_of
from bot.telegram.taps import Act, Tap
from bot.telegram.wishes import Draft, Step, read

COMMANDS = ("brief", "subscribe", "subscriptions", "unsubscribe")
ACTS = frozenset({Act.BRIEF, Act.WISH, Act.LISTED, Act.END})
ANONYMOUS = 1087968824
"""Telegram's number for whoever writes in the name of a group: only its administrators can."""


async def run(service: Service, name: str, text: str, message: Message, place: Place) -> None:
    """Do what a command asks."""
    speaker = speaker_of(message)
    language = service.heard(speaker, message.from_user)
    if name == "brief":
        await brief(service, text, message, place)
    elif name == "subscriptions":
        await _list(service, place, "order.listed", language)
    elif not await rules(service, message.chat, speaker.person):
        await service.say(place, "order.admins", language)
    elif name == "subscribe":
        await _begin(service, text, language, message, place)
    else:
        await _unsubscribe(service, place, language)


async def tapped(
    service: Service, tap: Tap, query: CallbackQuery, language: str, answer: Callable[[], Awaitable[None]]
) -> str | None:
    """Do what a tap asks and return the notice to show, often an empty one; none where it asks for nothing known.

    A brief takes its time, with its picture: its tap is answered before.
    """
    message = query.message
    if message is None:
        return None
    place = place_of(query)
    if tap.act is Act.BRIEF:
        if tap.rest not in ("", *service.assistant.knowledge.parts):
            return None
        await answer()
        await _brief(service, tap.rest, language, place)
        return ""
    if tap.act is Act.LISTED:
        await _list(service, place, "order.listed", language)
        return ""
    if not await rules(service, message.chat, query.from_user.id):
        return service.assistant.line("order.admins", language)
    if tap.act is Act.END:
        return await _end(service, tap.rest, place, message.message_id, language)
    return await _step(service, tap.rest, place, message.message_id)


# --- the brief ------------------------------------------------------------------------------------------------------


async def brief(service: Service, text: str, message: Message, place: Place) -> None:
    """Send a brief with its chart; what is no brief is answered as a question."""
    speaker = speaker_of(message)
    language = service.heard(speaker, message.from_user)
    if not await _brief(service, text, language, place, message):
        await service.answer(text, message, place)


async def _brief(service: Service, text: str, language: str, place: Place, asked: Message | None = None) -> bool:
    assistant, today = service.assistant, service.today()
    reply = assistant.press.brief(text, language, today)
    if reply is None:
        return False
    spoken = Discourse().after(reply.asked[-1], ()) if reply.asked else Discourse()
    after = Conversation(language=language, spoken=spoken)
    if reply.asked:
        reply = reply.model_copy(update={"suggestions": assistant.near(after, language, today, 3)})
    sent = await service.sender.reply(place, reply, service.keyboard("", reply, after))
    if asked is not None:
        before = Conversation(language=language)
        service.memory.remember(asked.message_id, Asked(speaker_of(asked), sent, before, after))
    chart = assistant.chart(reply)
    if chart is not None:
        await service.pictures.send(place, chart)
    return True


# --- ordering -------------------------------------------------------------------------------------------------------


async def _begin(service: Service, text: str, language: str, message: Message, place: Place) -> None:
    zone = text.strip() or service.courier.timezone
    try:
        Schedule(rhythm=Rhythm.DAILY, timezone=zone)
    except ValidationError:
        await service.say(place, "order.zone_unknown", language)
        return
    lines, keyboard = page(Step.RHYTHM, Draft(language=language, timezone=zone), service.assistant)
    (*_, sent) = await service.sender.lines(place, lines, keyboard)
    service.store.dialogues.begin(message.chat_id, speaker_of(message).person, sent)


async def cancel(service: Service, message: Message, place: Place) -> None:
    """Close the dialogue that a person has open, if there is one."""
    number = await service.store.dialogues.close(message.chat_id, speaker_of(message).person)
    if number is not None:
        language = service.heard(speaker_of(message), message.from_user)
        lines = service.assistant.say("order.cancelled", language)
        await service.sender.edit_lines(place, number, lines, None)


async def _step(service: Service, rest: str, place: Place, number: int) -> str | None:
    found = read(rest)
    assistant = service.assistant
    if found is None:
        return None
    step, draft = found
    if draft.language not in assistant.languages or draft.subject not in ("", *assistant.knowledge.parts):
        return None
    if step is Step.DONE:
        lines = assistant.say(*await _order(service, draft, place), **_told(service, draft))
        keyboard = None
    elif step is Step.CANCEL:
        lines, keyboard = assistant.say("order.cancelled", draft.language), None
    else:
        lines, keyboard = page(step, draft, assistant)
    if step in (Step.DONE, Step.CANCEL):
        service.store.dialogues.end(place.chat, number)
    await service.sender.edit_lines(place, number, lines, keyboard)
    return ""


async def _order(service: Service, draft: Draft, place: Place) -> tuple[str, str]:
    """Keep an order and return the sentence that says what became of it, with its language."""
    courier = service.courier
    due = draft.schedule.after(courier.now)
    moment = int(due.timestamp()) if due is not None else None
    wish = draft.wish(place.chat, place.topic or 0)
    outcome = await courier.subscriptions.add(wish, moment, courier.releases.latest, seconds(courier.clock))
    courier.wake()
    if outcome == "added" and due is None:
        outcome = "added_news"
    return f"order.{outcome}", draft.language


def _told(service: Service, draft: Draft) -> dict[str, str]:
    voice = service.assistant.voice(draft.language)
    due = draft.schedule.after(service.courier.now)
    return {
        "rhythm": spoken.rhythm(draft.schedule, voice),
        "subject": spoken.subject(draft.subject, voice),
        "first": spoken.first(due, draft.schedule, voice) if due is not None else "",
        "count": str(MOST),
    }


# --- listing and ending ---------------------------------------------------------------------------------------------


async def _list(service: Service, place: Place, title: str, language: str) -> None:
    found = await service.courier.subscriptions.of(place.chat)
    if not found:
        await service.say(place, "order.none", language)
        return
    lines, keyboard = ordered(found, title, language, service.assistant)
    await service.sender.lines(place, lines, keyboard)


async def _unsubscribe(service: Service, place: Place, language: str) -> None:
    """End the only subscription, or ask which."""
    found = await service.courier.subscriptions.of(place.chat)
    if len(found) != 1:
        await _list(service, place, "order.which", language)
        return
    await service.courier.subscriptions.remove(place.chat, found[0].id)
    await service.say(place, "order.ended", language, **_named(service, found[0], language))


async def _end(service: Service, rest: str, place: Place, number: int, language: str) -> str | None:
    """End what a button names, and show what is left."""
    assistant, kept = service.assistant, service.courier.subscriptions
    before = await kept.of(place.chat)
    ended = before if rest == ALL else tuple(one for one in before if str(one.id) == rest)
    if rest != ALL and not rest.isdecimal():
        return None
    for one in ended:
        await kept.remove(place.chat, one.id)
    left = tuple(one for one in before if one not in ended)
    if left:
        lines, keyboard = ordered(left, "order.listed", language, assistant)
    else:
        lines, keyboard = assistant.say("order.ended_all", language), None
    await service.sender.edit_lines(place, number, lines, keyboard)
    return ""


def _named(service: Service, one: Subscription, language: str) -> dict[str, str]:
    voice = service.assistant.voice(language)
    return {"rhythm": spoken.rhythm(one.schedule, voice), "subject": spoken.subject(one.order.subject, voice)}


# --- who may --------------------------------------------------------------------------------------------------------


async def rules(service: Service, chat: Chat, person: int) -> bool:
    """Whether somebody may change a chat's orders: everybody in private, administrators in a group."""
    if chat.type == Chat.PRIVATE or person in (chat.id, ANONYMOUS):
        return True
    # Telegram promises this list to any bot in the group; who a single member is, only to one that rules there itself.
    return person in {one.user.id for one in await service.bot.get_chat_administrators(chat.id)}
