"""Asides: what a person says of themselves beside the question ("I am a student in Lyon and …", "… it's for my boss").

An aside is set aside whole, so that a word in it (a city, a company) asks for nothing. It must open as one, and hold
nothing of the subject itself: then it would be part of the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.reading.cover import Piece
from bot.reading.meant import is_year

_SUBJECT = (
    "segment.",
    "indicator.",
    "measure.",
    "outlook.",
    "half.",
    "quarter.",
    "relative.",
    "topic.",
    "select.",
    "combine.",
    "perimeter.",
    "institution.",
)
_NEAR = 3
_YEAR = 4
"""Digits of a year."""


def without_asides(sentence: Sequence[Piece]) -> list[Piece]:
    """Leave out the asides of a sentence that asks; a sentence that is nothing else stays as it is."""
    kept: list[Piece] = []
    place = 0
    while place < len(sentence):
        opener = sentence[place].has(*_OPENERS) and _opens(sentence, place)
        end = _end(sentence, place) if opener else place
        # "I live in Agadir, is there a hub in my city?"
        there = end > place and any(piece.has("refer.city") for piece in sentence[end:])
        if end > place and not there and _sets_aside(sentence[place:end], sentence[end:]):
            place = end
        else:
            kept.append(sentence[place])
            place += 1
    return kept if any(_of_subject(piece) or piece.has("ask.", "place.") for piece in kept) else list(sentence)


_OPENERS = ("aside.open", "aside.role")


def _sets_aside(said: Sequence[Piece], rest: Sequence[Piece]) -> bool:
    """Whether an aside names nothing of the subject; what somebody is or does may, where the question names its own."""
    if not any(_of_subject(piece) for piece in said):
        return not their_own(said, rest)
    named = any(piece.has(*_NAMES) and not piece.has("weak.") and not piece.optional for piece in rest)
    points = any(piece.has("refer.it", "refer.subject") for piece in rest)
    return said[0].has("aside.role") and named and not points and not any(asks_for(piece) for piece in said)


_TRADES = ("elsewhere.other_sectors", "elsewhere.companies")
_OF_THE_SECTOR = ("segment.", "perimeter.", "topic.", "outlook.")


def their_own(said: Sequence[Piece], rest: Sequence[Piece]) -> bool:
    """Whether a figure may be asked of the asker's own trade or town: "I'm in textiles, how much did we export?"."""
    named = any(piece.has(*_OF_THE_SECTOR) and not piece.optional for piece in rest)
    trade = any(piece.has(*_TRADES) and not piece.optional for piece in said)
    own = any(piece.has("self.mine") for piece in rest) and any(
        piece.has("elsewhere.", "place.") and not piece.has("place.MA") for piece in said
    )
    abroad = any(piece.has("elsewhere.countries") for piece in said)
    buyers = abroad and any(piece.has("counted.clients") for piece in said)
    return (trade or own or buyers) and not named and any(piece.has("indicator.") for piece in rest)


_FIGURES = (
    "segment.",
    "indicator.exports",
    "indicator.jobs",
    "indicator.budget",
    "indicator.trainees_per_year",
    "indicator.rank_world",
    "indicator.rank_africa",
    "measure.",
    "outlook.",
    "half.",
    "quarter.",
    "month.",
    "relative.last_year",
    "relative.this_year",
    "combine.",
    "perimeter.",
    "select.breakdown",
    "per.",
)
"""What a figure is asked for by."""


def asks_for(piece: Piece) -> bool:
    """Whether a piece names what a figure could be asked for: a segment, a period, a measure, an amount."""
    if piece.kind == "number":
        return is_year(piece) or bool(piece.quotes) or not piece.text.isdigit()
    return piece.has(*_FIGURES) and not piece.optional and not piece.has("weak.")


def without_hearsay(sentence: Sequence[Piece]) -> list[Piece]:
    """Leave out who says it: "my brother-in-law says that …", where nothing of the subject stands before."""
    said = next((place for place, piece in enumerate(sentence) if piece.has("hearsay.says")), 0)
    before = sentence[:said]
    told = any(_of_subject(piece) and not piece.has("institution.") for piece in before)
    if not said or told or any(piece.has("ask.") and not piece.optional for piece in before):
        return list(sentence)
    return list(sentence[said:]) if any(_of_subject(piece) for piece in sentence[said:]) else list(sentence)


def without_owned(sentence: Sequence[Piece]) -> list[Piece]:
    """Leave out what is not wanted any more: "ESO in 2022 please, 2023 I already have", "I have Q3, I miss Q1"."""
    if sentence and sentence[0].has("aside.have") and any(piece.has("wish.need") for piece in sentence):
        lacks = next(place for place, piece in enumerate(sentence) if piece.has("wish.need"))
        return [piece for piece in sentence[1:lacks] if not piece.has("quarter.", "half.")] + list(sentence[lacks:])
    owned = next((place for place, piece in enumerate(sentence) if piece.has("aside.have")), 0)
    start = next((place for place in range(owned, 0, -1) if sentence[place].text == ","), 0)
    return list(sentence[:start]) if start and any(_of_subject(piece) for piece in sentence[:start]) else list(sentence)


