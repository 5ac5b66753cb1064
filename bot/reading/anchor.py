"""How surely a clause is about this subject."""

from __future__ import annotations

from bot.reading.cover import Piece
from bot.reading.discourse import Discourse
from bot.reading.evidence import TOTAL
from bot.reading.frame import Frame
from bot.reading.thresholds import ANCHOR_HOW, ANCHOR_LIGHT, ANCHOR_NEEDED, ANCHOR_STRONG
from knowledge.periods import PeriodKind

_WHOLE = f"segment.{TOTAL}"
_NAMES = ("indicator.", "institution.", "topic.", "place.")
_MEASURES = (
    "measure.",
    "select.max",
    "select.min",
    "select.ranking",
    "select.each",
    "select.breakdown",
    "top.",
    "bottom.",
    "hint.",
    "nth.",
)
_OWN = ("explain.source", "select.segments", "quantity.all", "outlook.projection")
"""Question words that are seldom used outside statistics; they count twice, unless they are everyday words too."""


def weigh(frame: Frame) -> int:
    """Weigh how surely a clause is about this subject (see ``thresholds.ANCHOR_NEEDED``).

    Everyday words ("location", "customer service") count only beside a name of this subject or a period.
    """
    if _single(frame) or _of_growth(frame) or _passed_by_half(frame):
        return ANCHOR_NEEDED
    named = [piece for piece in frame.pieces if piece.has("segment.", "perimeter.", *_NAMES)]
    firm = [piece for piece in named if _firm(piece)]
    several = sum(piece.has("topic.high_value_services") for piece in frame.pieces) > 1
    if not firm and several and frame.has("place.MA"):
        return ANCHOR_NEEDED  # "Morocco, AI, the cloud: do they do that?"
    if not firm and frame.has("select.ranking") and frame.has("indicator.rank_africa", "indicator.rank_mena"):
        return ANCHOR_NEEDED  # "where does Morocco stand in Africa as an outsourcing destination?"
    if not firm and frame.has("indicator.hub") and frame.has("elsewhere.cities"):
        return ANCHOR_NEEDED  # "and Marrakech, among your cities?": not held, but of this subject
    if not firm and ((frame.has("self.") and not _statistical(frame)) or not _dated_or_own(frame)):
        return 0  # "how much do I earn", "what's on my calendar today"
    counted = firm if not firm and not frame.times.periods else named
    score = 3 if any(piece.has("segment.", "perimeter.") and not piece.has(_WHOLE, "weak.") for piece in counted) else 0
    score += sum(_worth(piece) for piece in counted)
    return score + _of_time(frame) + _of_questions(frame)


def _single(frame: Frame) -> bool:
    """Whether a message is one word of statistics and nothing else: "growth", "breakdown?"."""
    said = [piece for piece in frame.pieces if piece.kind != "sign"]
    return len(said) == 1 and said[0].has("alone.statistic") and not said[0].guessed


_SAID_OF_GROWTH = ("measure.", "direction.", "select.above", "select.below", "verify.", "ask.affirm", "tone.")


def _of_growth(frame: Frame) -> bool:
    """Whether a message says of growth that it is so much, or up, and nothing else: "is growth positive?"."""
    growth = [piece for piece in frame.content if piece.has("measure.growth") and piece.has("alone.statistic")]
    if len(growth) != 1 or len(frame.content) < 2 or any(piece.kind in ("light", "noun") for piece in frame.pieces):
        return False
    return all(piece.kind == "number" or piece.has(*_SAID_OF_GROWTH) for piece in frame.content)


_SAID_OF_SUM = (
    "select.above",
    "select.below",
    "verify.",
    "ask.affirm",
    "hearsay.",
    "unit.",
    "half.",
    "number.",
    "tone.",
)


