"""Which count of jobs is meant: the direct ones that are aimed at, the stable ones, or a part that nobody counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.query import Claim, Operation

Fields = dict[str, Any]

_AIMED, _STABLE, _SECTOR = "strategy", "offshoring_2026", "sector"
"""The perimeters that count direct jobs as a goal, stable ones, and direct and indirect ones together."""


def counted_as(frame: Frame, fields: Fields) -> Fields:
    """Return the fields with the perimeter whose count is meant: "direct jobs in 2030", "stable jobs"."""
    if not _of_jobs(fields) or fields.get("perimeter") not in (None, "", "offshoring_old"):
        return fields
    if frame.has("pieces.both") and fields.get("claim") and not fields.get("outlook"):
        return fields | {"perimeter": _SECTOR}
    if frame.has("pieces.stable"):
        return fields | {"perimeter": _STABLE}
    claim = fields.get("claim")
    if _direct(frame) and claim is not None and not fields.get("periods") and not fields.get("outlook"):
        return fields | {"claim": Claim.model_validate(claim).model_copy(update={"part": True})}
    return fields | {"perimeter": _AIMED} if _direct(frame) and _to_come(fields) else fields


def parts_of_staff(frame: Frame, fields: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield "direct" or "indirect" where one of them is asked for alone: but for a goal they are counted together."""
    named = frame.has("pieces.direct") != frame.has("pieces.indirect")
    if not named or not _of_jobs(fields) or frame.has(*_WHETHER) or frame.tagged:
        return
    if frame.values("perimeter") and "offshoring_old" not in frame.values("perimeter"):
        return  # "direct jobs in the parks of CDG"
    claimed = (fields.get("claim") or frame.quotes) and not fields.get("periods")
    if frame.has("pieces.direct") and (_to_come(fields) or claimed):
        return
    jobs = any(
        piece.has("indicator.jobs") and not (piece.has("weak.") and piece.has("pieces.")) for piece in frame.pieces
    )
    full = frame.has("part.of") or (jobs and not frame.has("pieces.only") and (frame.asks or not frame.has("follow.")))
    yield from (piece for piece in frame.pieces if full and piece.has("pieces.direct", "pieces.indirect"))


_WHETHER = ("verify.", "ask.affirm", "combine.", "explain.", "negate.", "refer.inside", "quantity.only")


def _of_jobs(fields: Mapping[str, Any]) -> bool:
    return fields.get("operation") is Operation.VALUE and fields.get("indicator") == "jobs"


def _direct(frame: Frame) -> bool:
    return frame.has("pieces.direct") and not frame.has("pieces.indirect", "follow.or", "combine.sum", "combine.add")


def _to_come(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("outlook")) or any(_year(one) >= _GOALS for one in fields.get("periods") or ())


_GOALS = 2026
"""From this year on counts of jobs are goals."""


def _year(period: Any) -> int:
    return int(str(period)[:4]) if isinstance(period, str) else int(period.year)
