"""One typing slip in a golden question: ``python -m tests.slips [FILE …] [--each N] [--show N]``.

Every kind of slip is made at places drawn by chance (the same in every run), in the last message of a question that is
answered. Counted are the same answer, another figure, other words (where neither answer states a figure, or only the
language is another), and anything else (refused, asked back). Where the slip makes another word that is known here
(BPO and KPO are one key apart), another figure is counted apart. With ``--surfaces``, the message is written otherwise
instead: in capitals, without accents or punctuation, with an emoji, between a greeting and thanks.
"""

from __future__ import annotations

import argparse
import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.assistant import Assistant, Conversation
from bot.reading.text import clean, tokenize
from bot.wording.reply import Reply, Status
from tests.evaluation import FOLDER, TODAY, Golden, golden, judge

_AZERTY = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_QWERTY = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

Slip = Callable[[str, random.Random], str]


def _letters(text: str) -> list[int]:
    return [place for place, character in enumerate(text) if character.isalpha()]


def _drop(text: str, chance: random.Random) -> str:
    place = chance.choice(_letters(text))
    return text[:place] + text[place + 1 :]


def _double(text: str, chance: random.Random) -> str:
    place = chance.choice(_letters(text))
    return text[:place] + text[place] + text[place:]


def _swap(text: str, chance: random.Random) -> str:
    pairs = [place for place in _letters(text)[:-1] if text[place + 1 : place + 2].isalpha()]
    place = chance.choice(pairs)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _beside(rows: tuple[str, ...]) -> Slip:
    def slip(text: str, chance: random.Random) -> str:
        place = chance.choice([place for place in _letters(text) if any(text[place].lower() in row for row in rows)])
        row = next(row for row in rows if text[place].lower() in row)
        at = row.index(text[place].lower())
        return text[:place] + chance.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2]) + text[place + 1 :]

    return slip


def _accent(text: str, _: random.Random) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _split(text: str, chance: random.Random) -> str:
    inside = [place for place in _letters(text) if place and text[place - 1].isalpha()]
    place = chance.choice(inside)
    return f"{text[:place]} {text[place:]}"


def _join(text: str, chance: random.Random) -> str:
    spaces = [place for place, char in enumerate(text) if char == " " and text[place - 1].isalpha()]
    spaces = [place for place in spaces if text[place + 1 : place + 2].isalpha()]
    place = chance.choice(spaces)
    return text[:place] + text[place + 1 :]


SLIPS: dict[str, Slip] = {
    "drop": _drop,
    "double": _double,
    "swap": _swap,
    "azerty": _beside(_AZERTY),
    "qwerty": _beside(_QWERTY),
    "accent": _accent,
    "split": _split,
    "join": _join,
}

SURFACES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "lower case": str.lower,
    "no accents": lambda text: _accent(text, random.Random(0)),  # noqa: S311 - nothing secret
    "no punctuation": lambda text: "".join(
        " " if char in '?!.,;:«»"' and not _numeric(char) else char for char in text
    ),
    "emoji": lambda text: f"{text} 🙏📊",
}


AROUND = {
    "fr": (("Bonjour, ", " Merci d’avance !"), ("slt ", " mrc"), ("Bonsoir. ", " Cordialement")),
    "en": (("Hello, ", " Thanks in advance!"), ("hi ", " thx"), ("Good morning. ", " Best regards")),
}


def _numeric(char: str) -> bool:
    return char in ".,"


def substance(reply: Reply) -> object:
    """What makes two answers the same one: the figures with their keys, or the words where there are none."""
    return reply.status, figures(reply) or (reply.intent, reply.text)


def alike(one: Reply, other: Reply) -> bool:
    """Whether two answers are the same, but for their language where a message has none of its own."""
    translated = one.language != other.language and one.intent == other.intent
    return substance(one) == substance(other) or (translated and _keys(one) == _keys(other))


def _keys(reply: Reply) -> object:
    return reply.status, figures(reply)


def figures(reply: Reply) -> frozenset[tuple[str, str, str, str]]:
    """Return the figures with their keys."""
    return frozenset((one.indicator, one.segment, one.period, str(one.value)) for one in reply.figures)