def _passed_by_half(frame: Frame) -> bool:
    """Whether it is to be judged if billions were passed in a half-year, and nothing else is said: few say that."""
    money = [one for one in frame.figures if one.unit == "MAD_bn" and max(one.values) > 1]
    timed = "half_any" in frame.times.flags or any(one.kind is PeriodKind.HALF for one in frame.times.periods)
    if (
        len(money) != 1
        or not timed
        or not frame.verdict
        or not frame.has("select.above", "verify.beat", "select.below")
    ):
        return False
    return all(
        place in frame.numbered or piece.has(*_SAID_OF_SUM) or place in frame.times.taken
        for place, piece in enumerate(frame.pieces)
        if not piece.optional and piece.kind != "sign"
    ) and not any(piece.kind in ("noun", "unknown") for piece in frame.pieces)


def _firm(piece: Piece) -> bool:
    """Whether a name is one of this subject only: "exports", not "income"."""
    if piece.guessed and piece.has("topic.") and " " not in piece.text:
        return False
    return not piece.has("weak.") and (not piece.has("indicator.exports") or "xpor" in piece.text)


def _dated_or_own(frame: Frame) -> bool:
    """Whether a clause without a firm name names a period, a quoted amount, or something only statistics speak of."""
    own = any(
        piece.has(*_OWN, "explain.coverage", "per.job", "fraction.") and not piece.has("weak.")
        for piece in frame.pieces
    )
    aimed = frame.has("combine.needed") and frame.has("outlook.")
    timed = bool(frame.times.periods) or "half_any" in frame.times.flags
    said = _rate_quoted(frame) or _goal_in_money(frame)
    quoted = _quoted(frame) or frame.digits > 0 or frame.currencies or said
    drawn = frame.has("chart.asked") and frame.says_total  # "a chart of the total by year"
    own = own or _adds_up(frame)
    return timed or own or aimed or quoted or drawn or frame.has("top.", "bottom.")


def _statistical(frame: Frame) -> bool:
    """Whether the period is one of statistics, and not "this year": a half, a quarter, a year in figures."""
    parts = any(period.kind in (PeriodKind.HALF, PeriodKind.QUARTER) for period in frame.times.periods)
    several = sum(amount.decimals > 0 for amount in frame.quoted) > 2  # "I have 40.3, 37.4 and 13.2 so far"
    return parts or several or any(number.year for number in frame.numbers)


def _worth(piece: Piece) -> int:
    if piece.has("indicator.exports") or piece.has(_WHOLE):
        return 3 if "xpor" in piece.text else 1 if piece.has("indicator.exports", "weak.") else 2
    if not piece.has(*_NAMES):
        return 1 if piece.has("weak.") else 0
    return 1 if piece.optional or piece.has("place.MA", "weak.") else 2


def _of_time(frame: Frame) -> int:
    periods = frame.times.periods
    score = 1 if periods or frame.times.flags & {"latest", "half_any"} else 0
    parts = any(period.kind in (PeriodKind.HALF, PeriodKind.QUARTER) for period in periods)
    return score + (1 if parts or len(periods) > 1 or _only_periods(frame) else 0)


def _of_questions(frame: Frame) -> int:
    score = 1 if frame.has(*_MEASURES, "outlook.", "explain.coverage", *_OWN) else 0
    if any(piece.has(*_OWN) and not piece.has("weak.") for piece in frame.pieces):
        score += 1
    score += 2 if frame.has("per.job", "explain.coverage") else 1 if frame.has("per.") else 0
    aimed = frame.has("combine.needed") and (frame.amounts or frame.has("outlook."))
    aimed = aimed or (frame.has("combine.rest") and _goal_in_money(frame))
    score += 1 if frame.has("verify.final") and frame.times.periods and not frame.has("self.") else 0
    score += 2 if _adds_up(frame) else 0
    which = frame.has("ask.which", "ask.what") and any(
        piece.has("topic.", "institution.") and _firm(piece) for piece in frame.pieces
    )
    score += 1 if which else 0
    score += 2 if frame.has("chart.asked") and frame.says_total else 0
    score += 1 if frame.has("ask.count") and frame.has("indicator.startups", "indicator.trainees_per_year") else 0
    score += 1 if len(frame.times.periods) > 1 and frame.has("tone.more", "tone.less") else 0
    score += 2 if frame.currencies or _rate_quoted(frame) else 0
    money = frame.has("unit.mad", "unit.billion") and not frame.figures
    quoted = (1 if _quoted(frame) else 0) + 2 * min(frame.digits, 2) + (1 if _goal_in_money(frame) else 0)
    return score + quoted + (1 if aimed else 0) + (1 if money else 0)


