"""Rules for what is told in words: coverage, source, definition, the list of segments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from bot.reading.cover import Piece
from bot.reading.frame import Frame
from bot.reading.query import Claim, Operation
from bot.reading.references import chosen

Fields = dict[str, Any]
_TOLD = ("topic.high_value_services", "topic.drivers", "topic.growth_drivers", "topic.markets", "topic.resilience")
_COMPUTED = (
    "combine.",
    "measure.growth",
    "measure.fall",
    "measure.difference",
    "measure.ratio",
    "measure.share",
    "per.job",
)
_DEFINES = ("explain.definition", "explain.apart", "verify.apart", "ask.what")
_SEVERAL = 2
_FEW = 4
"""Pieces of a question that only quotes a figure: "what is 13.4 billion dirhams"."""


def coverage(frame: Frame) -> Fields | None:
    """Read how far the data go."""
    if frame.has("explain.coverage") and not frame.segments and not frame.times.periods and not frame.has("place."):
        return {"operation": Operation.COVERAGE}
    return None


def source(frame: Frame) -> Fields | None:
    """Read where figures come from, and who made a projection."""
    if frame.has("indicator.park") and frame.has("ask.when") and frame.has("place."):
        return None  # "the park of Oujda, it dates from when?"
    most = frame.has("select.max", "select.min") and not frame.has("institution.", "outlook.")
    if (most and frame.times.periods) or not frame.has("ask.who", "explain.source", "institution."):
        return None  # "who made the most in 2024?"
    asked = any(piece.has("ask.who") and (not piece.optional or piece is frame.opening) for piece in frame.pieces)
    who = asked and frame.has("outlook.", "indicator.exports") and not frame.has("select.", "measure.", "indicator.hub")
    said = frame.has("explain.source") and not (frame.has("ask.amount") and (frame.times.periods or frame.segments))
    said = said and not _made_by(frame)
    official = [piece for piece in frame.pieces if piece.has("explain.source") and not piece.optional]
    said = said and (bool(official) or not frame.has("measure.growth", "measure.fall"))  # "the official increase"
    if (frame.segments and frame.has("measure.share", "measure.percent")) or frame.has("top.", "bottom."):
        return None
    institutions = frame.has("institution.institutions") and frame.has("ask.")
    if other := _other_body(frame):
        return other
    if frame.has(*_TOLD) and not frame.has("ask.who"):
        return None
    if frame.has("topic.modernisation", "topic.efforts"):
        return None
    if frame.has("outlook.result") and frame.has("outlook.projection") and not frame.has("ask.who"):
        return None
    if not (who or said or institutions) or (
        frame.has("select.max", "nth.") and not frame.has("institution.") and not said
    ):
        return None
    outlook = frame.has("outlook.projection", "outlook.target", "topic.projection") or any(
        figure.unit == "MAD_bn" for figure in frame.figures
    )
    threshold = frame.figures[0] if frame.figures else None
    fields: Fields = {"operation": Operation.SOURCE, "outlook": outlook, "threshold": threshold}
    return fields | ({"indicator": "exports"} if frame.exports else {})


def _made_by(frame: Frame) -> bool:
    """Whether it is asked what a segment made: "what came from ITO in 2024?"."""
    places = frame.at("explain.source")
    after = [piece for piece in frame.pieces[places[0] + 1 :] if not piece.optional]
    what = frame.has("ask.what") and not frame.has("ask.who", "ask.where", "institution.", "outlook.")
    return what and bool(after) and after[0].has("segment.") and bool(frame.times.periods)


def _other_body(frame: Frame) -> Fields | None:
    """Read "is it the ministry of finance that made the forecast?": a body that makes no figure here."""
    asks = frame.has("explain.source", "ask.who", "outlook.", "verify.opening", "ask.affirm") or bool(frame.quoted)
    if not frame.has("institution.other") or not asks or frame.segments or frame.has("ask.amount", "ask.why"):
        return None
    outlook = frame.has("outlook.projection", "outlook.target", "held.outlook", "topic.projection")
    fields: Fields = {"operation": Operation.SOURCE, "outlook": outlook, "threshold": (frame.quoted or (None,))[0]}
    either = frame.has("follow.or", "institution.office_des_changes", "institution.ministry")
    first = frame.first
    opened = first is not None and first.has("verify.opening")  # "is it X which made the forecast?"
    stated = opened or (frame.open and not frame.asks and not frame.has("ask.who"))
    return fields | ({"claim": Claim(body=True)} if (frame.verdict or stated) and not either else {})


def definition(frame: Frame) -> Fields | None:
    """Read what a segment is, or what a quoted figure stands for."""
    if not frame.has(*_DEFINES) and not frame.figures and not frame.quoted:
        return None
    asks = frame.has("explain.definition")
    bare = frame.has("ask.what") and not frame.has(
        "ask.amount",
        "measure.",
        "select.",
        "outlook.",
        "combine.",
        "per.",
        "unit.",
        "topic.",
        "indicator.exports",
        "indicator.jobs",
    )
    lone = len(frame.figures) == 1 and len(frame.quotes) < _SEVERAL
    progress = any(one.relation == "progress" for _, printed in frame.quotes for one in printed)
    differ = frame.has("verify.apart") and frame.has("ask.how")  # "how does CRM differ from BPO?"
    apart = (frame.has("explain.apart") or differ) and not frame.has("ask.amount", "unit.", "measure.share")
    asked = asks or differ or frame.has("ask.what", "ask.which")
    if len(frame.segments) > 1 and asked and apart and not frame.times.periods:
        return {"operation": Operation.DEFINITION, "about": frame.segments[0], "topic": "definition"}
    quiet = not frame.times.periods and not frame.has("measure.share", "measure.growth", "measure.points")
    if lone and progress and frame.has("ask.why") and not frame.has("combine.", "outlook."):
        quoted: Fields = {"threshold": frame.figures[0], "segments": frame.segments[:1], "periods": ()}
        return {"operation": Operation.DEFINITION} | quoted
    if frame.figures and frame.has("measure.share") and frame.has("measure.growth") and frame.has("follow.and"):
        return {"operation": Operation.DEFINITION, "threshold": frame.figures[0], "segments": ()}
    counted = [one for one in frame.quoted if one.unit in ("", "persons")]
    dated = any(piece.has("ask.which") and after.has("relative.year") for piece, after in pairwise(frame.pieces))
    if len(counted) == 1 and len(frame.amounts) == 1 and (asks or dated) and not frame.has(*_COMPUTED):
        return {"operation": Operation.DEFINITION, "threshold": counted[0], "segments": ()}  # "148,500, what is that?"
    compares = frame.has("measure.versus") and frame.has("measure.growth", "measure.difference", "measure.ratio")
    if (
        frame.figures
        and asks
        and not compares
        and not frame.has("outlook.", "select.above", "select.below", "combine.")
        and len(frame.figures) == 1
        and len(frame.quotes) < _SEVERAL
        and frame.has("ask.", "refer.", "explain.")
    ):
        told = {"operation": Operation.DEFINITION, "topic": "definition" if frame.has("include.what") else ""}
        return told | {"threshold": frame.figures[0], "segments": frame.segments[:1]}
    unasked = not frame.has("measure.growth", "measure.fall", "select.", "combine.", "ask.amount", "outlook.")
    open_ = (quiet and unasked) or (progress and not frame.verdict and not frame.has("ask.amount"))
    if lone and frame.figures[0].unit == "percent" and frame.has("ask.what") and open_:
        return {"operation": Operation.DEFINITION, "threshold": frame.figures[0], "segments": frame.segments[:1]}
    money = [figure for figure in frame.figures if figure.unit == "MAD_bn"]
    if (
        len(money) == 1
        and frame.has("ask.what")
        and quiet
        and unasked
        and len(frame.content) <= _FEW
        and not frame.segments
    ):
        return {"operation": Operation.DEFINITION, "threshold": money[0], "segments": ()}
    if not frame.figures and len(frame.amounts) == 1:  # "13.4 in MDH?"
        money = [one.model_copy(update={"unit": "MAD_bn"}) for one in frame.quoted if one.decimals and not one.unit]
    written = len(money) == 1 and (lone or not frame.figures) and not frame.segments
    if written and (unit := _wanted(frame)) and _converts(frame):
        return {"operation": Operation.DEFINITION, "threshold": money[0], "segments": (), "unit": unit}
    own = ("place.",) if frame.has("self.") and asks else ()  # "my nephew is in ESO in Rabat, what does it mean?"
    named = frame.segments and quiet and (asks or bare) and not frame.amounts
    meant: Fields = {"operation": Operation.DEFINITION, "topic": "definition", "explains": own}
    return meant | {"about": frame.segments[0]} if named else None


_UNITS = {"unit.million": "MAD_mn", "unit.billion": "MAD_bn", "unit.mad": "MAD"}


def _wanted(frame: Frame) -> str:
    """Return the unit in which a quoted amount is to be written: "13.4 billion in millions"."""
    apart = [piece for place, piece in enumerate(frame.pieces) if place not in frame.numbered]
    if frame.has("unit.digits"):
        return "MAD"  # "5.25 billion in figures, with all the zeros"
    bare = "MAD" if frame.has("unit.convert") else ""  # "13.4 billion written out in full"
    return next((unit for sense, unit in _UNITS.items() if any(piece.has(sense) for piece in apart)), bare)


def _own(frame: Frame) -> bool:
    """Whether no segment is named, or the one whose figure is quoted: "2.334 billion of BPO in millions"."""
    quoted = chosen(frame)
    return not frame.segments or (len(quoted) == 1 and frame.segments == (quoted[0].segment,))


def _converts(frame: Frame) -> bool:
    """Whether an amount is to be written in another unit: "13.4 billion in millions", "… how many millions is it?"."""
    if frame.has("unit.convert", "unit.digits"):
        return True
    scales = [place for place in frame.at("unit.billion", "unit.million") if place not in frame.numbered]
    other = frame.has("measure.", "combine.", "select.", "outlook.", "per.", "direction.") or frame.times.periods
    asked = [place for place in scales if place and frame.pieces[place - 1].has("split.in", "ask.", "split.of")]
    return bool(asked) and not other


def segment_of(frame: Frame) -> Fields | None:
    """Read "which segment does payroll fall in?": the segment is named by what it does."""
    asks = frame.has("select.segments") and frame.has("ask.which", "ask.what", "ask.where") and len(frame.segments) == 1
    other = frame.has(
        "measure.", "select.max", "select.min", "select.above", "select.below", "order.", "nth.", "top.", "combine.",
        "per.", "direction.", "outlook.", "ask.amount", "ask.why", "unit.", "explain.source",
    )  # fmt: skip
    if not asks or other or frame.times.periods or frame.amounts:
        return None
    return {"operation": Operation.DEFINITION, "about": frame.segments[0], "topic": "definition"}


def spelled_out(frame: Frame) -> Fields | None:
    """Read what a name, the whole or a scope covers: "CRM, is that customer relationship management?"."""
    asks = frame.has("explain.definition")
    quiet = not frame.times.periods and not frame.has("measure.share", "measure.growth", "measure.points")
    if not quiet or frame.has("ask.amount"):
        return None
    named = [piece for piece in frame.pieces if set(piece.values("segment")) - {"_T"}]
    twice = len(named) > len(frame.segments) == 1 and not frame.has("ask.amount", "measure.", "select.", "combine.")
    if quiet and not frame.amounts and twice:  # "CRM, is that customer relationship management?"
        return {"operation": Operation.DEFINITION, "about": frame.segments[0], "topic": "definition"}
    if quiet and (sorted_ := _sorted(frame, named)):
        return {"operation": Operation.DEFINITION, "about": sorted_, "topic": "definition", "explains": ("indicator.",)}
    image = len(named) == len(frame.segments) == _SEVERAL and named[1].has("weak.alias")
    image = image and frame.questioned and not frame.has("follow.and")
    if image and not frame.amounts and not frame.has("ask.", "measure.", "select.", "combine.", "indicator.", "tone."):
        return {
            "operation": Operation.DEFINITION,
            "about": frame.segments[0],
            "topic": "definition",
        }  # "CRM, software?"
    if quiet and len(frame.segments) == 2 and frame.has("verify.include") and not frame.has("ask.amount", "measure."):
        return {"operation": Operation.DEFINITION, "about": frame.segments[0], "topic": "definition"}
    scoped = frame.has("perimeter.") and not set(frame.values("topic")) - {"perimeters"}  # a strategy is no scope
    if scoped and asks and quiet and not frame.segments and not frame.has("ask.amount", "indicator."):
        return {"operation": Operation.EXPLANATION, "topic": "perimeters"}  # "what is meant by offshoring here?"
    whole = frame.has("segment._T") and not frame.segments and not frame.has("topic.", "place.", "institution.")
    if whole and asks and quiet and not frame.amounts and not frame.has("ask.amount"):
        return {"operation": Operation.DEFINITION, "about": "_T", "topic": "definition", "segments": ()}
    return None


def _sorted(frame: Frame, named: Sequence[Piece]) -> str:
    """Return the segment of "is accounting BPO or KPO?": the one that is named by what it does as well."""
    offered = len(named) == len(frame.segments) + 1 == _SEVERAL + 1 and frame.has("follow.or")
    if not offered or frame.amounts or frame.has("measure.", "select.", "combine.", "direction.", "ask.who"):
        return ""
    codes = [piece.values("segment")[0] for piece in named]
    return codes[0] if codes[0] in codes[1:] else ""


def members(frame: Frame) -> Fields | None:
    """The list of segments itself: "what are the five segments?"."""
    asks = frame.has("select.segments") and frame.has(
        "ask.what", "ask.which", "ask.amount", "explain.definition", "ask.affirm", "verify.opening", "verify.inversion"
    )
    if _counted(frame) and not (frame.segments or frame.times.periods or frame.figures or frame.has(*_SINGLED_OUT)):
        explains = ("refer.", "combine.sum", "ask.", "select.breakdown")
        return {"operation": Operation.MEMBERS, "about": "segments", "explains": explains}
    if (
        asks
        and not frame.segments
        and not frame.times.periods
        and not frame.means("combine.")
        and not frame.has(
            "measure.",
            "select.max",
            "select.min",
            "nth.",
            "select.above",
            "select.below",
            "select.ranking",
            "direction.",
            "topic.",
            "select.breakdown",
            "refer.",
        )
    ):
        return {"operation": Operation.MEMBERS, "about": "segments"}
    return None


_SINGLED_OUT = ("measure.", "select.max", "select.min", "nth.", "select.above", "select.below", "direction.", "topic.")


def _counted(frame: Frame) -> bool:
    """Whether it is asked how many segments there are: "combien de segments en tout ?"."""
    return any(one.has("ask.count") and after.has("select.segments") for one, after in pairwise(frame.pieces))


def by_its_figure(frame: Frame) -> Fields | None:
    """Read "which segment had 40.3 in 2024?": a segment is asked for by its figure."""
    amounts = frame.figures or frame.amounts
    asks = frame.has("select.segments") and frame.has("ask.which", "ask.what", "ask.who")
    other = frame.has(
        "select.above", "select.below", "select.max", "select.min", "nth.", "top.", "bottom.", "combine.", "outlook.",
        "verify.beat",
    )  # fmt: skip
    moved = frame.has("measure.growth", "measure.fall", "direction.", "measure.difference", "measure.ratio", "per.")
    if len(frame.amounts) != 1 or frame.segments or not asks or other or moved:
        return None
    if not amounts[0].decimals and not amounts[0].unit:
        return None
    return {"operation": Operation.DEFINITION, "threshold": amounts[0], "segments": (), "about": "segments"}
