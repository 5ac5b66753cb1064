"""What is remembered: across restarts, across replicas, bounded, and without a word of what people typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.assistant import UNLISTED, Assistant, Conversation
from bot.clock import system
from bot.reading.query import Operation
from bot.storage.conversations import Asked, Memory, Needed, Speaker, wordless
from bot.storage.database import Database
from bot.storage.journal import Journal
from bot.storage.store import Store
from bot.storage.tables import contexts
from bot.storage.updates import Mark
from tests.evaluation import TODAY
from tests.storage.conftest import Moment, Opened

SALMA = Speaker(7001, 0, 7001)
ADAM = Speaker(-100, 3, 7002)
FRENCH, ENGLISH = Conversation(language="fr"), Conversation(language="en")
NUMBERS = iter(range(1, 1_000_000))


async def recalled(store: Store, speaker: Speaker, *messages: tuple[int, int]) -> None:
    await store.updates.begin(Mark(next(NUMBERS), 0), Needed(speaker, (speaker.person,), messages))


async def test_what_was_asked_last_is_known_after_a_restart(opened: Opened, assistant: Assistant) -> None:
    store = await opened()
    _, asked = assistant.reply("ITO 2024 ?", FRENCH, TODAY)
    store.memory.remember(11, Asked(SALMA, (12, 13), FRENCH, asked))
    store.memory.choose(SALMA.person, "en")
    assert await store.journal.settled()

    other = await opened()
    await recalled(other, SALMA, (7001, 11), (7001, 13))
    assert other.memory.last(SALMA) == wordless(asked)
    assert other.memory.context(SALMA, 13) == wordless(asked)
    assert other.memory.context(SALMA, 11) == wordless(asked)
    assert other.memory.asked(7001, 11) == Asked(SALMA, (12, 13), FRENCH, wordless(asked))
    assert other.memory.language(SALMA.person) == "en"
    follow, _ = assistant.reply("et le CRM ?", other.memory.last(SALMA) or FRENCH, TODAY)
    assert "CRM" in follow.text


async def test_a_signature_is_kept_as_a_digest(opened: Opened) -> None:
    store = await opened()
    owner, editor = (Speaker(-5, 0, -5, name) for name in ("the owner", "the editor"))
    store.memory.keep(owner, FRENCH)
    store.memory.keep(editor, ENGLISH)
    assert await store.journal.settled()
    other = await opened()
    for speaker, said in ((owner, FRENCH), (editor, ENGLISH)):
        await recalled(other, speaker)
        assert other.memory.last(speaker) == said
    async with other.database.reading() as connection:
        rows = (await connection.execute(select(contexts))).all()
    assert "owner" not in str(rows)


async def test_an_edited_question_takes_its_own_place(store: Store) -> None:
    memory = store.memory
    memory.remember(1, Asked(SALMA, (2,), FRENCH, ENGLISH))
    memory.remember(1, Asked(SALMA, (2,), FRENCH, FRENCH))
    assert memory.last(SALMA) == FRENCH
    memory.remember(3, Asked(SALMA, (4,), FRENCH, ENGLISH))
    memory.remember(1, Asked(SALMA, (2,), FRENCH, Conversation(language="de")))
    assert memory.last(SALMA) == ENGLISH


async def test_a_context_expires(opened: Opened, clock: Moment) -> None:
    store = await opened()
    store.memory.remember(1, Asked(SALMA, (2,), FRENCH, ENGLISH))
    assert await store.journal.settled()
    clock.pass_by(days=3)
    assert store.memory.asked(7001, 1) is None
    assert store.memory.context(SALMA, 2) == ENGLISH
    clock.pass_by(days=5)
    other = await opened()
    await recalled(other, SALMA, (7001, 2))
    for one in (store, other):
        assert one.memory.last(SALMA) is None
        assert one.memory.context(SALMA, 2) is None


async def test_a_choice_lives_as_long_as_it_is_used(store: Store, clock: Moment) -> None:
    store.memory.choose(7001, "en")
    for _ in range(12):
        clock.pass_by(days=90)
        assert store.memory.language(7001) == "en"
    clock.pass_by(days=401)
    assert store.memory.language(7001) == ""


async def test_a_group_that_moves_keeps_its_contexts(opened: Opened) -> None:
    store = await opened()
    store.memory.keep(ADAM, ENGLISH)
    assert await store.journal.settled()
    other = await opened()
    other.memory.move(-100, -200)
    assert await other.journal.settled()
    there = ADAM._replace(chat=-200)
    await recalled(other, there)
    assert other.memory.last(there) == ENGLISH
    assert other.memory.last(ADAM) is None
    # What is answered in the old group at that moment belongs to the new one.
    other.memory.remember(5, Asked(ADAM, (6,), FRENCH, FRENCH))
    assert other.memory.last(there) == FRENCH
    async with other.database.reading() as connection:
        assert (await connection.execute(select(contexts.c.chat))).scalars().all() == [-200]


async def test_what_is_at_hand_is_bounded_and_the_rest_is_read_when_needed(tmp_path: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'small.sqlite3'}", system, at_hand=3)
    await store.open()
    for number in range(10):
        store.memory.remember(1, Asked(Speaker(number, 0, number), (2, 3), FRENCH, ENGLISH))
    assert [len(shelf) for shelf in store.memory.shelves] == [3, 3, 3, 0]
    assert await store.journal.settled()
    first = Speaker(0, 0, 0)
    assert store.memory.last(first) is None
    await recalled(store, first, (0, 3))
    assert store.memory.last(first) == ENGLISH
    assert store.memory.context(first, 3) == ENGLISH
    await recalled(store, Speaker(99, 0, 99))
    assert store.memory.last(Speaker(99, 0, 99)) is None
    await store.close()


async def test_a_context_of_another_version_is_no_context(store: Store) -> None:
    row = {
        "chat": 1,
        "topic": 0,
        "person": 1,
        "signature": "",
        "after": '{"spoken": {"turns": [{"operation": "of tomorrow"}]}}',
    }
    store.journal.put(contexts, (1, 0, 1, ""), {**row, "touched": 2_000_000_000})
    assert await store.journal.settled()
    await recalled(store, Speaker(1, 0, 1))
    assert store.memory.last(Speaker(1, 0, 1)) is None


# --- no word --------------------------------------------------------------------------------------------------------


CONTRACT = {
    *("MAD", "MAD_bn", "MAD_mn", "amount", "average", "day", "difference", "emerging", "established", "growth", "half"),
    *("jobs", "max", "min", "month", "percent", "persons", "points", "quarter", "ratio", "segments", "share", "change"),
    *("context", "said", "each_year", "either", "mean", "name", "per_job", "percentage", "scaled", "why", "yearly"),
    *("date", "detail", "double", "each", "fall", "multiple", "rest", "series", "sole", "total", "year"),
    *("above", "all", "below", "between", "count", "down", "final", "missing", "none", "own", "peer", "period", "rank"),
    *("reached", "stable", "up", "preliminary", "projection", "parks", "hub", "park"),
    *(
        "always",
        "beyond",
        "opened",
        "past",
        "rounded",
        "recent",
        "oldest",
        "largest",
        "smallest",
        "other",
        "alone",
        "denied",
    ),
}
"""Values of a query that are neither operations nor knowledge; a word that was typed would stand out beside them."""


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "word" in value and value["kind"] not in UNLISTED:
            return  # from a list of the language folder: a country, a sector, a quantity that is not held
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str):
        yield value


def test_nothing_that_is_stored_is_a_word_that_was_typed(assistant: Assistant) -> None:
    """Whatever is asked, the text in a stored context is codes: of the contract, of the knowledge, periods."""
    knowledge = assistant.knowledge
    vocabulary = set(knowledge.indicators) | set(knowledge.segments) | set(knowledge.places) | set(knowledge.perimeters)
    vocabulary |= {str(one) for one in Operation} | {"", "_T", "fr", "en"}
    vocabulary |= {one.topic for one in knowledge.statements} | {one.about for one in knowledge.statements}
    memory = Memory(Journal(Database("sqlite+aiosqlite:///unused.sqlite3")), lambda: 1)
    odd: set[str] = set()
    for file in sorted((Path(__file__).parents[1] / "questions").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            item = json.loads(line) if line.strip() else {}
            conversation = Conversation()
            for text in item.get("turns") or [item.get("text", "")]:
                _, conversation = assistant.reply(text, conversation, TODAY)
                memory.keep(SALMA, conversation)
                row = memory._contexts.get((7001, 0, 7001, "")) or {}
                for word in leaves(json.loads(str(row["after"]))):
                    if word not in vocabulary and not any(character.isdigit() for character in word):
                        odd.add(word)
    assert not odd - CONTRACT, " ".join(sorted(odd - CONTRACT))


async def test_the_database_holds_no_more_than_one_row_a_speaker(store: Store) -> None:
    for _ in range(5):
        store.memory.keep(SALMA, FRENCH)
        assert await store.journal.settled()
    async with store.database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(contexts))).scalar() == 1
