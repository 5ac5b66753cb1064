"""What all surfaces share: the assistant, what is remembered, what is sent, and the manners."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date

from telegram import Bot, InlineKeyboardMarkup, Message, User
from telegram.error import TelegramError

from bot import logs
from bot.assistant import Assistant, Conversation
from bot.reading.query import Operation
from bot.storage.conversations import Asked, Memory, Speaker
from bot.storage.recent import Recent
from bot.storage.store import Store
from bot.telegram import keyboards
from bot.telegram.addressing import Heard, Myself
from bot.telegram.courier import Courier
from bot.telegram.editions import Editions
from bot.telegram.letters import Letter, Prepared
from bot.telegram.limits import Limits
from bot.telegram.metrics import Metrics
from bot.telegram.pictures import Pictures
from bot.telegram.sending import Place, Sender, unwelcome
from bot.wording.reply import Reply, Status

FALLBACK = "fr"
"""The language of those whose own is not spoken."""
MOST_SHARED = 200
"""The longest question that is handed on to another chat, in characters."""
_UNANSWERED = frozenset({Status.NO_DATA, Status.OUT_OF_SCOPE, Status.CLARIFY})
MOST_KNOWN = 1_000
LONGEST_KNOWN = 200
"""Answers that are kept ready, and the longest question among them: a long one is hardly asked twice."""
_log = logs.get(__name__)


@dataclass(frozen=True)
class Service:
    """One bot's surfaces talk to people through this."""

    editions: Editions
    store: Store
    limits: Limits
    sender: Sender
    pictures: Pictures
    metrics: Metrics
    courier: Courier
    today: Callable[[], date]
    known: Recent[tuple[object, ...], Prepared] = field(default_factory=lambda: Recent(MOST_KNOWN))
    """Answers that were given lately, more than once: those to what one person asks would only drive them out."""
    beginnings: dict[str, Conversation] = field(default_factory=dict)
    once: Recent[int, bool] = field(default_factory=lambda: Recent(10 * MOST_KNOWN))

    @property
    def assistant(self) -> Assistant:
        """The assistant; within one update, always the same."""
        return self.editions.current

    @property
    def bot(self) -> Bot:
        """The bot itself."""
        return self.sender.bot

    @property
    def me(self) -> Myself:
        """Who the bot is; known once it is started."""
        return Myself(self.bot.id, self.bot.username)

    @property
    def memory(self) -> Memory:
        """What is remembered of conversations."""
        return self.store.memory

    # --- languages --------------------------------------------------------------------------------------------------

    def own(self, user: User | None) -> str:
        """Return the language to speak to a person when nothing was asked: the one chosen, else their Telegram's."""
        chosen = self.chosen(user.id) if user is not None else ""
        code = ((user.language_code if user else None) or "").partition("-")[0].lower()
        return chosen or (code if code in self.assistant.languages else FALLBACK)

    def chosen(self, person: int) -> str:
        """Return the language that a person chose; empty for that of each question."""
        return self.memory.language(person)

    def heard(self, speaker: Speaker, user: User | None) -> str:
        """Return the language of a notice: the one chosen, the one last written in, or Telegram's."""
        known = self.memory.last(speaker)
        return self.chosen(speaker.person) or (known.language if known else "") or self.own(user)

    def alone(self, language: str) -> Conversation:
        """Return a conversation in which nothing was said yet: for each language always the same."""
        if language not in self.beginnings:
            self.beginnings[language] = Conversation(language=language)
        return self.beginnings[language]

    # --- answers ----------------------------------------------------------------------------------------------------

    async def answer(self, text: str, message: Message, place: Place, *, drawn: bool = False) -> None:
        """Answer a question that somebody wrote, with its chart where one is asked for."""
        speaker = speaker_of(message)
        before = self.memory.context(speaker, replied_to(message))
        if before is None:
            before = self.alone(self.heard(speaker, message.from_user))
        elif not before.language:
            before = Conversation(language=self.heard(speaker, message.from_user), spoken=before.spoken)
        prepared = self.prepared(text, before, speaker)
        sent = await self.sender.send(place, prepared.letter)
        await self._remember(
            text, message, place, Asked(speaker, sent, before, prepared.after), drawn or prepared.drawn
        )

    def asks(self, heard: Heard, message: Message) -> bool:
        """Whether a whole question that has an answer stands under a picture: the picture itself is not read."""
        if not heard.text or heard.command not in ("", "ask", "chart"):
            return False
        alone = Conversation(language=self.heard(speaker_of(message), message.from_user))
        reply, _ = self.assistant.reply(heard.text, alone, self.today())
        return reply.status in (Status.ANSWERED, Status.NO_DATA)

    async def draw(self, reply: Reply, place: Place) -> tuple[int, ...]:
        """Send the chart that fits an answer, or say that none does; return the numbers of what was sent."""
        chart = self.assistant.chart(reply)
        if chart is not None:
            return (await self.pictures.send(place, chart),)
        return await self.say(place, "no_chart", reply.language) if reply.status is Status.ANSWERED else ()

    async def answer_again(
        self, text: str, message: Message, place: Place, earlier: Asked, *, drawn: bool = False
    ) -> None:
        """Answer a question that was edited, in the place of its answer; its chart is drawn anew."""
        prepared = self.prepared(text, earlier.before, earlier.speaker)
        sent = await self.sender.edit(place, earlier.answers, prepared.letter)
        asked = Asked(earlier.speaker, sent, earlier.before, prepared.after)
        await self._remember(text, message, place, asked, drawn or prepared.drawn)

    async def _remember(self, text: str, message: Message, place: Place, asked: Asked, drawn: bool) -> None:  # noqa: FBT001
        self.memory.remember(message.message_id, asked)
        if drawn:
            chosen = self.chosen(asked.speaker.person)
            reply, _ = self.assistant.reply(text, asked.before, self.today(), chosen)  # counted already
            pictures = await self.draw(reply, place)
            self.memory.remember(message.message_id, replace(asked, answers=asked.answers + pictures))

    def prepared(self, text: str, before: Conversation, speaker: Speaker) -> Prepared:
        """Return the answer to a question as it is sent to a chat.

        Answering keeps no state, so that an answer that was given before is the answer: those asked for most are kept.
        """
        chosen, today, asked = self.chosen(speaker.person), self.today(), text.strip()
        key = (asked, self.memory.written(before), chosen, today, self.assistant.knowledge.version)
        began = time.perf_counter()
        found = self.known.get(key)
        if found is not None:
            self._count(text, found, time.perf_counter() - began)
        else:
            reply, after = self.read(text, before, speaker)
            drawn = any(query.chart for query in reply.asked)
            letter = Letter.answering(reply, self.keyboard(text, reply, after))
            found = Prepared(letter, reply.status, reply.language, reply.intent, after, drawn)
            if len(asked) <= LONGEST_KNOWN and not self.once.add(hash(key), value=True):
                self.known.put(key, found)
        return found

    def keyboard(self, text: str, reply: Reply, after: Conversation) -> InlineKeyboardMarkup | None:
        """Return the buttons under an answer in a chat."""
        shared = self.assistant.whole(text, reply, after, self.today()) if reply.status is Status.ANSWERED else ""
        plain = shared.encode("utf-8", "replace").decode()  # half of a surrogate pair cannot be sent
        return keyboards.under(reply, plain if len(plain) <= MOST_SHARED else "", self.assistant)

    async def greet(self, place: Place, operation: Operation, language: str) -> None:
        """Say hello or help, with questions to begin with."""
        reply = self.assistant.talk(operation, language)
        first = self.assistant.near(Conversation(), language, self.today(), 3)
        await self.sender.lines(place, reply.lines, keyboards.questions(first, language))

    async def say(self, place: Place, name: str, language: str, **parts: str) -> tuple[int, ...]:
        """Send a fixed sentence and return the numbers of its messages."""
        return await self.sender.lines(place, self.assistant.say(name, language, **parts))

    def read(self, text: str, before: Conversation, speaker: Speaker) -> tuple[Reply, Conversation]:
        """Ask the assistant."""
        began = time.perf_counter()
        reply, after = self.assistant.reply(text, before, self.today(), self.chosen(speaker.person))
        self._count(text, reply, time.perf_counter() - began)
        return reply, after

    def _count(self, text: str, given: Reply | Prepared, seconds: float) -> None:
        self.metrics.answered(given.language, str(given.status), given.intent, seconds)
        if given.status in _UNANSWERED:
            self.store.unanswered.collect(text, given.language, str(given.status))
        if logs.detailed():
            _log.debug("answered", status=str(given.status), language=given.language)

    # --- manners ----------------------------------------------------------------------------------------------------

    def care(self, tell: Callable[[str], Awaitable[object]]) -> Care:
        """Give the person one line with a code when something breaks, and the log the same code and the place."""
        return Care(self, tell)

    async def broke(self, error: Exception, tell: Callable[[str], Awaitable[object]]) -> None:
        """Tell the person, unless it broke because nothing may be written there."""
        if isinstance(error, TelegramError) and unwelcome(error):
            _log.info("the bot may not write there", error=type(error).__name__)
            return
        code = secrets.token_hex(3)
        self.metrics.failed()
        _log.error("update failed", code=code, error=logs.place(error))
        try:
            await tell(code)
        except TelegramError as again:
            _log.warning("the person could not be told", code=code, error=logs.place(again))


class Care:
    """A block in which whatever breaks is told to the person who asked."""

    def __init__(self, service: Service, tell: Callable[[str], Awaitable[object]]) -> None:
        self._service = service
        self._tell = tell

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if not isinstance(error, Exception):
            return False
        await self._service.broke(error, self._tell)
        return True


def speaker_of(message: Message) -> Speaker:
    """Return who wrote a message: a person, or a chat in whose name somebody writes."""
    topic = (message.message_thread_id or 0) if message.is_topic_message else 0
    if message.sender_chat is not None:
        return Speaker(message.chat_id, topic, message.sender_chat.id, message.author_signature or "")
    return Speaker(message.chat_id, topic, message.from_user.id if message.from_user else message.chat_id)


def replied_to(message: Message) -> int | None:
    """Return the number of the message that is replied to; in a forum, every message replies to its topic's first."""
    other = message.reply_to_message
    return other.message_id if other is not None and other.forum_topic_created is None else None