def without_full_stop(sentence: Sequence[Piece]) -> list[Piece]:
    """Leave out the "point" of "la part du CRM, point.", which closes a sentence and asks for no points."""
    said = [place for place, piece in enumerate(sentence) if piece.kind != "sign"]
    last = said[-1] if len(said) > 1 else 0
    closes = sentence[last].has("measure.points") and sentence[last].optional if last else False
    return [*sentence[:last], *sentence[last + 1 :]] if closes and sentence[last - 1].text in ",;" else list(sentence)


TELLERS = ("self.", "aside.open", "aside.role", "hearsay.")
"""Words for the asker, and for whoever says it."""
_ASKED = (
    "ask.",
    "measure.",
    "indicator.exports",
    "segment._T",
    "outlook.",
    "half.",
    "quarter.",
    "month.",
    "combine.",
    "select.",
)


def introduced(sentence: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield what follows an introduction of the asker: "my uncle works at a call centre in Rabat, how much did …?"."""
    for place, piece in enumerate(sentence[:-1]):
        parts = (piece.kind == "sign" and piece.text in ",:;-") or piece.has("aside.link", "aside.close")
        before, after = sentence[:place], sentence[place + 1 :]
        if not parts or len(before) < _NEAR:
            continue
        if not any(one.has(*TELLERS) for one in before):
            continue
        asks = any((one.has(*_ASKED) and not one.optional) or one.kind == "number" for one in before)
        named = any(one.has("segment.", "indicator.", "topic.", "perimeter.") and not one.optional for one in after)
        refers = any(one.has("place.", "segment.") for one in before) and any(
            one.has("refer.it", "refer.subject") for one in after
        )
        if not asks and named and not refers and not their_own(before, after):
            yield after


def announced(sentence: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield what a colon announces after talk of the asker: "my train leaves in 3 min, in short: CRM in H1 2025"."""
    for place, piece in enumerate(sentence[:-1]):
        before, after = sentence[:place], sentence[place + 1 :]
        if piece.text != ":" or len(before) < _NEAR:
            continue
        talks = any(one.has("self.", "aside.", "negate.not", "elsewhere.other_subjects") for one in before)
        bars = any(
            (one.has("place.", "elsewhere.") and not one.has("place.MA", "elsewhere.other_subjects"))
            or (one.kind == "number" and one.text.startswith("20") and len(one.text) == _YEAR)
            for one in before
        )
        named = any(one.has("segment.", "indicator.exports", "outlook.") for one in after)
        asks = any(one.has("measure.", "half.", "ask.", "relative.") or one.kind == "number" for one in after)
        if talks and not bars and named and asks:
            yield after
        return


def corrected(sentence: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield what follows "I mean", which is what is asked: "how does it compare, I mean how many startups?"."""
    for place, piece in enumerate(sentence[:-1]):
        if not piece.has("correct.mean"):
            continue
        before, after = sentence[:place], sentence[place + 1 :]
        if any(one.has("elsewhere.cities") for one in before) and any(one.has("indicator.hub") for one in after):
            continue  # "is Dakhla one of the four, I mean where the operators are?"
        if place and not piece.has("negate.") and any(one.kind != "sign" for one in sentence[:place]):
            yield sentence[place + 1 :]


_SPEAKERS = ("self.", "aside.open", "aside.role", "aside.speaks")
_NAMES = ("segment.", "indicator.", "topic.", "perimeter.", "measure.growth", "measure.share", "outlook.")


def followed(sentence: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield what stands before a remark of the asker: "name the parks, I have a Spanish client who wants to visit"."""
    for place, piece in enumerate(sentence):
        parts = (piece.kind == "sign" and piece.text in ",:;-(") or piece.has("aside.link")
        before, after = sentence[:place], sentence[place + 1 :]
        if not parts or len(after) < _NEAR or not after[0].has(*_SPEAKERS):
            continue
        said = [one for one in after if not one.has("ask.who")]  # "a client who wants to visit"
        asks = any((one.has(*_ASKED, "segment.") and not one.optional) or one.kind == "number" for one in said)
        named = any(one.has(*_NAMES) and not one.optional for one in before)
        wants = any(one.has("ask.") and not one.has("ask.affirm") for one in said)
        told = any(one.has("hearsay.says", "ask.", "verify.") for one in before) or after[-1].text != "?"
        if named and told and not asks and not wants:
            yield [*before, *(one for one in after[-1:] if one.text == "?")]


def _of_subject(piece: Piece) -> bool:
    return piece.kind == "number" or (piece.has(*_SUBJECT) and not piece.optional)


def _opens(sentence: Sequence[Piece], place: int) -> bool:
    before = sentence[place - 1] if place else None
    return before is None or before.kind == "sign" or before.has("chat.", "follow.", "aside.link")


def _end(sentence: Sequence[Piece], start: int) -> int:
    """Return where the aside ends: behind a sign or a link, before a question, or at the end."""
    for place in range(start + 1, len(sentence)):
        piece = sentence[place]
        if piece.kind == "sign" and piece.text in ",;:-()":
            return place + 1
        if piece.has("aside.close") or (piece.has("ask.") and not piece.optional):
            return place
        if piece.has("follow.") and any(
            after.has("aside.close", "ask.") for after in sentence[place + 1 : place + 1 + _NEAR]
        ):
            return place + 1
    return len(sentence)
