"""Commands, the same in private chats and in groups."""

from __future__ import annotations

from telegram import Chat, Message

from bot.assistant import Conversation
from bot.reading.query import Operation
from bot.storage.conversations import CHOICE_DAYS, CONTEXT_DAYS
from bot.storage.dialogues import DIALOGUE_DAYS
from bot.storage.feedback import OPINION_DAYS
from bot.storage.forgetting import Forgotten
from bot.storage.sweeping import UNANSWERED_DAYS, UPDATE_DAYS
from bot.telegram import keyboards, links, subscribing
from bot.telegram.addressing import Heard
from bot.telegram.sending import Place
from bot.telegram.service import Service, speaker_of
from bot.wording.reply import Span, Status

PRIVATE = (
    "start",
    "help",
    "chart",
    *subscribing.COMMANDS,
    "language",
    "sources",
    "privacy",
    "forget",
    "about",
    "cancel",
)
GROUP = ("ask", "chart", *subscribing.COMMANDS, "help", "language", "sources", "privacy", "forget", "about", "cancel")
"""What the menus list."""
ASKING = ("", "ask", "chart")
"""No command at all, and those before a question."""


async def run(service: Service, heard: Heard, message: Message, place: Place) -> None:
    """Do what a command asks."""
    language = service.own(message.from_user)
    match heard.command:
        case "start":
            await _start(service, heard.text, message, place)
        case "help":
            await service.greet(place, Operation.HELP, language)
        case "ask":
            await _ask(service, heard.text, message, place)
        case "chart":
            await _chart(service, heard.text, message, place)
        case "cancel":
            speaker = speaker_of(message)
            spoken = service.heard(speaker, message.from_user)
            service.memory.cancel(speaker)
            await subscribing.cancel(service, message, place)
            await service.say(place, "cancelled", spoken)
        case name if name in subscribing.COMMANDS:
            await subscribing.run(service, name, heard.text, message, place)
        case "language":
            choice = keyboards.languages(service.assistant, service.chosen(speaker_of(message).person), language)
            await service.sender.lines(place, service.assistant.say("language_choice", language), choice)
        case "sources":
            await _sources(service, place, language)
        case "privacy":
            await _privacy(service, place, language)
        case "forget":
            await _forget(service, message, place, language)
        case "about":
            await _about(service, place, language)
        case _:
            await service.say(place, "unknown_command", service.heard(speaker_of(message), message.from_user))


async def _start(service: Service, payload: str, message: Message, place: Place) -> None:
    """Greet, or open the question that a link carries."""
    language = service.own(message.from_user)
    service.memory.keep(speaker_of(message), Conversation(language=language))
    for question in links.questions(payload):
        reply, _ = service.assistant.reply(question, Conversation(language=language), service.today())
        if reply.status is Status.ANSWERED or (reply.status in (Status.NO_DATA, Status.CLARIFY) and " " in question):
            await service.answer(question, message, place)
            return
    await service.greet(place, Operation.GREETING, language)


async def _privacy(service: Service, place: Place, language: str) -> None:
    """Say what is kept; what the operator has turned on is said too."""
    days = {"contexts": CONTEXT_DAYS, "choices": CHOICE_DAYS, "opinions": OPINION_DAYS, "updates": UPDATE_DAYS}
    days["dialogues"] = DIALOGUE_DAYS
    lines = service.assistant.say("privacy", language, **{name: str(count) for name, count in days.items()})
    if service.store.unanswered.on:
        collected = service.assistant.say("privacy_collected", language, unanswered=str(UNANSWERED_DAYS))
        lines = (*lines, *collected)
    await service.sender.lines(place, lines)


async def _forget(service: Service, message: Message, place: Place, language: str) -> None:
    """Erase a person; in a group, an administrator erases the group."""
    person = speaker_of(message).person
    whole = message.chat.type != Chat.PRIVATE and await subscribing.rules(service, message.chat, person)
    whom = Forgotten(message.chat_id, person=False) if whole else Forgotten(person, person=True)
    if await service.store.forget(whom):
        await service.say(place, "forgotten_group" if whole else "forgotten", language)
    else:
        await service.say(place, "forget_later", language)


async def _ask(service: Service, text: str, message: Message, place: Place) -> None:
    if text:
        await service.answer(text, message, place)
    else:
        await service.say(place, "ask_empty", service.heard(speaker_of(message), message.from_user))


async def _chart(service: Service, text: str, message: Message, place: Place) -> None:
    if text:
        await service.answer(text, message, place, drawn=True)
    else:
        await service.say(place, "chart_empty", service.heard(speaker_of(message), message.from_user))


async def _sources(service: Service, place: Place, language: str) -> None:
    assistant, knowledge = service.assistant, service.assistant.knowledge
    newest = sorted(knowledge.sources.values(), key=lambda source: source.date, reverse=True)
    voice = assistant.voice(language)
    listed = tuple((Span(text=f"• {voice.citation(one.id)}", quoted=True, url=one.url),) for one in newest)
    intro = assistant.say("sources_intro", language, count=str(len(newest)))
    await service.sender.lines(place, (*intro, *listed))


async def _about(service: Service, place: Place, language: str) -> None:
    knowledge, voice = service.assistant.knowledge, service.assistant.voice(language)
    periods = knowledge.periods(knowledge.headline, perimeter=knowledge.main_perimeter)
    first, last = (voice.period(periods[0]), voice.period(max(periods))) if periods else ("–", "–")
    await service.say(
        place,
        "about",
        language,
        first=first,
        last=last,
        count=str(len(knowledge.sources)),
        version=knowledge.version[:12],
    )
