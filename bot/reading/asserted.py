"""Claims: what a clause asserts and wants checked."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from bot.reading.frame import Frame
from bot.reading.functions import percent_above
from bot.reading.query import Amount, Claim, Operation
from bot.reading.sharpened import rising

Fields = dict[str, Any]


def factors(frame: Frame) -> tuple[str, ...]:
    """Return the multiples that are named: "2" for "doubled", "0_5" for "halved"."""
    return tuple(value for value in frame.values("times") if value.replace("_", "").isdigit())


def multiple(times: str) -> Amount:
    """Read "doubled" as a growth of 100 %, "halved" as one of 50 % downwards."""
    factor = Decimal(times.replace("_", "."))
    return Amount(values=(abs(factor - 1) * 100,), unit="percent", rough=True)


def in_both(frame: Frame) -> bool:
    """Whether two periods are joined and not set into each other: "above 40 % in 2024 and also in H1 2025"."""
    moments = frame.times.moments
    between = frame.pieces[moments[0].start : moments[-1].start] if len(moments) > 1 else ()
    return any(piece.has("follow.and") for piece in between) and frame.has("select.above", "select.below")


def weighs(frame: Frame) -> bool:
    """Whether "more or less" asks which of the two; before a number, without "than", it only says "about"."""
    places = frame.at("select.either")
    starts = {number.start for number in frame.numbers if not number.year}
    if places and frame.has("either.than") and not frame.has("outlook.target"):
        return True
    return bool(places) and places[-1] + 1 not in starts


def with_claim(frame: Frame, fields: Fields) -> Fields:
    """Add what is asserted, where the clause asks for a verdict and not for a figure."""
    operation = fields["operation"]
    if operation is Operation.ARITHMETIC:
        return _with_result(frame, fields)
    if "claim" in fields:
        return fields
    if frame.has("verify.false"):
        return fields  # "is it false that …?": a yes would be read either way
    if frame.has("outlook.result") and frame.has("outlook.projection") and operation is Operation.VALUE:
        fields["claim"] = Claim(result=True)
        return fields
    asks = frame.asks and not frame.verdict
    if asks or operation in (
        Operation.SELECTION,
        Operation.NEEDED,
        Operation.SOURCE,
        Operation.DEFINITION,
        Operation.EXPLANATION,
        Operation.MEMBERSHIP,
        Operation.MEMBERS,
        Operation.COVERAGE,
    ):
        return fields
    claim = _claim(frame, fields)
    if claim is not None and operation is Operation.VALUE and claim.amount is not None and _of_a_gap(frame):
        return fields | {"operation": Operation.UNCLEAR}
    if claim is not None:
        fields["claim"] = claim
    return fields


def _of_a_gap(frame: Frame) -> bool:
    """Whether an amount is that of a gap to a figure, and none of a level: "it beat H1 2024 by over a billion"."""
    for number in frame.numbers:
        before = frame.pieces[max(number.start - 2, 0) : number.start]
        by = [piece.has("split.by") and not piece.has("split.in") for piece in before]
        if not number.year and number.amount.unit == "MAD_bn" and any(by) and frame.has("verify.beat"):
            return True
    return False


def _with_result(frame: Frame, fields: Fields) -> Fields:
    """Add what a computation is said to come to: the one figure that is not quoted, or the way it is said to go."""
    if not frame.verdict:
        return fields
    said = frame.unquoted
    direction = "below" if frame.has("select.below") else "above" if frame.has("select.above") else ""
    times = factors(frame)
    if fields.get("function") == "change" and percent_above(frame):
        direction = "up"  # "53 % above 2024": the change itself, and no bound
    if len(said) == 1:
        fields["claim"] = Claim(amount=said[0], direction=direction)
    elif fields.get("function") == "ratio" and len(times) == 1:
        factor = Decimal(times[0].replace("_", "."))
        fields["claim"] = Claim(amount=Amount(values=(factor,), unit="ratio", decimals=1), direction=direction)
    return fields


def _lower(fields: Fields) -> tuple[str, ...]:
    """Senses that say a later figure to be the lower one: "that's less than the year before, isn't it?"."""
    return ("select.below",) if fields["operation"] is Operation.GROWTH else ()


def _lesser(frame: Frame) -> bool:
    """Whether the side that is named first is said to be the smaller one: "is ITO behind CRM?"."""
    more = frame.has("select.above", "tone.more", "verify.beat")
    return frame.has("select.below", "tone.less", "select.min") and not more


def _which_leads(frame: Frame, fields: Fields) -> bool:
    """Whether it is asked which of two leads, and neither is said to: "CRM or ITO on top?"."""
    return fields["operation"] is Operation.RANKING and frame.has("follow.or") and len(frame.segments) > 1


def _either(frame: Frame, fields: Fields) -> bool:
    """Whether two amounts of one kind are offered to choose from."""
    amounts = frame.amounts
    between = frame.has("follow.or") and len(amounts) == 2 and amounts[0].unit in ("", amounts[1].unit)
    levels = (Operation.VALUE, Operation.SHARE, Operation.GROWTH)
    return between and fields["operation"] in levels and not frame.has("select.above", "select.below", "fraction.")


def _which_period(frame: Frame) -> bool:
    """Whether it is asked which of two periods it was: "was 2023 or 2024 higher?"."""
    moments = frame.times.moments
    between = frame.pieces[moments[0].start : moments[-1].start] if len(moments) > 1 else ()
    return any(piece.has("follow.or") for piece in between) and not frame.amounts


def _said(frame: Frame) -> Amount | None:
    """Return the figure that is said; of "2.9 % or 2.9 points" the one that two shares can be apart."""
    points = [one for one in frame.figures if one.unit == "points"]
    return (points or frame.figures or (None,))[0] if frame.has("follow.or") else (*frame.figures, None)[0]


_WHOLE = Amount(values=(Decimal(100),), unit="percent")


def _claim(frame: Frame, fields: Fields) -> Claim | None:
    if in_both(frame) or _either(frame, fields) or _which_leads(frame, fields) or _which_period(frame):
        return None  # "is it 4.19 or 4.91?"; what is said of two periods at once is not judged by one of them
    if (within := _within(frame)) is not None:
        return Claim(amount=within, direction="between")
    amount = _said(frame)
    if amount is None and frame.verdict and frame.amounts:
        amount = frame.amounts[0]
    operation = fields["operation"]
    unasked = operation is Operation.PROGRESS and not frame.verdict
    if unasked or (operation is Operation.TREND and amount is not None):
        return None  # a series bears out no single figure
    if operation is Operation.RANKING and frame.segments:
        return Claim(order=fields.get("order", "max"), rank=fields.get("rank") or 1, amount=amount)
    if amount is None:
        return _without_amount(frame, fields)
    falling = operation is Operation.GROWTH and frame.has("measure.fall", "direction.down")
    direction = _direction(frame, fields, amount)
    if weighs(frame):
        first = next((number.start for number in frame.numbers if number.amount == amount), 0)
        if first < frame.at("select.either")[0]:
            return None  # "is 40 more or less than ITO's share?": the figure alone tells
        direction = "either"
    whole = ("whole" in frame.times.flags or _at_its_end(frame)) and operation is Operation.VALUE
    moved_by = amount.unit == "MAD_bn" or (not amount.unit and _by(frame, amount))
    change = operation is Operation.GROWTH and moved_by and not _come_to(frame, amount)
    return Claim(
        amount=amount,
        direction=direction,
        falling=falling,
        change=change,
        past=_happened(frame),
        strong=frame.has("tone.strong"),
        whole=whole,
    )


def _at_its_end(frame: Frame) -> bool:
    """Whether a figure is said to stand at the end of a year: "13.4 billion at the end of 2025"."""
    years = {number.start for number in frame.numbers if number.year}
    result = bool(years) and frame.has("outlook.result") and not frame.has("outlook.projection", "verify.final")
    return result or any(place + 1 in years for place in frame.at("span.end"))  # "the result of 2025"


def _happened(frame: Frame) -> bool:
    """Whether something is said to have happened: "did Morocco export …", "le Maroc a exporté …"."""
    done = any(
        first.has("past.aux") and second.has("indicator.exports", "measure.progress", "verify.done")
        for first, second in pairwise(frame.pieces)
    )
    return done or frame.has("past.verb")


def _by(frame: Frame, amount: Amount) -> bool:
    """Whether a bare number is said to be what something rose or fell by: "ESO rose by 3.462"."""
    start = next((number.start for number in frame.numbers if number.amount == amount), 0)
    return start > 0 and frame.pieces[start - 1].text in ("by", "de", "d")


def _come_to(frame: Frame, amount: Amount) -> bool:
    """Whether an amount is said to be what was come to: "rose to 26.2 billion", "passées à 26,2 milliards"."""
    start = next((number.start for number in frame.numbers if number.amount == amount), 0)
    before = [piece for piece in frame.pieces[max(start - 2, 0) : start] if piece.has("span.to", "span.from", "split.")]
    return any(piece.has("span.to") for piece in before[-1:]) or len(frame.amounts) > 1


_ENDS = 2


def _within(frame: Frame) -> Amount | None:
    """Return the two ends of "is it between 2 and 3 billion?"; the unit is said with the last."""
    between = frame.at("select.between")
    asks = frame.verdict or (frame.questioned and not frame.asks)
    if len(between) != 1 or len(frame.amounts) != _ENDS or not asks or len(frame.segments) > 1:
        return None
    first, last = frame.amounts
    starts = [number.start for number in frame.numbers if not number.year]
    if first.unit not in ("", last.unit) or not starts or starts[0] < between[0]:
        return None
    low, high = sorted((first.values[0], last.values[0]))
    return last.model_copy(update={"values": (low, high), "rough": False})


def _without_amount(frame: Frame, fields: Fields) -> Claim | None:
    """Read which way something is said to lie or to have moved."""
    operation = fields["operation"]
    if operation is Operation.PROGRESS and fields.get("outlook"):
        return Claim(amount=_WHOLE, direction="above")  # "has the target been reached?"
    if (times := _multiplied(frame, operation)) is not None:
        return times
    if weighs(frame):
        return Claim(direction="either") if operation in (Operation.COMPARISON, Operation.GROWTH) else None
    if operation is Operation.GROWTH and frame.has("tone.slow") and not frame.has("measure.stable"):
        return None  # "did exports slow down in 2024?": their rate tells, neither a rise nor a fall does
    if _both_ways(frame):
        moved = operation in (Operation.GROWTH, Operation.SHARE, Operation.TREND)
        return Claim(direction="either") if moved else None  # "up or down?" asserts neither
    if operation is Operation.COMPARISON and fields.get("measure") != "growth":
        return Claim(direction="below" if _lesser(frame) else "") if frame.verdict else None
    direction = _direction(frame, fields, None)
    if not direction:
        return Claim() if frame.verdict and operation is Operation.COMPARISON else None
    if operation is Operation.GROWTH and _denied(frame):
        return Claim(direction="either")  # "did exports not increase?": which way it went is the answer
    falling = operation is Operation.GROWTH and frame.has("measure.fall", "direction.down")
    return Claim(direction=direction, falling=falling, strong=frame.has("tone.strong"))


def _denied(frame: Frame) -> bool:
    """Whether a claim is put in the negative; a tag behind it denies nothing: "it grew, didn't it?"."""
    moved = max(frame.at("measure.growth", "measure.fall", "direction."), default=0)
    return any(
        place < moved and frame.pieces[place].has("negate.not") and not frame.pieces[place].has("answer.", "ask.")
        for place in frame.at("negate.not")
    )


def _both_ways(frame: Frame) -> bool:
    """Whether both ways are named for it to have gone: "up or down?", "monté ou descendu ?"."""
    if frame.has("direction.up") and frame.has("direction.down"):
        return True
    slack = ("measure.stable", "tone.slow")  # "did it speed up or stall?"
    up, down = frame.at("direction.up", "measure.growth"), frame.at("direction.down", "measure.fall", *slack)
    choice = [place for place in frame.at("follow.or") if up and down and min(up + down) < place < max(up + down)]
    return bool(choice) and set(up).isdisjoint(down)


_MULTIPLIED = (Operation.GROWTH, Operation.SHARE, Operation.COMPARISON)


def _multiplied(frame: Frame, operation: Operation) -> Claim | None:
    """Read "exports doubled" as a growth of 100 %, and "its share tripled" as three times."""
    times = factors(frame)
    if not times or not frame.verdict or operation not in _MULTIPLIED:
        return None
    if operation is Operation.GROWTH:
        return Claim(amount=multiple(times[0]), direction="down" if times[0].startswith("0") else "")
    factor = Decimal(times[0].replace("_", "."))
    below = frame.has("select.below", "tone.less")
    bound = "below" if below else "above" if frame.has("select.above", "tone.more") else ""
    return Claim(amount=Amount(values=(factor,), unit="ratio", rough=not bound), direction=bound)


def _before_number(frame: Frame, *senses: str) -> list[int]:
    """Return where one of these stands right before an amount: "has CRM passed 10 billion?"."""
    starts = {number.start for number in frame.numbers if not number.year}
    found = []
    for place in frame.at(*senses):
        after = next(
            (at for at in range(place + 1, len(frame.pieces)) if at in starts or not frame.pieces[at].optional), -1
        )
        if after in starts:
            found.append(place)
    return found


def _direction(frame: Frame, fields: Fields, amount: Amount | None) -> str:
    """Return which way a figure is said to lie or to have moved."""
    if amount is not None:
        bounded = frame.at("select.above") or _before_number(frame, "tone.more", "verify.beat")
        below = frame.at("select.below") or _before_number(frame, "tone.less")
        nearest = _before_number(frame, "select.below", "tone.less")
        if below and bounded and bounded[0] < below[0] and not nearest:
            below = []  # "above 26 billion or below?"; "it beats H1 2024 by less than 500 million" is a bound below
        direction = "below" if below else "above" if bounded else ""
        reached = _before_number(frame, "measure.progress", "combine.match", "verify.done", "measure.reached")
        levels = (Operation.VALUE, Operation.SHARE, Operation.SUM, Operation.PROGRESS)
        if not direction and reached and fields["operation"] in levels:
            return "reached"
        if not direction and fields["operation"] is Operation.GROWTH:
            fell = frame.has("measure.fall", "direction.down")
            start = next((number.start for number in frame.numbers if number.amount == amount), 0)
            direction = "down" if fell else "up" if rising(frame, start) else ""
        return direction
    if not frame.verdict:
        return ""
    if frame.has("direction.down", "measure.fall", *_lower(fields)):
        return "down"
    if frame.has("measure.stable"):
        return "stable"
    return "up" if frame.has("direction.up", "measure.growth") else ""
