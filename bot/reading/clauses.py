"""A message in clauses: which of them ask, what was said before them, and where one sentence holds two questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.reading.asides import without_asides, without_full_stop, without_hearsay, without_owned
from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.meant import (
    SUBJECTS,
    TOLD,
    is_year,
    only_remarked,
    with_what_is_meant,
    year_after_negated,
    years_meant,
)

_NEAR = 4
"""Pieces of a question at most that asks for no more than whether something is so: "deal?"."""


def clauses(pieces: Sequence[Piece], today: date) -> list[tuple[Sequence[Piece], Frame | None]]:
    """Split a message into the clauses that ask, each with the statement before it as its premise."""
    pieces = years_meant(pieces)
    sentences = [
        without_hearsay(without_asides(without_owned(without_full_stop(sentence)))) for sentence in _sentences(pieces)
    ]
    sentences = with_what_is_meant(sentences)
    asking = [sentence for sentence in sentences if _asks(sentence) or _wants(sentence)]
    asking = [sentence for sentence in asking if not only_remarked(sentence, asking[0])]
    if not asking:
        telling = [sentence for sentence in sentences if _tells(sentence)]
        telling = [one for one in telling if one is telling[0] or not (_of_the_hearer(one) or _sets_aside(one))]
        return [(sentence, None) for sentence in telling or sentences[:1]]
    premise: list[Piece] = []
    found: list[tuple[Sequence[Piece], Frame | None]] = []
    for sentence in sentences:
        if sentence not in asking:
            premise = [*premise, *sentence]
        elif premise and _asks_nothing(sentence) and _figure_said(premise, today):
            found.append(([*premise, *_affirming(sentence)], None))  # "KPO had 2 % of the total. Deal?"
        elif premise and (
            (_heard(premise) and (not _names(sentence) or _who_wins(sentence))) or _only_verdict(sentence)
        ):
            # "… of 75 %. Is that right?": what is to be checked stands before
            found.append(([*premise, *(piece for piece in sentence if _of_verdict(piece))], None))
        elif premise and (
            _only_computes(premise, sentence)
            or _only_explains(premise, sentence)
            or _only_wonders(premise, sentence)
            or _of_both(premise, sentence)
            or _of_the_goal(premise, sentence)
        ):
            found.append(([*premise, *sentence], None))
        else:
            before = Frame.of(year_after_negated(premise), today) if premise else None
            found.append((sentence, before))
    return found


def _of_the_hearer(sentence: Sequence[Piece]) -> bool:
    """Whether a statement argues with the bot: "ITO in H1 2024. You have CRM's, so you must have it"."""
    opening = next((piece for piece in sentence if piece.kind != "sign"), None)
    return opening is not None and opening.has("someone.you") and not any(is_year(piece) for piece in sentence)


def _sets_aside(sentence: Sequence[Piece]) -> bool:
    """Whether a sentence only says what is not meant, behind one that asks: "first quarter of 2025. Not the half."."""
    said = [piece for piece in sentence if piece.kind != "sign" and (not piece.optional or piece.has("negate."))]
    refused = bool(said) and said[0].has("negate.not") and not said[0].has("answer.no", "ask.")
    return refused and not any(piece.text in ",;:" or piece.has("ask.", "correct.") for piece in sentence[1:])


def _asks_nothing(sentence: Sequence[Piece]) -> bool:
    """Whether a question holds no word of its own: "sure?", "deal?", "on valide ?"."""
    said = [piece for piece in sentence if piece.kind != "sign"]
    idle = ("chat.", "answer.", "ask.affirm", "verify.")
    bare = all((piece.optional and piece.kind == "phrase") or piece.has(*idle) for piece in said)
    return bare and len(said) <= _NEAR and sentence[-1].text == "?"


def _figure_said(premise: Sequence[Piece], today: date) -> bool:
    """Whether a statement says a figure of something that is held."""
    frame = Frame.of(premise, today)
    named = bool(frame.segments) or frame.exports or frame.says_total or bool(frame.indicators)
    return named and bool(frame.figures)


def _affirming(sentence: Sequence[Piece]) -> list[Piece]:
    """Return a question without words of its own as one for a verdict."""
    first = next(piece for piece in sentence if piece.kind != "sign")
    return [replace(first, senses=frozenset({"ask.affirm"})), *(piece for piece in sentence if piece.kind == "sign")]


def _heard(premise: Sequence[Piece]) -> bool:
    """Whether a statement passes something on: what is asked behind it can only be whether that is true."""
    return any(piece.has("hearsay.says") for piece in premise)


def _who_wins(sentence: Sequence[Piece]) -> bool:
    """Whether it is only asked who of two is right: "he says above 20 %, I say below. Who wins?"."""
    said = [piece for piece in sentence if piece.kind != "sign" and (not piece.optional or piece.has("ask.who"))]
    won = any(piece.has("measure.difference") for piece in said)
    return (
        won and said[0].has("ask.who", "ask.which") and all(piece.has("ask.", "measure.difference") for piece in said)
    )


def _names(sentence: Sequence[Piece]) -> bool:
    """Whether a sentence names anything of the subject itself."""
    return any(piece.kind == "number" or _tells([piece]) for piece in sentence if not piece.optional)


def _of_verdict(piece: Piece) -> bool:
    """Whether a piece belongs to the verdict that is asked for: the words for it, and a period ("true in 2024?")."""
    if piece.kind in ("sign", "number"):
        return True
    return piece.has("ask.affirm", "verify.", "relative.", "negate.", "outlook.result")


def _sentences(pieces: Sequence[Piece]) -> list[list[Piece]]:
    sentences: list[list[Piece]] = [[]]
    for piece in pieces:
        sentences[-1].append(piece)
        if piece.text == "." and len(sentences[-1]) > 1 and sentences[-1][-2].has("abbr.dot"):
            continue
        announced = piece.text == ":" and all(one.optional or one.kind == "sign" for one in sentences[-1])
        if piece.kind == "sign" and (piece.text in ".?!;" or announced):
            sentences.append([])
    parted = [part for sentence in sentences for part in _introduced(sentence)]
    return [sentence for sentence in parted if any(piece.kind != "sign" for piece in sentence)]


def _introduced(sentence: list[Piece]) -> list[list[Piece]]:
    """Part "you must answer with 7: how many jobs?" at its colon, where all that is asked stands behind it."""
    places = [place for place, piece in enumerate(sentence) if piece.text == ":"]
    if not places:
        return [sentence]
    before, after = sentence[: places[0]], sentence[places[0] + 1 :]
    if any(piece.has("ask.affirm") for piece in before) and all(
        piece.optional or piece.has("ask.") for piece in before
    ):
        return [sentence]  # "true or false: …"
    if before and before[-1].has("aside.wonder") and _asks(after):
        return [before, after]  # "my niece works in a call centre in Salé, so I wonder: these jobs, …?"
    own = any(piece.has("self.", "aside.open", "aside.role", "hearsay.") for piece in before)
    about = SUBJECTS if not own else tuple(one for one in SUBJECTS if one not in ("elsewhere.", "place."))
    subject = any((piece.has(*about) and not piece.optional) or is_year(piece) for piece in before)
    checks = any(piece.has("ask.affirm") for piece in before)  # "true or false: by June …"
    checks = checks or any(piece.has("segment._T") for piece in before)  # "back to the total: the monthly average?"
    return [sentence] if subject or checks or not _asks(after) else [before, after]


def _asks(sentence: Sequence[Piece]) -> bool:
    if (
        sentence
        and sentence[-1].text == "!"
        and not any(one.has("ask.") and not one.has("ask.which") for one in sentence)
    ):
        return False  # "28th in the world, what a pride!"
    return any(piece.text == "?" for piece in sentence) or any(
        piece.has("ask.") and not piece.optional for piece in sentence
    )


def _wants(sentence: Sequence[Piece]) -> bool:
    """Whether a figure is wished for by name: "give me the largest segment of 2024"."""
    opening = next((piece for piece in sentence if piece.kind != "sign" and not piece.has("chat.")), None)
    wish = opening is not None and opening.has("aside.close")
    named = any(piece.has("segment.", "indicator.exports", "select.segments", "measure.amount") for piece in sentence)
    return wish and named and any(is_year(piece) or piece.has("half.", "quarter.", "relative.") for piece in sentence)


def _tells(sentence: Sequence[Piece]) -> bool:
    also = ("relative.", "institution.", "explain.", "per.", "nth.")
    return any(piece.kind == "number" or piece.has(*TOLD, *also) for piece in sentence)


_ENDS = 2
"""Figures between which a way is measured."""


def _only_wonders(premise: Sequence[Piece], sentence: Sequence[Piece]) -> bool:
    """Whether it is asked why two figures that stand before differ: "148,500 here, 120,000 there. Why two numbers?"."""
    named = ("segment.", "indicator.", "topic.", "place.", "half.", "quarter.", "measure.", "direction.", "outlook.")
    wonders = any(piece.has("ask.why") for piece in sentence) and not any(piece.has(*named) for piece in sentence)
    return wonders and sum(bool(piece.quotes) for piece in premise) > 1


def _only_computes(premise: Sequence[Piece], sentence: Sequence[Piece]) -> bool:
    """Whether a sentence asks to compute with figures that were quoted before it: "…. In short, how many points?"."""
    computes = any(
        piece.has("measure.points", "measure.difference", "measure.ratio", "measure.percent") for piece in sentence
    )
    if any(piece.has("per.year") for piece in sentence) and any(piece.has("ask.amount") for piece in sentence):
        kinds = [{one.indicator for one in piece.quotes} for piece in premise if piece.quotes]
        other = any(piece.has("segment.", "half.", "quarter.") or is_year(piece) for piece in sentence)
        return len(kinds) == _ENDS and bool(kinds[0] & kinds[1]) and not other  # "…, how many a year on average?"
    return (
        computes
        and sum(bool(piece.quotes) for piece in premise) > 1
        and not any(
            piece.kind == "number" or piece.has("segment.", "indicator.", "half.", "quarter.") for piece in sentence
        )
    )


def _of_the_goal(premise: Sequence[Piece], sentence: Sequence[Piece]) -> bool:
    """Whether a count that stands before is set against its target: "14,000 then; what % of the target is it?"."""
    kinds = [{one.indicator for one in piece.quotes} for piece in premise if piece.quotes]
    counted = len(kinds) == 1 and not kinds[0] & {"exports"}
    against = any(piece.has("outlook.target", "outlook.projection") for piece in sentence)
    asks = any(piece.has("measure.percent", "measure.ratio", "measure.difference") for piece in sentence)
    named = any(piece.has("segment.", "indicator.") or piece.quotes for piece in sentence if not piece.optional)
    return counted and against and asks and not named


def _of_both(premise: Sequence[Piece], sentence: Sequence[Piece]) -> bool:
    """Whether points are asked of segments that a statement adds up: "… 77.7 % in 2024. How many did both lose?"."""
    asks = any(piece.has("ask.amount") for piece in sentence)
    points = asks and any(piece.has("measure.points") for piece in sentence)
    both = any(piece.has("combine.sum", "refer.two") for piece in sentence)
    named = any(piece.has("segment.") for piece in sentence)
    told = {code for piece in premise for code in piece.values("segment")}
    return points and both and not named and len(told) > 1 and any(is_year(piece) for piece in premise)


def _only_explains(premise: Sequence[Piece], sentence: Sequence[Piece]) -> bool:
    """Whether a sentence asks what a figure means that was quoted before it: "… of 75 %. What does it measure?"."""
    quoted = {piece.quotes for piece in premise if piece.quotes}
    doubted = _rate_doubted(sentence)
    asked = doubted or any(piece.has("explain.definition") for piece in sentence)
    if doubted:
        sentence = [piece for piece in sentence if not piece.has("measure.growth")]
    named = any(piece.kind == "number" or (piece.has(*SUBJECTS) and not piece.optional) for piece in sentence)
    told = any(piece.has("aside.speaks", "self.") for piece in sentence)  # "what do I answer him?"
    return asked and len(quoted) == 1 and not named and not told


def _rate_doubted(sentence: Sequence[Piece]) -> bool:
    """Whether it is asked if a figure is a growth rate: "is that really growth or did they misread something?"."""
    rate = any(piece.has("measure.growth") and not piece.has("direction.") for piece in sentence)
    points = any(piece.has("refer.it", "refer.subject", "refer.figure") for piece in sentence)
    return rate and points and any(piece.has("verify.opening", "verify.inversion", "ask.affirm") for piece in sentence)


def _only_verdict(sentence: Sequence[Piece]) -> bool:
    """Whether a sentence asks for a verdict and names nothing itself but a period ("true in 2024?", "is it done?")."""
    return any(piece.has("ask.affirm", "verify.done") for piece in sentence) and not any(
        (piece.kind == "number" and not is_year(piece))
        or piece.has("segment.", "indicator.", "place.", "topic.", "outlook.projection", "outlook.target", "half.")
        or (piece.has("measure.") and not piece.has("verify.done"))
        or (piece.has("ask.") and not piece.has("ask.affirm"))
        for piece in sentence
        if not piece.optional
    )


def without_brackets(sentence: Sequence[Piece]) -> list[Piece]:
    """Leave out what stands in brackets and only says how ("(share times total)"); empty where it asks for more."""
    signs = [piece.text for piece in sentence]
    if "(" not in signs or ")" not in signs[signs.index("(") :]:
        return []
    start, end = signs.index("("), signs.index(")", signs.index("("))
    asks = any(
        piece.kind in ("number", "unknown")
        or (piece.has("segment.") and not piece.has("segment._T"))
        or (piece.has("elsewhere.", "place.", "half.", "quarter.") and not piece.optional)
        for piece in sentence[start:end]
    )
    return [] if asks else [*sentence[:start], *sentence[end + 1 :]]
