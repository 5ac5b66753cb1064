"""Small words by where they stand: "up in Tetouan" moves nothing, "of what it made" asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from bot.reading.cover import Piece
from bot.reading.lexicon import PADDING

_PAD = frozenset({PADDING})
_NEAR = 7
"""Pieces between a share and the image of what it is a share of."""
_JUST = ("juste", "just", "simplement", "simply")
_AT_LEAST = ("au moins", "at least")
_TRADES = ("trade", "metier", "filiere")
_BROUGHT = ("rapporte a", "rapportee a", "rapportes a")
_BEHIND = ("qui est derriere", "who is behind", "who s behind", "qui se cache derriere")
_RELATIVE = ("split.of", "measure.versus", "measure.difference", "fraction.", "select.above", "select.below")


def placed_words(pieces: Sequence[Piece]) -> list[Piece]:
    """Read words that mean something elsewhere only as what they are where they stand."""
    return [_placed(pieces, place) for place in range(len(pieces))]


def _placed(pieces: Sequence[Piece], place: int) -> Piece:
    piece = pieces[place]
    after = [one for one in pieces[place + 1 :] if one.kind != "sign"]
    if _says_nothing(pieces, place, after):
        return replace(piece, senses=_PAD | (piece.senses & {"pieces.places"}))
    if piece.has("five.all") and after and after[0].has("unit.", "measure.percent", "measure.points"):
        return replace(piece, senses=frozenset(), kind="number", text="5")  # "above the 5 billion": no segments
    if piece.has("whole.image"):
        return _image(pieces, place)
    if place and piece.text in _TRADES and piece.kind == "unknown" and pieces[place - 1].has("segment."):
        return replace(piece, senses=_PAD, kind="phrase")  # "the customer-relations trade"
    return replace(piece, senses=senses) if (senses := _senses(pieces, place, after)) else piece


def _says_nothing(pieces: Sequence[Piece], place: int, after: Sequence[Piece]) -> bool:
    """Whether a word that means something elsewhere is only a word where it stands."""
    piece = pieces[place]
    numbered = bool(after) and (after[0].kind == "number" or after[0].has("number.", "fraction."))
    dated = bool(after) and (after[0].has("half.", "quarter.", "month.") or after[0].text == "fin")
    return (
        _of_clause(pieces, place)
        or _or_so(pieces, place)
        or _ranks(pieces, place)
        or _where(piece, after)
        or _because(piece, pieces[place + 1 :])
        or _relative(pieces, place)
        or (piece.has("measure.stable") and any(one.has("indicator.jobs") for one in _beside(pieces, place)))
        or (piece.text in _BROUGHT and dated)  # "combien a-t-il rapporté à fin juin ?"
        or (piece.text in _AT_LEAST and not numbered)  # "that of ESO, at least?"
        or (piece.has("combine.only") and piece.text.split()[0] in _JUST and _asked_for(after))
    )


def _senses(pieces: Sequence[Piece], place: int, after: Sequence[Piece]) -> frozenset[str]:
    """Return what a word means where it stands; empty where that is what it always means."""
    piece = pieces[place]
    if piece.has("explain.source") and piece.text in _BEHIND and any(one.has("segment.") for one in after[:2]):
        return frozenset({"ask.who", "tone.less"})  # "who is behind ITO but ahead of ESO?"
    if piece.has("parted.") and piece.has("measure.fall") and any(one.has("refer.inside") for one in pieces[:place]):
        return frozenset(one for one in piece.senses if one.startswith("parted."))  # "how much of that fell in Q3?"
    if piece.has("ask.who") and place and _cleft(pieces[:place]) and (others := piece.senses - {"ask.who"}):
        return others | {"verify.so"}  # "so it is CRM that leads"
    if piece.text == "plus" and after and after[0].has("ask.", "explain.source"):
        return _PAD | {"follow.and"}  # "growth H1 2025 plus who published it"
    return frozenset()


def _beside(pieces: Sequence[Piece], place: int) -> list[Piece]:
    return [*pieces[max(place - 1, 0) : place], *pieces[place + 1 : place + 2]]


def _asked_for(after: Sequence[Piece]) -> bool:
    """Whether what is measured follows, and no segment that something would be limited to."""
    following = next((one for one in after if one.kind == "number" or not one.optional), None)
    return following is not None and following.has("measure.growth", "measure.fall", "measure.trend", "measure.share")


def _cleft(before: Sequence[Piece]) -> bool:
    """Whether "it is" and a segment stand right before: what follows says something of that segment."""
    said = [one for one in before if not one.optional or one.has("refer.subject")][-2:]
    return len(said) == 2 and said[0].has("refer.subject") and said[1].has("segment.")


def _of_clause(pieces: Sequence[Piece], place: int) -> bool:
    """Whether "which" only says more of what stands before: "…, which sounds odd to me."."""
    if pieces[place].text != "which" or not place or pieces[place - 1].text != ",":
        return False
    rest = pieces[place + 1 :]
    ends = next((one for one in rest if one.kind == "sign" and one.text in ".?!;"), None)
    verb = bool(rest) and (rest[0].optional or rest[0].has("verify.opening"))
    return verb and ends is not None and ends.text == "."


def _or_so(pieces: Sequence[Piece], place: int) -> bool:
    """Whether "or less" only leaves open how exact a figure is: "is it a third, or less?"."""
    if pieces[place].has("follow.or") and place + 1 < len(pieces):
        place += 1
    if not (place and pieces[place - 1].has("follow.or") and pieces[place].text in ("moins", "plus", "less", "more")):
        return False
    said = [one for one in pieces[:place] if not one.optional]
    last = all(one.kind == "sign" or one.has("chat.") for one in pieces[place + 1 :])
    told = any(one.has("fraction.", "measure.percent") for one in said)
    return last and told and any(one.has("segment.") for one in said)


def _image(pieces: Sequence[Piece], place: int) -> Piece:
    """Read "cake" and "pot" as the whole that a share is of: "what slice of the 2024 cake is ITO?"."""
    piece = pieces[place]
    near = pieces[max(place - _NEAR, 0) : place]
    of = any(one.has("split.of") or one.text.endswith(" of") for one in near)
    cut = any(one.has("combine.except", "cut.away") for one in near) and any(one.has("segment.") for one in near)
    if cut or (of and any(one.has("measure.share", "measure.percent") for one in near)):
        return replace(piece, senses=frozenset({"segment._T", "weak.alias", PADDING}), kind="phrase")
    senses = piece.senses - {"whole.image"}
    return replace(piece, senses=senses, kind=piece.kind if senses else "unknown", telling=not senses)


def _ranks(pieces: Sequence[Piece], place: int) -> bool:
    """Whether "places" are those of a ranking: "from 40th to 28th, that is 12 places"."""
    piece = pieces[place]
    return piece.text == "places" and place > 0 and pieces[place - 1].kind == "number" and piece.has("weak.")


def _where(piece: Piece, after: Sequence[Piece]) -> bool:
    """Whether "up" or "down" only says where: "a park up in Tetouan"."""
    moves = piece.has("direction.") and piece.text in ("up", "down")
    return moves and len(after) > 1 and after[0].has("split.in") and after[1].has("place.") and not after[1].optional


def _because(piece: Piece, after: Sequence[Piece]) -> bool:
    """Whether "since" gives a reason and no date: "since ITO leads, …"."""
    if piece.text != "since":
        return False
    following = next((one for one in after if one.kind == "number" or not one.optional), None)
    if following is None or following.kind == "number":
        return False
    reason = list(takewhile(lambda one: one.kind != "sign", after))
    told = following.has("segment.", "indicator.") and len(reason) < len(after)
    return told and not any(one.kind == "number" or one.has("measure.trend", "month.") for one in reason)


def _relative(pieces: Sequence[Piece], place: int) -> bool:
    """Whether "what" only names what is meant: "is it above half of what it made in 2024?"."""
    if pieces[place].text != "what" or not place or not pieces[place - 1].has(*_RELATIVE):
        return False
    return any(piece.has("verify.opening", "ask.") for piece in pieces[:place])
