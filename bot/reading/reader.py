"""The door of the room: a text, what was asked before and today's date in; queries out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.reading import context, small_talk
from bot.reading.contract import contract
from bot.reading.cover import Piece, Word, cover
from bot.reading.frame import Frame
from bot.reading.language import choose
from bot.reading.query import Missing, Operation, Origin, Provenance, Query
from bot.reading.resolve import resolve
from bot.reading.spelling import Speller
from bot.reading.text import clean, foreign_script, tokenize
from bot.reading.thresholds import ANCHOR_NEEDED, LONGEST_QUESTION, MOST_QUESTIONS
from bot.reading.tongue import Tongue
from knowledge.periods import PeriodKind

UNRELATED_KINDS = frozenset({"other_subjects", "software_senses"})


class Reading(BaseModel):
    """What a message asks: its language and one to three queries."""

    model_config = ConfigDict(frozen=True)

    language: str
    queries: tuple[Query, ...]
    confidence: float


class Reader:
    """Reads messages in the languages it is given."""

    def __init__(self, tongues: Mapping[str, Tongue]) -> None:
        self._tongues = tongues
        self._spellers = {
            code: Speller(
                tongue.lexicon, [other.lexicon for key, other in tongues.items() if key != code], tongue.elided
            )
            for code, tongue in tongues.items()
        }

    def read(self, text: str, last: Query | None, hint: str | None, today: date) -> Reading:
        """Read one message; never raises, whatever the text."""
        cleaned = clean(text)
        fallback = hint if hint in self._tongues else next(iter(self._tongues))
        if foreign_script(cleaned):
            return _only(fallback, Query(operation=Operation.UNREADABLE), 0.9)
        if len(cleaned) > LONGEST_QUESTION:
            cleaned = cleaned[:LONGEST_QUESTION].rpartition(" ")[0]
        tokens = tokenize(cleaned)
        code, foreign = choose(tokens, self._tongues, fallback)
        if foreign:
            return _only(code, Query(operation=Operation.UNREADABLE), 0.8)
        words = self._spellers[code].words(tokens)
        return self._read_words(words, code, last, today)

    def _read_words(self, words: Sequence[Word], code: str, last: Query | None, today: date) -> Reading:
        own = self._tongues[code].lexicon
        other = next((tongue.lexicon for key, tongue in self._tongues.items() if key != code), None)
        pieces = cover(words, own, other)
        talk = small_talk.read(pieces)
        if talk is not None:
            return _only(code, Query(operation=talk), 0.97)
        queries = [self._query(clause, premise, last, today) for clause, premise in _clauses(pieces, today)]
        queries = list({query.model_dump_json(exclude={"origins"}): query for query in queries}.values())
        known = [query for query in queries if query.operation not in (Operation.UNRELATED, Operation.UNCLEAR)]
        chosen = (known or queries or [Query(operation=Operation.UNRELATED)])[:MOST_QUESTIONS]
        return Reading(language=code, queries=tuple(chosen), confidence=_confidence(pieces, chosen))

    def _query(self, clause: Sequence[Piece], premise: Frame | None, last: Query | None, today: date) -> Query:
        frame = Frame.of(_without_negated(clause), today)
        fields = resolve(frame)
        taken: tuple[str, ...] = ()
        earlier = last
        if (
            premise is not None
            and fields.get("operation") is Operation.SOURCE
            and any(one.unit == "MAD_bn" for one in premise.figures)
        ):
            fields |= {"outlook": True}
        if premise is not None and context.follows(frame):
            before = resolve(premise)
            if before:
                earlier = _built(before, premise, ())
        follows = earlier is not None and context.follows(frame)
        if follows and earlier is not None:
            fields, taken = context.merge(fields, frame, earlier)
        anchor = _anchor(frame) + (2 if taken else 1 if last is not None else 0)
        anchor += 2 if fields.get("operation") is Operation.DEFINITION and fields.get("threshold") else 0
        if frame.missing or _lone_months(frame, fields):
            return _missing(frame, fields, anchor, taken)
        if not fields or anchor < ANCHOR_NEEDED:
            return _unclear(frame, fields, anchor)
        left = _unexplained(frame, fields["operation"])
        if left and all(piece.has("topic.", "place.", "indicator.", "institution.") for piece in left):
            kinds = [
                Missing(word=piece.text, kind="place_figure" if piece.has("place.") else "breakdowns") for piece in left
            ]
            return _built(fields, frame, taken).model_copy(update={"missing": tuple(kinds), "claim": None})
        if left:
            return Query(
                operation=Operation.UNCLEAR, missing=tuple(Missing(word=piece.text, kind="unused") for piece in left)
            )
        if fields.pop("partial", False) and not _whole(fields):
            return _built(fields | {"operation": Operation.UNCLEAR}, frame, taken)
        return _built(fields, frame, taken)


def _whole(fields: Mapping[str, Any]) -> bool:
    """Whether a comparison or a remainder has both of its sides by now."""
    if fields["operation"] is Operation.COMPARISON:
        return bool(fields.get("against")) or len(fields.get("segments", ())) > 1
    return fields["operation"] is not Operation.REMAINDER or bool(fields.get("excluded"))


def _only(code: str, query: Query, confidence: float) -> Reading:
    return Reading(language=code, queries=(query,), confidence=confidence)


def _built(fields: Mapping[str, Any], frame: Frame, taken: Sequence[str]) -> Query:
    origins = {name: Provenance(origin=Origin.CONTEXT) for name in taken}
    said = {"segments": ("segment.",), "indicator": ("indicator.",), "places": ("place.",), "topic": ("topic.",)}
    for name, senses in said.items():
        if name not in origins and frame.has(*senses):
            origins[name] = Provenance(origin=Origin.SAID, words=frame.words(*senses))
    if frame.times.periods and "periods" not in origins:
        origins["periods"] = Provenance(origin=Origin.SAID)
    names = set(Query.model_fields)
    plain = {name: value for name, value in fields.items() if name in names}
    plain["origins"] = origins
    plain = _flagged(plain, frame)
    return Query(**plain)


def _flagged(fields: dict[str, Any], frame: Frame) -> dict[str, Any]:
    """Apply time flags that change the periods: "the year before", "the whole year", "latest"."""
    periods = tuple(fields.get("periods") or ())
    flags = frame.times.flags
    operation = fields["operation"]
    if "year_before" in flags and len(frame.times.periods) == 1:
        base = frame.times.periods[0]
        if operation in (Operation.GROWTH, Operation.COMPARISON) or fields.get("comparison"):
            periods = (base,)
        elif operation in (Operation.VALUE, Operation.SHARE):
            periods = (base.year_before(),)
    fields["periods"] = periods
    if flags & {"half_any", "latest"} and not periods:
        fields["origins"] = fields["origins"] | {"latest": Provenance(origin=Origin.SAID)}
    return fields


def _anchor(frame: Frame) -> int:
    """Weigh how surely a clause is about this subject."""
    score = 0
    if frame.segments or frame.has("perimeter."):
        score += 3
    for piece in frame.pieces:
        if piece.has("indicator.exports"):
            score += 3 if "xpor" in piece.text else 1
        elif piece.has("segment._T"):
            score += 1 if len(piece.text) < 7 and piece.text != "digital" else 2
        elif piece.has("indicator.", "institution.", "topic.", "place."):
            score += 1 if piece.optional or piece.has("place.MA") else 2
    if frame.times.periods or frame.times.flags & {"latest", "half_any"}:
        score += 1
    if any(period.kind in (PeriodKind.HALF, PeriodKind.QUARTER) for period in frame.times.periods) or _only_periods(
        frame
    ):
        score += 1
    if any(figure.unit == "MAD_bn" for figure in frame.figures):
        score += 1
    if frame.has(
        "measure.",
        "select.max",
        "select.min",
        "select.ranking",
        "select.each",
        "select.breakdown",
        "outlook.",
        "explain.source",
        "explain.coverage",
        "select.segments",
        "hint.",
        "nth.",
    ):
        score += 1
    if frame.has("explain.source", "select.segments", "outlook.projection"):
        score += 1
    return score


def _only_periods(frame: Frame) -> bool:
    """Whether a message is a period and next to nothing else: "2025 ?"."""
    words = [place for place, piece in enumerate(frame.pieces) if piece.kind != "sign" and place not in frame.numbered]
    return bool(frame.times.periods) and len(words) <= 1


def _without_negated(clause: Sequence[Piece]) -> list[Piece]:
    """Leave out what is said not to be wanted: "en dirhams, pas en %"."""
    kept: list[Piece] = []
    skipping = False
    for piece in clause:
        if piece.has("negate.not") and not piece.has("combine.", "ask."):
            skipping = True
            kept.append(piece)
        elif (
            skipping
            and piece.has("measure.percent", "measure.share", "measure.growth", "unit.")
            and not piece.has("direction.down")
        ):
            skipping = False
        else:
            skipping = skipping and piece.optional
            kept.append(piece)
    return kept


def _missing(frame: Frame, fields: Mapping[str, Any], anchor: int, taken: Sequence[str]) -> Query:
    kinds = {missing.kind for missing in frame.missing or _lone_months(frame, fields)}
    named = bool(frame.segments) or frame.exports
    asked = frame.has("measure.", "indicator.", "outlook.", "select.segments", "combine.") or bool(frame.times.periods)
    few = len(frame.unknown) <= 1 + (len(frame.content) - len(frame.unknown)) // 2
    subject = named or frame.says_total or frame.has("indicator.", "topic.", "select.segments", "perimeter.") or bool(taken)
    strong = subject and few and ((named and asked) or anchor >= 4 or bool(taken))
    if kinds & UNRELATED_KINDS or not (strong or (subject and few and anchor >= ANCHOR_NEEDED and kinds - {"unknown"})):
        return Query(operation=Operation.UNRELATED, missing=frame.missing)
    base = _built(fields, frame, taken) if fields else Query(operation=Operation.VALUE)
    return base.model_copy(update={"missing": frame.missing or _lone_months(frame, fields), "claim": None})


def _lone_months(frame: Frame, fields: Mapping[str, Any]) -> tuple[Missing, ...]:
    """A month or a week that is told from today, or every month: no such figure is held."""
    asked = [piece for piece in frame.pieces if piece.has("month.any") and not piece.optional]
    return tuple(Missing(word=piece.text, kind="breakdowns") for piece in asked) if asked else ()


def _unclear(frame: Frame, fields: Mapping[str, Any], anchor: int) -> Query:
    domain = (
        frame.has("segment.", "indicator.", "topic.", "outlook.", "select.segments", "hint.") or frame.times.periods
    )
    if domain and anchor >= 1 and frame.has("ask.", "measure.", "indicator.", "segment.", "select."):
        return Query(
            operation=Operation.UNCLEAR, indicator=fields.get("indicator", "exports"), periods=frame.times.periods
        )
    return Query(operation=Operation.UNRELATED)


def _unexplained(frame: Frame, operation: Operation) -> list[Piece]:
    takes = contract().takes(operation)
    return [
        piece
        for place, piece in enumerate(frame.pieces)
        if piece.senses and not piece.optional and place not in frame.numbered and not piece.has(*takes)
    ]


def _clauses(pieces: Sequence[Piece], today: date) -> list[tuple[Sequence[Piece], Frame | None]]:
    """Split a message into the clauses that ask, each with the statement before it as its premise."""
    sentences = _sentences(pieces)
    asking = [sentence for sentence in sentences if _asks(sentence)]
    if not asking:
        telling = [sentence for sentence in sentences if _tells(sentence)]
        return [(part, None) for sentence in telling or sentences[:1] for part in _parts(sentence, today)]
    premise: list[Piece] = []
    found: list[tuple[Sequence[Piece], Frame | None]] = []
    for sentence in sentences:
        if sentence not in asking:
            premise = [*premise, *sentence]
        elif premise and _only_verdict(sentence):
            found.append(
                ([*premise, *sentence], None)
            )  # "… of 75 %. Is that right?": what is to be checked stands before
        else:
            before = Frame.of(premise, today) if premise else None
            found += [(part, before) for part in _parts(sentence, today)]
    return found


def _sentences(pieces: Sequence[Piece]) -> list[list[Piece]]:
    sentences: list[list[Piece]] = [[]]
    for piece in pieces:
        sentences[-1].append(piece)
        if piece.kind == "sign" and piece.text in ".?!;:":
            sentences.append([])
    return [sentence for sentence in sentences if any(piece.kind != "sign" for piece in sentence)]


def _asks(sentence: Sequence[Piece]) -> bool:
    return any(piece.text == "?" for piece in sentence) or any(
        piece.has("ask.") and not piece.optional for piece in sentence
    )


def _only_verdict(sentence: Sequence[Piece]) -> bool:
    """Whether a sentence asks for a verdict and names nothing itself."""
    return any(piece.has("ask.affirm") for piece in sentence) and not any(
        piece.kind == "number"
        or piece.has("segment.", "indicator.", "measure.", "place.", "topic.", "outlook.", "half.")
        for piece in sentence
        if not piece.optional
    )


def _tells(sentence: Sequence[Piece]) -> bool:
    return any(
        piece.has(
            "segment.",
            "indicator.",
            "measure.",
            "topic.",
            "outlook.",
            "half.",
            "relative.",
            "place.",
            "select.",
            "combine.",
            "explain.",
            "unit.",
            "per.",
            "nth.",
        )
        or piece.kind == "number"
        for piece in sentence
    )


def _parts(sentence: Sequence[Piece], today: date) -> list[Sequence[Piece]]:
    """Split "who leads, and where are the operators?" where both halves are questions of different families."""
    for place, piece in enumerate(sentence):
        joins = piece.has("follow.and") or piece.text in {",", "et", "and", "n"}
        if not joins or not 1 <= place < len(sentence) - 1:
            continue
        left, right = Frame.of(sentence[:place], today), Frame.of(sentence[place + 1 :], today)
        if piece.text == "," and not left.has("ask."):
            continue
        own = right.has("ask.", "explain.", "outlook.", "topic.", "place.") or set(right.indicators) - {"exports"}
        if own and _stands(left) and _stands(right) and _family(left) != _family(right):
            return [sentence[:place], sentence[place + 1 :]]
    return [sentence]


def _stands(frame: Frame) -> bool:
    """Whether half a sentence is a question of its own; a name in a list is not."""
    own = frame.has("ask.", "measure.", "explain.", "outlook.", "topic.", "place.", "select.") or bool(
        set(frame.indicators) - {"exports"}
    )
    return own and _anchor(frame) >= ANCHOR_NEEDED and bool(resolve(frame)) and not frame.has("refer.it")


def _family(frame: Frame) -> str:
    fields = resolve(frame)
    operation = fields["operation"]
    if operation in (Operation.MEMBERS, Operation.MEMBERSHIP):
        return "places"
    if operation in (Operation.EXPLANATION, Operation.DEFINITION, Operation.SOURCE):
        return f"{operation}{fields.get('topic', '')}"
    own = frame.has("ask.amount", "ask.which", "ask.who", "ask.what")
    return f"{fields.get('indicator')}{fields.get('outlook')}{operation if own else ''}"


def _confidence(pieces: Sequence[Piece], queries: Sequence[Query]) -> float:
    """Start from what such readings are worth, less what was mended or borrowed."""
    worth = 0.97
    guessed = sum(piece.guessed and not piece.optional for piece in pieces)
    worth -= 0.02 * min(guessed, 3)
    if any(query.operation in (Operation.UNCLEAR,) for query in queries):
        worth -= 0.3
    if any(Origin.CONTEXT in {found.origin for found in query.origins.values()} for query in queries):
        worth -= 0.03
    return round(max(worth, 0.05), 2)


def plain(text: str) -> str:
    """Return a text as it is compared: folded, single spaces."""
    return re.sub(r"\s+", " ", clean(text)).strip()