def before(assistant: Assistant, item: Golden) -> Conversation:
    """Send all messages but the last."""
    conversation = Conversation()
    for text in item.turns[:-1]:
        _, conversation = assistant.reply(text, conversation, TODAY)
    return conversation


def compare(assistant: Assistant, items: list[Golden], each: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield the kind of slip, the outcome (same, other figure, refused), the question and the one with the slip."""
    for item in items:
        conversation = before(assistant, item)
        right, _ = assistant.reply(item.turns[-1], conversation, TODAY)
        if right.status is not Status.ANSWERED or judge(item, right).faults:
            continue
        for name, slip in SLIPS.items():
            for turn in range(each):
                chance = random.Random(f"{item.id} {name} {turn}")  # noqa: S311 - nothing secret
                try:
                    written = slip(item.turns[-1], chance)
                except IndexError:  # nothing in it that could slip so
                    continue
                if written == item.turns[-1]:
                    continue
                reply, _ = assistant.reply(written, conversation, TODAY)
                found = outcome(item, right, reply)
                if found == "other figure" and real(assistant, item.turns[-1], written):
                    found = "other figure by a known word"
                yield name, found, item.turns[-1], written


def outcome(item: Golden, right: Reply, reply: Reply) -> str:
    """Judge an answer beside the right one."""
    if substance(reply) == substance(right):
        return "same"
    if reply.status is not Status.ANSWERED:
        return "refused"
    if figures(reply) and (figures(reply) <= figures(right) or figures(reply) >= figures(right)):
        return "same"  # a yes or a no, or a line beside the figure, is more or less
    if not judge(item, reply).faults:
        return "same"
    return "other figure" if figures(reply) != figures(right) else "other words"


def real(assistant: Assistant, text: str, written: str) -> bool:
    """Whether the slip made another word that is known here: no reader can tell that it is one."""
    before = {token.text for token in tokenize(clean(text))}
    new = [token for token in tokenize(clean(written)) if token.text not in before]
    return len(new) == 1 and any(new[0].text in words for words in assistant.reader.words)


def rewritten(item: Golden) -> Iterator[tuple[str, str]]:
    """Yield the last message written otherwise, with the name of the surface."""
    text = item.turns[-1]
    yield from ((name, change(text)) for name, change in SURFACES.items())
    yield from (("greeting and thanks", f"{hello}{text}{thanks}") for hello, thanks in AROUND[item.lang])


def surfaces(assistant: Assistant, items: list[Golden]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the surface, whether the answer is the same one, the question and how it was written."""
    for item in items:
        conversation = before(assistant, item)
        right, _ = assistant.reply(item.turns[-1], conversation, TODAY)
        if right.status is Status.ANSWERED and not judge(item, right).faults:
            for name, written in rewritten(item):
                reply, _ = assistant.reply(written, conversation, TODAY)
                yield name, "same" if alike(right, reply) else "another answer", item.turns[-1], written


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.slips")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--each", type=int, default=2, metavar="N", help="slips of each kind in each question")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="list so many failures of each outcome")
    parser.add_argument("--surfaces", action="store_true", help="other ways to write a message, instead of slips")
    chosen = parser.parse_args()
    files = chosen.files or sorted(path for path in FOLDER.glob("*.jsonl") if path.stem != "out-of-scope")
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    shown: Counter[str] = Counter()
    assistant = Assistant.open()
    items = [one for path in files for one in golden(path)]
    found = surfaces(assistant, items) if chosen.surfaces else compare(assistant, items, chosen.each)
    for name, result, text, written in found:
        counted[name][result] += 1
        counted["all"][result] += 1
        if result != "same" and shown[result] < chosen.show:
            shown[result] += 1
            print(f"{result} [{name}] {text}\n    {written}")
    for name, results in counted.items():
        every = results.total()
        shares = ", ".join(f"{key} {count} ({100 * count / every:.2f} %)" for key, count in sorted(results.items()))
        print(f"{name:8} {every:6}  {shares}")


if __name__ == "__main__":
    main()
