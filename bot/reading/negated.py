"""What is said not to be wanted is left out: "en dirhams, pas en %", "pas le CRM, l'ESO", "not 2024, 2023"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.cover import Piece, following
from bot.reading.evidence import TOTAL
from bot.reading.lexicon import ELSEWHERE, PADDING
from bot.reading.meant import SUBJECTS, is_year, year_after_negated

_UNWANTED = tuple(
    f"{ELSEWHERE}.{kind}"
    for kind in ("currencies", "measures", "companies", "software_senses", "other_sectors", "other_subjects", "events")
)
"""What somebody may say not to want; a country or a city is never set aside so ("exports, but not to France")."""

_ENDING = ("sign", "light", "noun", "unknown")
"""What may stand behind a figure that is not meant: "not the 75 % thing", "not the 2023 edition"."""
_NEAR = 4
"""Pieces from "not" to the "nor" that goes with it."""


def without_negated(clause: Sequence[Piece]) -> list[Piece]:
    """Leave out what is said not to be wanted: "en dirhams, pas en %", "pas le CRM, l'ESO"."""
    clause = year_after_negated(_without_negated_end(clause))
    clause = _without_negated_period(_without_negated_figure(clause))
    clause = _without_negated_segment(_without_negated_indicator(clause))
    several = len({code for piece in clause for code in piece.values("segment") if code != TOTAL}) > 1
    kept: list[Piece] = []
    skipping = False
    for place, piece in enumerate(clause):
        if (piece.has("negate.not", "combine.except") and not piece.has("ask.") and _refuses(clause[place:])) or (
            several and _corrects(clause, place)
        ):
            skipping = True
        elif _moved_not(clause, place):
            kept.append(piece)
        elif piece.has("negate.not") and not piece.has("combine.", "ask.") and not _both_refused(clause[place + 1 :]):
            skipping = place > 0 or not piece.has("answer.no")  # "no, the share": what follows is wanted
            kept.append(piece)
        elif skipping and piece.has(*_UNWANTED) and not piece.optional:
            kept.append(
                replace(piece, senses=frozenset({PADDING}))
            )  # "not in euros": and perhaps not in dollars either
        elif (
            skipping
            and piece.has("measure.percent", "measure.share", "measure.growth", "unit.")
            and not piece.has("direction.down")
        ) or (skipping and several and piece.has("segment.") and not piece.has(f"segment.{TOTAL}")):
            skipping = False
        else:
            skipping = skipping and piece.optional
            kept.append(piece)
    return kept


def _without_negated_segment(clause: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out "not of a segment" behind the whole that is meant: "of the total, not of a segment"."""
    whole = next((place for place, piece in enumerate(clause) if piece.has(f"segment.{TOTAL}")), len(clause))
    for place, piece in enumerate(clause):
        if place < whole or not piece.has("negate.not") or piece.has("ask.", "answer.no"):
            continue
        refused = following(clause, place)
        if refused is not None and clause[refused].has("select.segments"):
            return [*clause[:place], *clause[refused + 1 :]]
    return clause


def _moved_not(clause: Sequence[Piece], place: int) -> bool:
    """Whether a "not" denies that something moved: "which segment did not grow?"."""
    after = following(clause, place) if clause[place].has("negate.not") else None
    if after is None or not clause[after].has("measure.growth", "measure.fall") or clause[after].has("alone.statistic"):
        return False
    before = clause[:place]
    return any(one.has("select.segments") for one in before) and any(one.has("ask.which") for one in before)


def _without_negated_figure(clause: Sequence[Piece]) -> list[Piece]:
    """Leave out a figure that is said not to be meant, behind what is: "ESO's growth, not the 75 % thing"."""
    for place, piece in enumerate(clause):
        if not piece.has("negate.not") or piece.has("ask.", "answer.no") or not _told(clause[:place]):
            continue
        if (start := following(clause, place)) is None:
            continue
        end = start
        while end < len(clause) and (clause[end].kind == "number" or clause[end].has("measure.percent", "unit.")):
            end += 1
        last = all(one.optional or one.kind in _ENDING or one.has("ask.affirm") for one in clause[end:])
        last = last or (clause[end].text == "," and any(one.quotes for one in clause[:place]))
        another = any(is_year(piece) for piece in clause[:place]) and piece.has("correct.")
        if end > start and clause[start].kind == "number" and (another or not is_year(clause[start])) and last:
            return [*clause[:place], *clause[end:]]
    return list(clause)


