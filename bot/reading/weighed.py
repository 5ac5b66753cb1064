"""Follow-ups that weigh what was spoken of against something else: more than CRM, better than 2024."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.reading.asserted import weighs
from bot.reading.cover import Piece
from bot.reading.discourse import Discourse, parts, plain
from bot.reading.frame import Frame
from bot.reading.grouped import named
from bot.reading.query import Amount, Claim, Operation, Query
from knowledge.periods import Period, PeriodKind

Fields = dict[str, Any]
Leaning = tuple[Fields, tuple[str, ...]]


def way_of(frame: Frame) -> str:
    """Return which side a figure is said to lie on: ``above``, ``below``, ``either`` where it is asked; else empty."""
    above, below = frame.has("select.above", "direction.up"), frame.has("select.below", "direction.down")
    if weighs(frame) or (above and below):
        return "either"
    return "above" if above else "below" if below else ""


def against_outlook(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is that above the projection?" after a figure as the one against the other."""
    last, way = before.last, way_of(frame)
    figures = parts(last) if last is not None else ()
    if not way or len(figures) != 1 or figures[0].outlook or not frame.has("outlook.projection", "outlook.target"):
        return None
    one = figures[0]
    if one.segments or one.indicator != "exports" or frame.segments or frame.amounts or frame.has("combine."):
        return None
    if frame.has(
        "measure.growth", "measure.fall", "measure.share", "measure.percent", "measure.ratio", "measure.progress"
    ):
        return None
    if frame.asks or frame.has("ask.amount", "explain."):
        return None
    if len(frame.times.periods) > 1 or one.operation not in (Operation.VALUE, Operation.DERIVED, Operation.SUM):
        return None
    if one.operation is Operation.VALUE and one.periods and one.periods[0].kind is not PeriodKind.YEAR:
        whole = Claim(
            amount=Amount(values=(Decimal(100),), unit="percent"), direction="below" if way == "below" else "above"
        )
        asked: Fields = {"operation": Operation.PROGRESS, "outlook": True, "periods": one.periods, "claim": whole}
        return asked, ("periods",)
    expected = Query(operation=Operation.VALUE, outlook=True, periods=frame.times.periods)
    of = (one, expected)
    return {"operation": Operation.DERIVED, "of": of, "comparison": "difference", "claim": Claim(direction=way)}, (
        "of",
    )


