"""Doubts: places where a word that was typed wrongly would change the figure, so that none is given.

A slip may leave a real word behind, which then says nothing ("par *moi*" for "par mois", "ITO *mois* CRM" for "moins").
What cannot be told from the word shows in what it leaves open: a preposition without an object, two segments side by
side with no link, a letter that stands alone, half a negation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.passing import SHORTEST_WORD
from bot.reading.query import Missing, Operation

_TOLD = (Operation.EXPLANATION, Operation.SOURCE, Operation.MEMBERS)
"""Operations that answer in words."""
_TOLD_BY = ("explain.", "topic.", "ask.why", "institution.")
_ASKED = ("ask.what", "ask.amount", "ask.count", "ask.which")
_SURE = 1.6
"""What a mended word may cost at most for a statement to be given on its word alone."""
_LINKS = ("follow.", "combine.", "split.", "chat.", "span.", "tone.", "negate.", "refer.", "ask.", "verify.")
_SEVERAL = ("refer.two", "refer.three", "refer.four", "refer.all")
_SHORT = 2
_FEW = 2
_DIGITS = 4
"""Digits of a year."""


def doubted(frame: Frame, fields: Mapping[str, Any]) -> tuple[Missing, ...]:
    """Return the words that may be others, where these would ask for another figure."""
    found = (
        *_unlinked(frame, fields),
        *_dangling(frame),
        *_misplaced(frame),
        *_alone(frame),
        *_half_denied(frame),
        *_between_periods(frame, fields),
        *_nothing_left_out(frame, fields),
        *_on(frame, fields),
        *_no_comparison(frame, fields),
        *_pointing(frame, fields),
        *_amount_of(frame, fields),
        *_guessed_reason(frame, fields),
    )
    return tuple(Missing(word=piece.text) for piece in dict.fromkeys(found))


def _unlinked(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield what stands between segments that are added up though nothing says so: "ITO *mois* CRM"."""
    if fields.get("operation") not in (Operation.SUM, Operation.SHARE) or fields.get("rest"):
        return
    yield from _taken_off(frame)
    if frame.has("combine.", *_SEVERAL):
        return
    named = frame.segment_places
    if len(named) < 2:
        return
    yield from (piece for piece in frame.pieces if piece.has("select.between"))
    for piece in frame.pieces[named[0] + 1 : named[-1]]:
        idle = piece.optional and not piece.has(*_LINKS) and (len(piece.text) > SHORTEST_WORD or piece.borrowed)
        if (
            idle
            or piece.has("aside.close")
            or piece.kind == "unknown"
            or (piece.optional and piece.guessed and not piece.has("follow."))
        ):
            yield piece


def _taken_off(frame: Frame) -> Iterator[Piece]:
    """Yield the minus of "ITO + ESO - CRM": these are not all added up."""
    added = [place for place, piece in enumerate(frame.pieces) if piece.text == "+" or piece.has("combine.add")]
    for before, piece, after in zip(frame.pieces, frame.pieces[1:], frame.pieces[2:], strict=False):
        minus = piece.text in ("-", "−") or piece.has("measure.minus")
        if added and minus and before.has("segment.") and after.has("segment."):
            yield piece


def _dangling(frame: Frame) -> Iterator[Piece]:
    """Yield what stands behind a "per" and is nothing to divide by: "par *moi*"."""
    for place, piece in enumerate(frame.pieces[:-1]):
        after = frame.pieces[place + 1]
        last = frame.pieces[place + 2] if place + 2 < len(frame.pieces) else None
        idle = after.optional and after.kind not in ("number", "sign") and not after.has("ask.")
        alone = last is None or last.kind == "sign" or after.kind == "light"
        if piece.has("split.per") and idle and alone and len(after.text) > 1:
            yield after


_BEFORE = frozenset({",", "+", "/", "&", "l", "n", "et", "and", "ni", "or", "ou"})
_NAMED = ("verify.", "aside.", "follow.", "hearsay.")


def _misplaced(frame: Frame) -> Iterator[Piece]:
    """Yield a word of two letters that is a short name but for one, where a name would stand: "*es* 2024"."""
    said = [piece for piece in frame.pieces if not piece.has("chat.")]
    for place, piece in enumerate(said):
        before = said[place - 1] if place else None
        after = said[place + 1] if place + 1 < len(said) else None
        named = frame.exports or bool(frame.segments)
        if piece.near and (piece.kind == "light" or (piece.borrowed and not named and _only_borrowed(said, piece))):
            yield piece
        if not piece.near or not piece.optional or (before is None and piece.has(*_NAMED)):
            continue
        pronoun = piece.has("refer.it") and len(piece.text) == _SHORT  # "without it"
        linked = before is not None and (before.text in _BEFORE or (before.has("combine.except") and not pronoun))
        surely = before is not None and before.text in ("+", "l")
        dated = after is not None and (_year(after) or after.has("half.", "quarter."))
        if surely or (linked and (after is None or after.kind == "sign")) or ((before is None or linked) and dated):
            yield piece


def _year(piece: Piece) -> bool:
    return piece.kind == "number" and len(piece.text) == _DIGITS


def _only_borrowed(said: Sequence[Piece], piece: Piece) -> bool:
    """Whether no other word of a clause is of the other language."""
    return not any(one.borrowed for one in said if one is not piece)