def _without_negated_end(clause: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out what is said last not to be meant, and names nothing: "the official rate, not your arithmetic"."""
    for place, piece in enumerate(clause):
        if not piece.has("negate.not") or piece.has("ask.", "answer.no") or clause[max(place - 1, 0)].text not in ",-(":
            continue
        end = clause[place + 1 :]
        told = any(one.has(*SUBJECTS) and not one.optional for one in clause[:place])
        if end and told and all(one.optional or one.kind in _ENDING for one in end):
            return clause[: place - 1]
    return clause


_DATED = ("half.", "quarter.", "month.")


def _without_negated_period(clause: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out a period that is said not to be meant, where another one is named: "not 2024, 2023"."""
    for place, piece in enumerate(clause):
        if not piece.has("negate.not") or piece.has("ask.", "combine.rest") or _bounds_before(clause[:place]):
            continue
        if (start := following(clause, place)) is None:
            continue
        end = start
        while end < len(clause) and (is_year(clause[end]) or clause[end].has(*_DATED)):
            end += 1
        rest = [*clause[:place], *clause[end:]]
        if end > start and any(is_year(one) or one.has(*_DATED) for one in rest):
            return [*clause[: place + 1], *clause[end:]] if piece.has("answer.no", "correct.mean") else rest
    return clause


def _bounds_before(before: Sequence[Piece]) -> bool:
    """Whether a period is denied a bound and not put out: "who passes 3 billion in 2024, but not in H1 2025?"."""
    bounded = any(piece.has("select.above", "select.below") and not piece.optional for piece in before)
    return bounded and any(piece.kind == "number" and not is_year(piece) for piece in before)


def _told(before: Sequence[Piece]) -> bool:
    """Whether something is asked for by name: a segment or an indicator with what is wanted of it."""
    named = any(piece.has("segment.", "indicator.") for piece in before)
    if any(piece.has("indicator.jobs") for piece in before) and any(piece.quotes for piece in before):
        return True  # "with the 148,500 and not the 120,000, how much per job?"
    return named and any(piece.has("measure.") or is_year(piece) for piece in before)


def _without_negated_indicator(clause: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out what is put in another's place: "not the jobs, I meant the exports of 2024"."""
    for place, piece in enumerate(clause):
        if not piece.has("negate.not") or not piece.has("correct.mean") or piece.has("answer.no"):
            continue
        refused = following(clause, place)
        rest = [one for at, one in enumerate(clause) if at not in (place, refused)]
        meant = any(one.has("indicator.exports") and not one.has("weak.") for one in rest)
        if refused is not None and meant and clause[refused].has("indicator.jobs", "hint.", "indicator.companies"):
            return rest
    return clause


_WHOLES = (
    f"segment.{TOTAL}",
    "select.",
    "combine.rest",
    "combine.sum",
    "indicator.",
    "follow.and",
    "ask.what",
    "ask.who",
)
"""What a "not" takes something out of, or what makes two that are refused: "all that is not ITO", "not ITO and CRM"."""


def _corrects(clause: Sequence[Piece], place: int) -> bool:
    """Whether a "not" puts one segment in the place of another: "not CRM, I meant BPO", "ITO, not CRM"."""
    if not clause[place].has("negate.not") or clause[place].has("ask.", "answer.no"):
        return False
    refused = next((piece for piece in clause[place + 1 :] if not piece.optional and not piece.has("correct.")), None)
    if refused is None or not refused.has("segment.") or refused.has(f"segment.{TOTAL}"):
        return False
    both = _both_refused(clause[place + 1 :]) or any(
        piece.has("negate.not", "combine.except") and not piece.has("answer.", "correct.") for piece in clause[:place]
    )
    return not both and not any(
        piece.has(*_WHOLES) for piece in clause if not piece.optional and not piece.has("aside.")
    )


def _both_refused(after: Sequence[Piece]) -> bool:
    """Whether a "nor" follows: "what is neither ITO nor CRM" leaves both out."""
    return any(piece.has("negate.not") and piece.has("combine.except") for piece in after[:_NEAR])


def _refuses(after: Sequence[Piece]) -> bool:
    """Whether what follows a "not" or a "without" is something else than figures of this subject: "not in euros"."""
    following = next((piece for piece in after[1:] if not piece.optional), None)
    taken_out = not after[0].has("negate.not") and following is not None and following.has(f"{ELSEWHERE}.measures")
    firm = after[0].has("combine.except") and following is not None and following.has(f"{ELSEWHERE}.companies")
    if taken_out or firm:
        return False  # "without taxes": a figure that is not held; "all but CMR": perhaps a name of a segment
    return following is not None and following.has(*_UNWANTED, "measure.percent", "unit.", "currencies.")
