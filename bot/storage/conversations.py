"""What is remembered of conversations: their meaning, never their words; by person, by answer, by question."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, Table, delete, select

from bot.assistant import UNLISTED, Conversation
from bot.reading.query import Provenance, Query
from bot.storage.journal import Journal, Key, Row
from bot.storage.recent import Recent
from bot.storage.shelf import Shelf
from bot.storage.tables import answers, chats, contexts, questions

DAY = 86_400
CONTEXT_DAYS = 7
"""So long a question can be taken up again, by the person or in reply to its answer."""
QUESTION_DAYS = 2
"""So long Telegram lets people edit what they wrote."""
CHOICE_DAYS = 400
_TOUCHED_AGAIN = 30 * DAY
_MOST_READ = 1_000
_DIGEST = re.compile("#[0-9a-f]{32}")


class Speaker(NamedTuple):
    """Who speaks where: a person in a chat, and in a forum in one topic of it."""

    chat: int
    topic: int
    person: int
    signature: str = ""
    """What tells apart people who write in the name of the same chat."""


@dataclass(frozen=True)
class Asked:
    """A question that was answered."""

    speaker: Speaker
    answers: tuple[int, ...]
    """The messages that answer it."""
    before: Conversation
    """What it was read after, so that an edited question is read after the same."""
    after: Conversation


@dataclass(frozen=True)
class Needed:
    """What has to be at hand before an update can be handled."""

    speaker: Speaker | None = None
    people: tuple[int, ...] = ()
    """Those whose choice of language matters."""
    messages: tuple[tuple[int, int], ...] = ()
    """Chat and message: what is replied to, or edited."""


def wordless(conversation: Conversation) -> Conversation:
    """Return a conversation without what was typed, in whatever it speaks of or offers."""
    spoken = conversation.spoken
    bare = {"turns": tuple(map(_bare, spoken.turns)), "options": tuple(map(_bare, spoken.options))}
    return conversation.model_copy(update={"spoken": spoken.model_copy(update=bare)})


def _bare(query: Query) -> Query:
    """Return a question without the words that said each part, and those that were passed over or are on no list."""
    origins = {name: Provenance(origin=found.origin) for name, found in query.origins.items()}
    missing = tuple(one for one in query.missing if one.kind not in UNLISTED)
    return query.model_copy(update={"origins": origins, "missing": missing, "passed": ()})


class Memory:
    """Contexts by person and by thread of replies, and the languages people chose."""

    def __init__(self, journal: Journal, now: Callable[[], int], most: int = 10_000) -> None:
        self._journal = journal
        self._contexts = Shelf(contexts, journal, now, CONTEXT_DAYS * DAY, most)
        self._answers = Shelf(answers, journal, now, CONTEXT_DAYS * DAY, most)
        self._questions = Shelf(questions, journal, now, QUESTION_DAYS * DAY, most)
        self._chats = Shelf(chats, journal, now, CHOICE_DAYS * DAY, most)
        self.shelves = (self._contexts, self._answers, self._questions, self._chats)
        self._now = now
        self._moved: Recent[int, int] = Recent(1_000)
        self._read: Recent[str, Conversation] = Recent(_MOST_READ)
        """Conversations by how they are written: many chats ask the same."""
        self._known: Recent[int, tuple[Conversation, str]] = Recent(_MOST_READ)
        """How conversations are written, by their identity: they hold many values, and are never changed."""

    def keys(self, needed: Needed) -> Iterator[tuple[Shelf, Key]]:
        """Name the rows that hold what is needed."""
        if needed.speaker is not None:
            yield self._contexts, _key(needed.speaker)
        for person in needed.people:
            yield self._chats, (person,)
        for message in needed.messages:
            yield self._questions, message
            yield self._answers, message

    # --- languages --------------------------------------------------------------------------------------------------

    def language(self, person: int) -> str:
        """Return the language that a person chose; empty for that of each question."""
        row = self._chats.get((person,))
        if row is None:
            return ""
        if row["touched"] < self._now() - _TOUCHED_AGAIN:
            self._chats.put((person,), {"chat": person, "language": row["language"]})
        return str(row["language"])

    def choose(self, person: int, language: str) -> None:
        """Keep a person's choice."""
        self._chats.put((person,), {"chat": person, "language": language})

    # --- contexts ---------------------------------------------------------------------------------------------------

    def last(self, speaker: Speaker) -> Conversation | None:
        """Return what a person asked last."""
        return self._after(self._contexts.get(_key(speaker)))

    def keep(self, speaker: Speaker, conversation: Conversation) -> None:
        """Let a conversation be a person's last one."""
        self._keep(speaker, self.written(conversation))

    def context(self, speaker: Speaker, replied: int | None) -> Conversation | None:
        """Return what a message is read after: the exchange it replies to, else the person's last one."""
        if replied is None:
            return self.last(speaker)
        place = (speaker.chat, replied)
        return self._after(self._questions.get(place)) or self._after(self._answers.get(place))

    def asked(self, chat: int, message: int) -> Asked | None:
        """Return what is known of a question."""
        row = self._questions.get((chat, message))
        if row is None:
            return None
        before, after = self._conversation(row["before"]), self._conversation(row["after"])
        if before is None or after is None:
            return None
        speaker = Speaker(chat, row["topic"], row["person"], row["signature"])
        numbers = tuple(int(number) for number in row["answers"].split(",") if number)
        return Asked(speaker, numbers, before, after)

    def remember(self, message: int | None, asked: Asked) -> None:
        """Keep an exchange; an edited question takes the place of what it was, not of what was said since."""
        moved = self._moved.get(asked.speaker.chat)
        if moved is not None:
            # The group moved while it was answered: the question has another number there.
            asked, message = replace(asked, speaker=asked.speaker._replace(chat=moved)), None
        speaker, after = asked.speaker, self.written(asked.after)
        earlier = self._questions.get((speaker.chat, message)) if message is not None else None
        last = self._contexts.get(_key(speaker))
        if earlier is None or (last is not None and last["after"] == earlier["after"]):
            self._keep(speaker, after)
        if message is not None:
            row: dict[str, Any] = {"chat": speaker.chat, "message": message, "topic": speaker.topic}
            row |= {
                "person": speaker.person,
                "signature": _signature(speaker),
                "answers": ",".join(map(str, asked.answers)),
            }
            self._questions.put((speaker.chat, message), row | {"before": self.written(asked.before), "after": after})
        for answer in asked.answers:
            row = {"chat": speaker.chat, "message": answer, "person": speaker.person, "after": after}
            self._answers.put((speaker.chat, answer), row)

    def cancel(self, speaker: Speaker) -> None:
        """Forget a person's last exchange."""
        self._contexts.drop(_key(speaker))

    def forget(self, concerns: Callable[[Table, Row], bool]) -> None:
        """Put aside everything that concerns somebody."""
        for shelf in self.shelves:
            shelf.forget(concerns)

    def move(self, old: int, new: int) -> None:
        """Carry over what is known of a group that became a supergroup; its messages have new numbers there."""
        if old == new:
            return
        self._moved.put(old, new)
        for key, row in self._contexts.known():
            if row["chat"] == old and not self._journal.shared:
                # Where others share the database, what is at hand may be old; it moves there, below.
                self._contexts.drop(key)
                self._keep(Speaker(new, row["topic"], row["person"], row["signature"]), row["after"])

        def move(connection: Connection) -> None:
            """Carry over those that are not at hand, unless somebody has spoken in the new group already."""
            rows = (connection.execute(select(contexts).where(contexts.c.chat == old))).mappings().all()
            there = (connection.execute(select(contexts).where(contexts.c.chat == new))).mappings().all()
            known = {(row["topic"], row["person"], row["signature"]) for row in there}
            moving = [row for row in rows if (row["topic"], row["person"], row["signature"]) not in known]
            connection.execute(delete(contexts).where(contexts.c.chat == old))
            if moving:
                connection.execute(contexts.insert(), [{**row, "chat": new} for row in moving])

        self._journal.also(move)

    # --- rows -------------------------------------------------------------------------------------------------------

    def written(self, conversation: Conversation) -> str:
        """Return a conversation as it is kept: without what was typed."""
        known = self._known.get(id(conversation))
        if known is None or known[0] is not conversation:
            known = (conversation, wordless(conversation).model_dump_json(exclude_defaults=True))
            self._known.put(id(conversation), known)
        return known[1]

    def _keep(self, speaker: Speaker, after: str) -> None:
        key = _key(speaker)
        row = {"chat": speaker.chat, "topic": speaker.topic, "person": speaker.person, "signature": key[3]}
        self._contexts.put(key, row | {"after": after})

    def _after(self, row: Row | None) -> Conversation | None:
        return self._conversation(row["after"]) if row is not None else None

    def _conversation(self, written: str) -> Conversation | None:
        found = self._read.get(written)
        if found is None:
            try:
                found = Conversation.model_validate_json(written)
            except ValidationError:
                return None  # written by another version of the program
            self._read.put(written, found)
        return found


def _key(speaker: Speaker) -> tuple[int, int, int, str]:
    return (speaker.chat, speaker.topic, speaker.person, _signature(speaker))


def _signature(speaker: Speaker) -> str:
    """Return what stands for a signature, which is somebody's name; one that was kept stands for itself."""
    name = speaker.signature
    if not name or _DIGEST.fullmatch(name):
        return name
    return "#" + hashlib.sha256(f"{speaker.chat} {name}".encode("utf-8", "replace")).hexdigest()[:32]