def _adds_up(frame: Frame) -> bool:
    """Whether shares of five parts are said to make a hundred: few other things have five."""
    shares = frame.has("select.each") and frame.has("measure.share", "measure.percent") and frame.has("combine.sum")
    return shares and (frame.has("scale.100") or any(100 in amount.values for amount in frame.amounts))


def _rate_quoted(frame: Frame) -> bool:
    """Whether a printed percentage is said of a segment: "engineering soared 75 %"."""
    moved = frame.has("measure.growth", "measure.fall", "measure.share")
    return frame.has("quoted.figure") and frame.has("held.percent") and bool(frame.segments) and moved


def _goal_in_money(frame: Frame) -> bool:
    """Whether a bare number is a goal that is held, and the clause speaks of money: "how many billion to get to 27"."""
    aimed = frame.has("combine.needed", "outlook.", "combine.rest") and bool(frame.quotes)
    last = any(one.outlook for _, printed in frame.quotes[-1:] for one in printed) and _ends(frame, frame.quotes)
    return aimed and (frame.has("unit.billion", "unit.mad") or (last and frame.has("combine.match", "combine.needed")))


def _ends(frame: Frame, quotes: tuple[tuple[int, object], ...]) -> bool:
    """Whether a number is the last word: "how much is left to reach the 27?"."""
    return all(piece.kind == "sign" or piece.optional for piece in frame.pieces[quotes[-1][0] + 1 :])


def _quoted(frame: Frame) -> bool:
    """Whether an amount of money is quoted, or a bare number or a percentage with decimals."""
    return any(
        amount.unit == "MAD_bn" or (amount.unit in ("", "percent") and amount.decimals) for amount in frame.amounts
    )


def _only_periods(frame: Frame) -> bool:
    """Whether a message is a period and next to nothing else: "2025 ?"."""
    words = [place for place, piece in enumerate(frame.pieces) if piece.kind != "sign" and place not in frame.numbered]
    return bool(frame.times.periods) and len(words) <= 1


def of_context(frame: Frame, before: Discourse, *, leans: bool, follows: bool, reads: bool) -> int:
    """Weigh what a conversation adds: most where a clause can only be read with what was spoken of."""
    told = before.last is not None and bool(set(frame.segments) & {*before.segments, *before.listed})
    told = told or (before.last is not None and bool(before.last.topic) and before.last.topic in frame.values("topic"))
    if told and not any(piece.kind == "noun" for piece in frame.pieces):
        return 4  # "the engineering one as a percentage", of those that were told
    if not (leans or follows):
        return 1 if before.last is not None else 0
    if any(piece.kind == "noun" for piece in frame.pieces):
        return 3 if leans else 2
    return 4 if leans else 3 if reads else 2


def needed(frame: Frame) -> int:
    """Return the evidence that a clause needs to be about this subject."""
    if not any(piece.kind in ("light", "noun") for piece in frame.pieces):
        return ANCHOR_NEEDED
    if any(piece.kind in ("light", "noun") and piece.mended for piece in frame.pieces):
        return ANCHOR_STRONG  # "Ito's lemma" is no mistyped word of talk
    open_ = frame.has("ask.how") or (frame.has("ask.when") and len(frame.times.periods) < 2)
    return ANCHOR_HOW if open_ else ANCHOR_LIGHT
