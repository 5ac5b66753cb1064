"""What is said in the negative or called wrong: a yes or a no to it could be understood either way.

"CRM isn't ahead of ITO, is it?", "am I wrong to say 13.4 billion?": the figure alone sets it right.
"""

from __future__ import annotations

from bot.reading.frame import Frame
from bot.reading.query import Claim, Operation, Query

_WRONG = ("verify.false", "deny.wrong", "deny.ceased")
_NOT = ("negate.not", "deny.aux")
_BOUNDS = ("above", "below")
_WAYS = ("up", "down", "stable")
_TAKES_IT = (Operation.SELECTION, Operation.REMAINDER)
"""What reads a "not" itself: "above 3 billion in 2024 but not in H1 2025", "without ITO nor CRM"."""
_SAID = ("number", "unknown")


def contradicted(frame: Frame, query: Query) -> bool:
    """Whether what is asked about is denied: a question put in the negative ("isn't it?", "n'est-il pas") is not."""
    if frame.has(*_WRONG):
        return True
    if query.operation in _TAKES_IT or query.measure == "denied":
        return False
    asks = frame.opening is not None and frame.opening.has("verify.opening")
    if asks or frame.has("verify.inversion") or _wonders(frame):
        return False
    return any(_denies(frame, place) for place in frame.at(*_NOT)) or _no_longer(frame)


def _wonders(frame: Frame) -> bool:
    """Whether a "pas" without its "ne" only asks: "le CRM c'est pas 40 % ?"."""
    opened = any(piece.has("denial.open") or piece.text.startswith("n ") for piece in frame.pieces)
    spoken = any(piece.has("denial.close") or piece.text.startswith("c est pas") for piece in frame.pieces)
    return spoken and frame.questioned and not opened and not frame.has("ask.affirm")


def _denies(frame: Frame, place: int) -> bool:
    """Whether something stands behind a "not" before the next comma: a tag ("didn't it?", "non ?") denies nothing."""
    if frame.pieces[place].has("ask.", "correct.mean") and not frame.has("ask.affirm", "verify."):
        return False
    for piece in frame.pieces[place + 1 :]:
        if piece.kind == "sign":
            return False
        if piece.kind in _SAID or not piece.optional:
            return True
    return False


def _no_longer(frame: Frame) -> bool:
    """Whether a "ne" is closed by "plus": "n'augmentent plus"."""
    opened = frame.at("denial.open")
    return bool(opened) and any(piece.text == "plus" for piece in frame.pieces[opened[0] + 1 :])


def undecided(claim: Claim | None, operation: Operation, *, dated: bool) -> Claim | None:
    """Ask of a claim that is denied which of the two it is: more or less (of a period that is named), up or down."""
    if claim is None:
        return None
    bound = dated and claim.amount is not None and claim.direction in _BOUNDS
    moved = claim.amount is None and operation is Operation.GROWTH and claim.direction in _WAYS
    return claim.model_copy(update={"direction": "either"}) if bound or moved else claim