def against_year(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is that more than all of 2024?" after a part of another year as a share of that year."""
    last, said, way = before.last, frame.times.periods, way_of(frame)
    if last is None or last.operation is not Operation.VALUE or len(last.periods) != 1 or not way:
        return None
    part = last.periods[0]
    if len(said) != 1 or said[0].kind is not PeriodKind.YEAR or part.kind is PeriodKind.YEAR or said[0].covers(part):
        return None
    relative = frame.times.flags & {"same_period", "year_before"}
    if (
        relative
        or named(frame)
        or frame.amounts
        or frame.has("ask.amount", "measure.growth", "measure.fall", "outlook.")
    ):
        return None
    claim = Claim(
        amount=Amount(values=(Decimal(100),), unit="percent"), direction="below" if way == "below" else "above"
    )
    asked: Fields = {"operation": Operation.PROGRESS, "periods": (part, said[0]), "claim": claim}
    return plain(last).model_dump() | asked, ("periods",)


def against_derived(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is that less than 2024?" after a figure that was computed: each side is a figure of its own."""
    last = before.last
    said, base, way = frame.times.periods, last, way_of(frame)
    if last is None or base is None or last.operation not in (Operation.DERIVED, Operation.PER_UNIT) or not way:
        return None
    if (
        len(said) != 1
        or frame.segments
        or frame.figures
        or last.per == "jobs"
        or (last.of and last.comparison != "scaled")
    ):
        return None
    base = last.of[0] if last.of else last
    other = Query(operation=Operation.VALUE, segments=base.segments, periods=said, perimeter=base.perimeter)
    compared = frame.at("select.above", "select.below", "select.either", "direction.up", "direction.down")
    behind = min(moment.start for moment in frame.times.moments) > min(compared)
    of = (plain(last), other) if behind else (other, plain(last))
    asked: Fields = {"operation": Operation.DERIVED, "of": of, "comparison": "difference"}
    return asked | {"claim": Claim(direction=way)}, ("of",)


def against_another(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is it more than CRM?" and "so CRM was ahead of it?" as one segment against another, with the claim."""
    last = before.last
    figures = parts(last) if last is not None else ()
    if last is None or len(figures) != 1 or len(frame.segments) != 1 or frame.times.periods or frame.amounts:
        return None
    faster = frame.has("measure.growth") and not frame.has("measure.fall")
    compared = frame.at(
        "measure.difference", "measure.compare", "select.above", "select.below", "select.either", "measure.versus"
    )
    compared = [place for place in compared if not frame.pieces[place].optional or not _base(frame.pieces[place])]
    compared = compared or (frame.at("measure.growth") if faster and figures[0].operation is Operation.GROWTH else [])
    asked = any(piece.has("ask.affirm") and piece.has("measure.difference") for piece in frame.pieces)
    leads = min(compared, default=0) < min(frame.at(f"segment.{frame.segments[0]}"))
    dangling = leads and (frame.open or frame.has("measure.compare", "measure.versus"))
    refers = asked or dangling or frame.has("refer.it", "refer.subject", "measure.compare")
    if not compared or not refers or not figures[0].segments or frame.segments == figures[0].segments:
        return None
    adds = frame.means("combine.")
    if adds or frame.has("measure.fall", "ask.amount", "measure.ratio", "measure.points"):
        return None
    if frame.has("measure.growth") and not dangling:
        return None
    said = min(frame.at(f"segment.{frame.segments[0]}"))
    first, second = figures[0].segments, frame.segments
    if said < min(compared):
        first, second = second, first
    way = way_of(frame) if weighs(frame) else "below" if frame.has("select.below", "direction.down") else ""
    apart = frame.at("measure.difference")
    gap = len(apart) > 1 or (bool(apart) and not frame.has("select.", "direction.", "tone."))  # "combien de moins que"
    bare = frame.has("measure.versus") and not frame.has("select.", "measure.difference")  # "par rapport à l'ITO ?"
    claims = frame.verdict or (dangling and not gap and not bare) or way == "either" or frame.has("verify.so")
    claim = Claim(direction=way) if claims else None
    measure = "growth" if faster else _MEASURES.get(figures[0].operation, "amount")
    sides: Fields = {"segments": first, "against": second, "periods": figures[0].periods, "claim": claim}
    return sides | {"operation": Operation.COMPARISON, "measure": measure}, ("periods",)


def _base(piece: Piece) -> bool:
    """Whether a preposition sets one figure against another in some phrases only: "on the IT side"."""
    return piece.has("span.base", "split.in")


_COMPARATIVES = (
    "measure.difference",
    "select.above",
    "select.below",
    "select.max",
    "select.min",
    "direction.up",
    "direction.down",
    "tone.more",
    "tone.less",
    "combine.add",
)
_LESS = ("select.below", "select.min", "direction.down", "tone.less")


def outdoing(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "was ITO bigger?", "BPO's was higher?", "l'ITO fait plus ?" as that segment against the one spoken of."""
    last = before.last
    figures = parts(last) if last is not None else ()
    if len(figures) != 1 or len(frame.segments) != 1 or frame.times.periods or frame.amounts or frame.says_total:
        return None
    one = figures[0]
    compared = frame.content[-1] if frame.content else None
    ends = compared is not None and compared.has(*_COMPARATIVES) and not compared.has("ask.", "nth.", "measure.fall")
    if not ends or not (frame.open) or not one.segments or one.segments == frame.segments:
        return None
    superlative = any(piece.text in ("le", "la", "les", "the") for piece in _just_before(frame, compared))
    gap = any(piece.has("measure.difference") and piece is not compared for piece in frame.pieces)  # "de combien"
    asked = gap or frame.has("ask.amount", "ask.which", "ask.who", "ask.why", "ask.where", "ask.how")
    if superlative or asked or one.operation not in _MEASURES or frame.has("measure.growth", "measure.points"):
        return None
    claim = Claim(direction="below" if compared is not None and compared.has(*_LESS) else "above")
    sides: Fields = {"segments": frame.segments, "against": one.segments, "periods": one.periods, "claim": claim}
    return sides | {"operation": Operation.COMPARISON, "measure": _MEASURES[one.operation]}, ("periods",)


_MEASURES = {Operation.VALUE: "amount", Operation.SHARE: "share", Operation.GROWTH: "growth"}


def _just_before(frame: Frame, piece: Piece | None) -> tuple[Piece, ...]:
    place = frame.pieces.index(piece) if piece is not None else 0
    return frame.pieces[max(place - 1, 0) : place]


def against_period(fields: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "better than the second half of 2024?" after a half-year as one figure against the other, with the claim."""
    last = before.last
    figures = parts(last) if last is not None else ()
    if last is None or len(figures) != 1 or frame.segments or frame.figures or last.outlook:
        return None
    base = figures[0]
    if base.operation not in (Operation.VALUE, Operation.SHARE, Operation.SUM) or len(base.periods) != 1:
        return None
    own, other = base.periods[0], _other_part(frame, base.periods[0])
    way = way_of(frame) or _superlative(fields, frame)
    if not way or other is None or own.kind is not other.kind or own == other or frame.has("ask.amount", "ask.which"):
        return None
    if own.kind is PeriodKind.YEAR or own.index == other.index:
        return None
    placed = [moment.start for moment in frame.times.moments] or frame.at("nth.", "order.")
    named_first = min(placed) < min(frame.at(*_COMPARED), default=0)
    of = (base, base.model_copy(update={"periods": (other,)}))
    asked: Fields = {"operation": Operation.DERIVED, "of": of[::-1] if named_first else of}
    return asked | {"comparison": "difference", "claim": Claim(direction=way)}, ("of",)


_COMPARED = (
    "select.above",
    "select.below",
    "select.either",
    "direction.up",
    "direction.down",
    "select.max",
    "select.min",
    "measure.difference",
    "pick.",
)


def _superlative(fields: Fields, frame: Frame) -> str:
    """Read "was the second half better?", "so the first half was bigger?": one period is set against another."""
    last = frame.content[-1] if frame.content else None
    if frame.open and not frame.asks and last is not None and last.has(*_COMPARATIVES) and not frame.amounts:
        return "below" if last.has(*_LESS) else "above"
    ranks = fields.get("operation") is Operation.RANKING and frame.open and not frame.asks
    if not ranks or frame.has("select.segments"):
        return ""
    return "above" if frame.has("select.max") else "below" if frame.has("select.min") else ""


def _other_part(frame: Frame, own: Period) -> Period | None:
    """Return the period that is named; "the first" is a part of the year spoken of."""
    if len(frame.times.periods) == 1:
        return in_own_year(frame, own)
    places = [place for kind in ("nth", "order") for piece in frame.pieces for place in piece.places(kind)]
    if frame.times.periods or own.kind is not PeriodKind.HALF or set(places) - {1, 2} or len(set(places)) != 1:
        return None
    return Period.of_half(own.year, places[0])


def in_own_year(frame: Frame, own: Period) -> Period:
    """Return the period that is named; without its year it is of the year spoken of."""
    moment = frame.times.moments[0]
    return (
        Period(kind=moment.period.kind, year=own.year, index=moment.period.index) if moment.partial else moment.period
    )


def again_compared(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "but in 2024 it was ahead, right?" after one segment against another as the same in another period."""
    last, said = before.last, frame.times.periods
    asks = frame.has(
        "measure.ahead", "measure.difference", "select.above", "select.below", "select.max", "select.either"
    )
    if last is None or last.operation is not Operation.COMPARISON or not last.against or len(said) != 1 or not asks:
        return None
    if named(frame) or frame.figures or not (frame.open or frame.has("refer.it", "refer.subject")):
        return None
    if frame.has("measure.ratio", "measure.points", "measure.growth", "measure.share", "combine.", "ask.amount"):
        return None
    below = frame.has("select.below", "direction.down") and not frame.has("select.above")
    way = "either" if weighs(frame) else "below" if below else ""
    claim = Claim(direction=way) if frame.verdict or frame.open else None
    return plain(last).model_dump() | {"periods": said, "claim": claim}, ("operation", "segments")


def growth_against(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "is it faster than in 2024?" after a growth as the one rate against the other, with the claim."""
    last, said = before.last, frame.times.periods
    faster = "above" if frame.has("measure.growth") and not frame.has("measure.fall") else ""
    multiple_ = frame.has("measure.ratio", "times.", "factor.", "measure.points")
    way = way_of(frame) or faster
    if last is None or last.operation is not Operation.GROWTH or len(last.periods) > 1 or len(said) != 1:
        return None
    if not (way or multiple_) or named(frame) or frame.figures or said == last.periods or last.outlook:
        return None
    opens = frame.has("refer.it", "refer.subject", "ask.affirm") or not frame.asks
    if not frame.open or not opens or frame.has("ask.amount", "ask.which", "combine.", "measure.share", "outlook."):
        return None
    if not frame.has("select.", "measure.versus", "times.", "factor.", "measure.ratio", "tone.more", "tone.less"):
        return None
    one = plain(last).model_copy(update={"comparison": ""})
    of = (one, one.model_copy(update={"periods": said}))
    claim = None if multiple_ else Claim(direction=way)
    return {"operation": Operation.DERIVED, "of": of, "comparison": "points", "claim": claim}, ("of",)


def slower(_: Fields, frame: Frame, before: Discourse) -> Leaning | None:
    """Read "so it is slowing?" after two averages a month of one segment as the later one against the earlier."""
    of = before.group(2)
    down = frame.has("measure.fall", "direction.down", "tone.slow")
    up = frame.has("measure.growth", "direction.up")
    counted = frame.has("ask.amount", "measure.difference")
    if len(of) != 2 or (down == up and not counted) or named(frame) or frame.times.periods or frame.figures:
        return None
    if any(one.operation is not Operation.PER_UNIT or one.per != of[0].per or len(one.periods) != 1 for one in of):
        return None
    if of[0].segments != of[1].segments or of[0].periods == of[1].periods or of[0].per == "jobs":
        return None
    asked: Fields = {"operation": Operation.DERIVED, "of": tuple(sorted(of, key=lambda one: one.periods[0].end)[::-1])}
    if counted:
        return asked | {"comparison": "change" if frame.has("measure.percent") else "difference"}, ("of",)
    return asked | {"comparison": "difference", "claim": Claim(direction="above" if up else "below")}, ("of",)
