"""What is remembered of conversations, in memory: by person, by answer, by question, each up to a limit."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.assistant import Conversation
from bot.storage.recent import Recent


class Conversations(Recent[Hashable, Conversation]):
    """The conversations heard last."""


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


class Memory:
    """Contexts by person and by thread of replies, and the languages people chose."""

    def __init__(self, limit: int = 10_000) -> None:
        self.people: Recent[Speaker, Conversation] = Recent(limit)
        self.languages: Recent[int, str] = Recent(limit)
        self._answers: Recent[tuple[int, int], Conversation] = Recent(limit)
        self._moved: Recent[int, int] = Recent(limit)
        self._questions: Recent[tuple[int, int], Asked] = Recent(limit)

    def context(self, speaker: Speaker, replied: int | None) -> Conversation | None:
        """Return what a message is read after: the exchange it replies to, else the person's last one."""
        if replied is None:
            return self.people.get(speaker)
        asked = self.asked(speaker.chat, replied)
        return asked.after if asked is not None else self._answers.get((speaker.chat, replied))

    def asked(self, chat: int, message: int) -> Asked | None:
        """Return what is known of a question."""
        return self._questions.get((chat, message))

    def remember(self, message: int | None, asked: Asked) -> None:
        """Keep an exchange; an edited question takes the place of what it was, not of what was said since."""
        moved = self._moved.get(asked.speaker.chat)
        if moved is not None:
            # The group moved while it was answered: the question has another number there.
            asked, message = replace(asked, speaker=asked.speaker._replace(chat=moved)), None
        speaker = asked.speaker
        earlier = self.asked(speaker.chat, message) if message is not None else None
        if earlier is None or self.people.get(speaker) == earlier.after:
            self.people.put(speaker, asked.after)
        if message is not None:
            self._questions.put((speaker.chat, message), asked)
        for answer in asked.answers:
            self._answers.put((speaker.chat, answer), asked.after)

    def forget(self, speaker: Speaker) -> None:
        """Forget a person's last exchange."""
        self.people.drop(speaker)

    def move(self, old: int, new: int) -> None:
        """Carry over what is known of a group that became a supergroup; its messages have new numbers there."""
        if old == new:
            return
        self._moved.put(old, new)
        for speaker in self.people.known():
            known = self.people.get(speaker) if speaker.chat == old else None
            if known is not None:
                self.people.drop(speaker)
                self.people.put(speaker._replace(chat=new), known)
