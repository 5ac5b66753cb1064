"""What a word makes of a claim: "exactly" allows for no bound, "always" and "the first time" speak of all years."""

from __future__ import annotations

from bot.reading.frame import Frame
from bot.reading.query import Claim

_MINUS = ("-", "−", "–", "minus", "moins")


def sharpened(claim: Claim | None, frame: Frame) -> Claim | None:
    """Return the claim as it is meant: with "exactly" no "more than" and no round figure bears it out."""
    if claim is None or claim.amount is None or not frame.has("exact.said"):
        return claim
    return claim.model_copy(update={"exact": True})


def of_all_years(frame: Frame) -> str:
    """Whether something is said of all years there were, or of an earlier time that is not named."""
    if frame.has("ever.always", "ever.first"):
        return "always"
    if frame.times.periods:
        return ""
    return "always" if frame.has("ever.never") else "past" if frame.has("ever.past") else ""


def rising(frame: Frame, start: int) -> bool:
    """Whether the percentage that stands at a place is said to be that of a rise: "CRM rose by 12.7 %"."""
    signed = start > 0 and frame.pieces[start - 1].text in _MINUS
    return frame.has("direction.up", "measure.growth") and not frame.has("neutral.move") and not signed
