"""One clause before anyone decides what was asked: what is known and unknown in it, whether it asks or states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from bot.reading import numbers, times
from bot.reading.cover import Piece
from bot.reading.evidence import Evidence
from bot.reading.lexicon import ELSEWHERE, PADDING
from bot.reading.query import Missing
from bot.reading.stretches import stretched, until_then

_REACHED = "measure.progress"
_SPANS = ("relative.year", "half.any", "quarter.any")
_MARKS = frozenset(".,;:!?")
"""Signs whose absence says that a message is typed without any: then a statement may be a question."""


@dataclass(frozen=True)
class Frame(Evidence):
    """What a clause as a whole is: asked or stated, about something that is held or not."""

    @classmethod
    def of(cls, pieces: Sequence[Piece], today: date) -> Frame:
        """Gather the evidence of a clause."""
        found = numbers.find(pieces)
        inner = {place for number in found for place in range(number.start, number.end - 1)}
        # "two point five billion" speaks of no percentage points.
        plain = [
            replace(piece, senses=frozenset({"number.point"}))
            if place in inner and piece.has("number.point", "plus.half")
            else replace(piece, senses=frozenset(one for one in piece.senses if one.startswith("number.")))
            if place in inner and piece.has("number.") and piece.has("month.")  # "vingt-sept milliards" in no September
            else piece
            for place, piece in enumerate(pieces)
        ]
        plain = until_then(plain)
        read = stretched(plain, times.find(plain, found, today))
        said = [
            replace(piece, senses=frozenset({"span.ordinal"}))
            if place in read.taken and piece.has("order.") and not piece.has("half.", "quarter.", "month.", "relative.")
            else piece
            for place, piece in enumerate(plain)
        ]  # "from the 3rd to the 4th quarter" ranks nothing
        said = [
            replace(piece, senses=piece.senses - {"select.above"})
            if piece.has("select.above") and piece.has("span.over") and place + 1 in read.taken
            else piece
            for place, piece in enumerate(said)
        ]  # "over H1 2025" is in that time
        opens = min(read.taken, default=0) if len(read.moments) > 1 else 0
        said = [
            replace(piece, senses=piece.senses - {"measure.versus", "span.base"} | {PADDING})
            if piece.has("span.over") and piece.has("measure.versus") and place + 1 == opens
            else piece
            for place, piece in enumerate(said)
        ]  # "exported over 2022 and 2023"; "growth of 2024 over 2023" sets one against the other
        said = [
            replace(piece, senses=frozenset({"span.last"}))
            if piece.has("bottom.") and any(one.has(*_SPANS) and " " not in one.text for one in after)
            else piece
            for piece, after in ((piece, said[place + 1 : place + 2]) for place, piece in enumerate(said))
        ]  # "the last two years" are no segments
        return cls(tuple(said), tuple(found), read)

    @property
    def questioned(self) -> bool:
        """Whether it ends in a question mark; a clause may hold nothing at all once an aside is taken off."""
        return bool(self.pieces) and self.pieces[-1].text == "?"

    @property
    def open(self) -> bool:
        """Whether it ends in a question mark, or in no mark at all: few type one on a phone."""
        return bool(self.pieces) and (self.questioned or self.pieces[-1].kind != "sign")

    @property
    def unmarked(self) -> bool:
        """Whether it is typed without any punctuation, so that a statement may be a question."""
        return not any(piece.text in _MARKS for piece in self.pieces)

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Words that nothing explains; a count in the other language is most likely a slip ("dix months")."""
        return tuple(
            piece.text
            for place, piece in enumerate(self.pieces)
            if piece.kind == "unknown"
            or place in self._heads
            or (piece.borrowed and piece.has("number.") and not piece.optional and place not in self.numbered)
        )

    @cached_property
    def _heads(self) -> frozenset[int]:
        """Places of nouns of talk that stand where what is asked for stands: "how many letters", "by site"."""
        found = set()
        for place, piece in enumerate(self.pieces):
            before = self.pieces[place - 1] if place else None
            earlier = self.pieces[place - 2] if place > 1 else None
            if before is None or not (piece.kind in ("noun", "light") or piece.has("aside.role")):
                continue
            counted = before.has("split.by", "ask.count")
            counted = counted or (piece.has("aside.role") and before.has("measure.", "select.", "direction.", "nth."))
            part = (
                before.has("split.of")
                and earlier is not None
                and earlier.has("segment.", "indicator.", "measure.share")
            )
            if counted or (part and piece.kind == "noun"):
                found.add(place)
        return frozenset(found)

    @cached_property
    def elsewhere(self) -> tuple[Missing, ...]:
        """Words that ask for something that is not in the data."""
        return tuple(
            Missing(word=piece.text, kind=piece.values(ELSEWHERE)[0])
            for place, piece in enumerate(self.pieces)
            if piece.has(f"{ELSEWHERE}.")
            and not self.ruled_out(piece)
            and all(sense.startswith((ELSEWHERE, "image.", "peer.")) for sense in piece.senses)
            and place not in self.numbered
        )

    @cached_property
    def currencies(self) -> bool:
        """Whether it is asked which currency is meant: "dollars or dirhams?"."""
        return self.has(f"{ELSEWHERE}.currencies") and self.has("unit.mad") and self.has("follow.or")

    def ruled_out(self, piece: Piece) -> bool:
        """Whether a word only says what a name could be taken for: "dollars or dirhams?", "is CRM Salesforce?"."""
        if piece.has("image."):
            return self._images
        if piece.has("peer."):
            return self._ranked
        if piece.has(f"{ELSEWHERE}.currencies"):
            return self.currencies or self._said_in(piece)
        if piece.has(f"{ELSEWHERE}.companies") and self.has("indicator.rank_world", "institution."):
            return self.has("follow.or") and not self.has("ask.amount", "indicator.exports", "segment.")
        if piece.has(f"{ELSEWHERE}.countries"):
            return self.has("topic.drivers") and self.has("ask.why") and self._of_firms(piece)
        if piece.has(f"{ELSEWHERE}.cities"):
            return self.has("topic.drivers") and self.has("ask.why", "explain.why") and self._of_firm_in(piece)
        defined = self.has("explain.definition") and bool(self.segments) and not self.has("ask.amount")
        return defined and piece.has(f"{ELSEWHERE}.software_senses")

    @cached_property
    def _images(self) -> bool:
        """Whether a cake is only an image of a year's exports: "the biggest slice of the 2024 cake?"."""
        return (self.has("measure.share") or bool(self.segments)) and bool(self.times.periods) and not self.unknown

    @cached_property
    def _ranked(self) -> bool:
        """Whether a country stands in a ranking of countries: "is Egypt ahead of Morocco in the GSLI?"."""
        ranked = self.has("indicator.rank_world", "indicator.rank_africa", "indicator.rank_mena", "select.ranking")
        compared = self.has("topic.ahead", "measure.ahead", "measure.difference", "tone.", "select.ranking")
        other = self.exports or self.has("indicator.jobs", "indicator.companies", "split.by", "ask.amount")
        other = other or bool(self.segments) or (self.has("segment.") and not self.has("select.ranking"))
        return ranked and compared and not other

    def _said_in(self, piece: Piece) -> bool:
        """Whether an amount that is held is said to be in a currency: "26.2 billion dollars in 2024?"."""
        place = self.pieces.index(piece)
        quoting = {start for start, _ in self.quotes}
        claimed = any(
            number.start in quoting
            and number.end <= place
            and all(one.optional for one in self.pieces[number.end : place])
            for number in self.numbers
        )
        return claimed and not self.has("unit.mad", "unit.convert", "ask.amount")

    def _of_firm_in(self, piece: Piece) -> bool:
        """Whether a city is only where a firm is: "why would a company in Paris choose Morocco?"."""
        place = self.pieces.index(piece)
        later = any(one.has("place.MA", "topic.drivers") for one in self.pieces[place + 1 :])
        return later and place > 0 and self.pieces[place - 1].has("split.in", "indicator.companies")

    def _of_firms(self, piece: Piece) -> bool:
        """Whether a country stands beside firms: "why do French companies choose Morocco?"."""
        place = self.pieces.index(piece)
        beside = (*self.pieces[max(place - 1, 0) : place], *self.pieces[place + 1 : place + 2])
        people = place > 0 and self.pieces[place - 1].text in ("les", "des", "the")
        return people or any(one.has("indicator.companies") for one in beside)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """All that keeps the clause from being understood."""
        return self.elsewhere + tuple(Missing(word=word) for word in self.unknown)

    @cached_property
    def opening(self) -> Piece | None:
        """The first piece that is no sign, greeting or thanks."""
        return next((piece for piece in self.pieces if piece.kind != "sign" and not piece.has("chat.")), None)

    @cached_property
    def ends(self) -> tuple[Piece, ...]:
        """The first and the last piece, where a question word asks ("when is it due?", "it is due when?")."""
        said = [piece for piece in self.pieces if piece.kind != "sign" and not piece.has("chat.")]
        return (said[0], said[-1]) if len(said) > 1 else tuple(said)

    @cached_property
    def asks(self) -> bool:
        """Whether a question word stands in front, or one that is nothing else (not the "que" of "ne … que")."""
        asked = [piece for piece in self.pieces if piece.has("ask.") and not piece.has("ask.affirm")]
        return any(not piece.optional or piece is self.opening for piece in asked)

    @cached_property
    def tagged(self) -> bool:
        """Whether the clause ends in ", non ?" or ", no?": a statement to be confirmed."""
        said = [piece for piece in self.pieces if piece.kind != "sign"]
        return len(said) > 1 and self.open and said[-1].has("negate.not")

    @cached_property
    def concluded(self) -> bool:
        """Whether it is a statement drawn from something, with a question mark: "so KPO tripled in 2024?"."""
        opening = self.opening is not None and self.opening.has("verify.so")
        if not opening or not self.open:
            return False
        asked = self.means("ask.")
        told = (
            "direction.",
            "measure.difference",
            "select.above",
            "select.below",
            "fraction.",
            "verify.done",
        )
        quotes = any(amount.unit or amount.decimals for amount in self.amounts)
        return not asked and (quotes or self.has(*told))

    @cached_property
    def stated(self) -> bool:
        """Whether a statement ends in a question mark: "the exports have exploded in 2024?"."""
        if not (self.open or self.unmarked) or self.means("ask."):
            return False
        if self._placed_figure:
            return True
        moved, named = self.at("direction.", "times.", "measure.fall"), self.at("segment.", "indicator.exports")
        other = self.has("measure.percent", "measure.difference", "measure.trend", "select.", "combine.", "outlook.")
        told = bool(moved and named) and named[0] < moved[0]
        return told and not other and not (self.has("direction.up") and self.has("direction.down"))

    @property
    def _placed_figure(self) -> bool:
        """Whether a printed figure stands beside one period or segment and nothing else: "26.17 in 2024?"."""
        if len(self.amounts) != 1 or not self.digits or not (self.times.periods or self.segments):
            return False
        starts = {number.start for number in self.numbers if not number.year}
        reached = [piece for place, piece in enumerate(self.pieces[:-1]) if place + 1 in starts and piece.has(_REACHED)]
        other = ("measure.", "combine.", "per.", "outlook.", "select.", "unit.convert", "follow.or", "ask.")
        return not any(piece.has(*other) for piece in self.pieces if piece not in reached)  # "ITO reached 9.797"

    @cached_property
    def compared(self) -> bool:
        """Whether one segment is set above or below another and nothing else is asked: "ESO > CRM in 2024?"."""
        if len(self.segments) < 2 or not (self.open or self.unmarked):
            return False
        placed = self.at("select.above", "select.below", "verify.beat", "tone.more", "tone.less")
        named = self.segment_places
        asked = any(piece.has("ask.") and not piece.has("ask.affirm") and not piece.optional for piece in self.pieces)
        between = bool(placed and named) and named[0] < placed[0] < named[-1]
        told = self.at("measure.difference")
        asked = asked or bool(told and named and told[0] < named[0])  # "the lead of ITO over CRM"
        asked = asked or (self.has("measure.ratio") and not self.amounts and not self.has("times."))  # "x times: x?"
        return between and not asked

    @cached_property
    def verdict(self) -> bool:
        """Whether a yes or a no is asked for: by a word, or by a verb in front ("Did exports fall?")."""
        if self.has("ask.affirm") or self.tagged or self.concluded or self.stated or self.compared or self._heard:
            return True
        if self.has("verify.inversion"):
            by_how_much = self.opening is not None and self.opening.has("measure.difference", "measure.points")
            return not self.asks and not by_how_much
        asks = self.has("ask.amount", "ask.which", "ask.what", "ask.who", "ask.where", "ask.why", "ask.how")
        return not asks and self.first is not None and self.first.has("verify.opening")

    @property
    def _heard(self) -> bool:
        """Whether something is passed on ("my brother-in-law says that …") that can be true or false."""
        said = self.amounts or self.has("direction.", "select.max", "select.min", "times.")
        return bool(said) and self.has("hearsay.says") and not self.asks

    @cached_property
    def first(self) -> Piece | None:
        """The first piece that is no sign, greeting, courtesy or link: a verb in front asks for a yes or a no."""
        return next(
            (
                piece
                for place, piece in enumerate(self.pieces)
                if piece.kind != "sign"
                and place not in self.times.taken
                and not piece.has("chat.", "follow.")
                and (piece.has("verify.") or not piece.optional)
            ),
            None,
        )

    @cached_property
    def content(self) -> tuple[Piece, ...]:
        """Pieces that say something: no signs, no padding, no greeting."""
        return tuple(
            piece for piece in self.pieces if piece.kind != "sign" and not piece.optional and not piece.has("chat.")
        )
