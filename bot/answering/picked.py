"""Which of two counts of one thing is meant: the other, the more recent, the larger one."""

from __future__ import annotations

from bot.answering.answer import Answer, Fact
from bot.answering.desk import Desk
from knowledge import Estimate

_COUNTS = ("headline", "beside")
_TWO = 2


def picked(desk: Desk, found: Answer) -> Answer:
    """Return an answer with the count that is meant first; the other one stays beside it."""
    pick = found.query.pick
    counts = [fact for fact in found.facts if fact.role in _COUNTS and fact.estimate is not None]
    if not pick or found.status != "answered" or found.verdict or len(counts) != _TWO:
        return found
    first = _meant(desk, pick, counts)
    if first is None:
        return found
    ordered = [first, *(fact for fact in counts if fact is not first)]
    said = [fact.model_copy(update={"role": _COUNTS[place]}) for place, fact in enumerate(ordered)]
    rest = [fact for fact in found.facts if fact.role not in _COUNTS]
    return found.model_copy(update={"facts": (*said, *rest)})


def _meant(desk: Desk, pick: str, counts: list[Fact]) -> Fact | None:
    """Return the one that is meant; none where the two do not differ in what tells them apart."""
    if pick == "other":
        return counts[1]
    later = pick in ("recent", "largest")
    ranked = sorted(counts, key=lambda fact: _rank(desk, pick, fact.estimate), reverse=later)
    same = _rank(desk, pick, ranked[0].estimate) == _rank(desk, pick, ranked[1].estimate)
    return None if same else ranked[0]


def _rank(desk: Desk, pick: str, estimate: Estimate | None) -> str | float:
    if estimate is None:
        return ""
    if pick in ("recent", "oldest"):
        return max(str(desk.knowledge.sources[code].date) for code in estimate.sources)
    return float(estimate.number)