def _alone(frame: Frame) -> Iterator[Piece]:
    """Yield a letter that says nothing between two amounts: "from 14.7 *t* 17.9"."""
    for before, piece, after in zip(frame.pieces, frame.pieces[1:], frame.pieces[2:], strict=False):
        lone = len(piece.text) == 1 and piece.kind == "phrase" and piece.optional
        if (
            lone
            and not (before.text.isdigit() or after.text.isdigit())
            and before.kind == after.kind == "number"
            and not piece.has("follow.", "span.", "split.in", "measure.")
        ):
            yield piece


_DENIES = ("negate.", "combine.", "denial.close", "tone.", "ask.", "span.base")


def _half_denied(frame: Frame) -> Iterator[Piece]:
    """Yield a "ne" that no "pas" follows: "n'était *as*"."""
    for place in frame.at("denial.open"):
        after = frame.pieces[place + 1 :]
        opened = any(piece.has("denial.close") for piece in frame.pieces[:place])  # "aucun segment n'a baissé"
        if after and after[0].optional and not opened and not any(piece.has(*_DENIES) for piece in after):
            yield frame.pieces[place]


def _guessed_reason(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the words that have a statement given where a figure may be asked for: "*ehy* whats the 2023 total"."""
    if fields.get("operation") not in _TOLD:
        return
    why = [piece for piece in frame.pieces if piece.has("ask.why")]
    yield from (piece for piece in why if piece.borrowed and len(piece.text) <= _SHORT)
    asks = [piece for piece in frame.pieces if piece.has(*_ASKED)]
    firmly = any(not piece.optional for piece in asks)
    unsure = [piece for piece in why if (piece.guessed and asks) or (len(piece.text) <= _SHORT and firmly)]
    if len(unsure) == len(why):
        yield from unsure
    told = [piece for piece in frame.pieces if piece.has(*_TOLD_BY)]
    weak = all(piece.has("weak.") for piece in told) and not why
    if told and weak and frame.times.periods:
        yield from told  # "what did the total come t?", "et *ai* S1 2025"
    if (frame.times.periods or frame.segments) and all(_unsure(piece) for piece in told):
        yield from told


def _unsure(piece: Piece) -> bool:
    return " " not in piece.text and sum(one.cost for one in piece.mended) > _SURE


def _between_periods(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield a short word that says nothing where one between two periods would: "entre 2024 *te* le S1 2025"."""
    listed = fields.get("operation") in (Operation.TREND, Operation.VALUE, Operation.SUM)
    if not listed and not (fields.get("operation") is Operation.PROGRESS and frame.has("select.between")):
        return
    for first, second in pairwise(frame.times.moments):
        places = (place for place in range(first.start + 1, second.start) if place not in frame.times.taken)
        between = [frame.pieces[place] for place in places]
        linked = any(not piece.optional or piece.kind == "sign" or piece.has(*_LINKS) for piece in between)
        if between and not linked and len(between[0].text) <= SHORTEST_WORD and between[0].text.isalpha():
            yield between[0]


def _nothing_left_out(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield a "nor" behind which nothing is named: "ITO plus CRM *ni* 2024"."""
    for place in frame.at("combine.except") if fields.get("operation") is Operation.REMAINDER else ():
        piece = frame.pieces[place]
        if piece.has("negate.not") and not any(one.has("segment.", "refer.") for one in frame.pieces[place + 1 :]):
            yield piece


def _on(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield an "on" that sets two things against each other only by a slip of "in": "bpo + kpo *on* dirhams"."""
    first = frame.opening
    if fields.get("operation") is Operation.GROWTH and len(frame.content) < _FEW and first is not None:
        yield from (first,) if first.has("measure.versus") and first.has("split.in") and first.optional else ()
    if fields.get("operation") is not Operation.COMPARISON:
        return
    versus = [piece for piece in frame.pieces[1:] if piece.has("measure.versus") and not piece.has("span.from")]
    moved = frame.has("measure.growth", "measure.difference", "measure.percent", "direction.", "measure.ratio")
    if versus and all(piece.optional and piece.has("split.in") for piece in versus) and not moved:
        yield from versus


_COMPARES = ("tone.", "measure.", "select.", "verify.", "combine.", "negate.", "direction.", "refer.same", "times.")


def _no_comparison(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield a "than" with nothing that compares: "c'est *plis* qu'en 2023"."""
    if frame.has(*_COMPARES) or fields.get("operation") not in (Operation.VALUE, Operation.SUM, Operation.TREND):
        return
    for piece, after in pairwise(frame.pieces):
        if piece.has("span.base") and not piece.has("split.in") and (after.kind == "number" or after.has("half.")):
            yield piece


def _pointing(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield an "it" beside a segment that is answered alone: "what did *it* and customer care make together?"."""
    if fields.get("operation") is not Operation.VALUE or len(fields.get("segments") or ()) != 1:
        return
    for pointing, link, name in zip(frame.pieces, frame.pieces[1:], frame.pieces[2:], strict=False):
        if pointing.has("refer.it") and link.has("follow.and") and name.has("segment.") and frame.has("combine.sum"):
            yield pointing


def _amount_of(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield an amount that is asked for beside a share: "ESO share in 2024 *ad* its amount in H1 2025"."""
    if fields.get("operation") is Operation.PROGRESS and not frame.has("measure.progress", "ask.amount"):
        yield from (piece for piece in frame.pieces if piece.has("measure.amount") and frame.has("measure.share"))
