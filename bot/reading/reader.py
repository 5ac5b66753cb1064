"""The door of the room: a text, what was asked before and today's date in; queries out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.reading import context, gaps, outside, small_talk
from bot.reading.accounted import idle_words
from bot.reading.anchor import needed, of_context, weigh
from bot.reading.answered import chosen
from bot.reading.asides import announced, corrected, followed, introduced
from bot.reading.bounds import denied
from bot.reading.built import built, lacking, unclear
from bot.reading.clauses import clauses, without_brackets
from bot.reading.cover import Covered, Piece, cover, unexplained
from bot.reading.decimals import plain_decimals
from bot.reading.discourse import Discourse
from bot.reading.doubts import doubted
from bot.reading.facts import told_of_peers
from bot.reading.frame import Frame
from bot.reading.joined import differ, halves
from bot.reading.language import choose, foreign
from bot.reading.lattice import weave, widen
from bot.reading.leaning import lean
from bot.reading.ledger import Ledger, marked
from bot.reading.loose import loose
from bot.reading.named_beside import named_beside
from bot.reading.negated import without_negated
from bot.reading.parted_verbs import joined_verbs
from bot.reading.passing import passed
from bot.reading.placed_words import placed_words
from bot.reading.premise import with_premise
from bot.reading.query import CHAT, Missing, Operation, Origin, Query
from bot.reading.remarks import remark
from bot.reading.requested import guessed, requested
from bot.reading.resolve import resolve
from bot.reading.set_apart import set_apart
from bot.reading.signed import signed
from bot.reading.spelling import Speller
from bot.reading.staff import counted_as
from bot.reading.tallied import tallied
from bot.reading.text import Token, clean, foreign_script, tokenize
from bot.reading.thresholds import (
    ANCHOR_STRONG,
    LONGEST_QUESTION,
    MOST_QUESTIONS,
    SURE_GIST,
)
from bot.reading.tongue import Tongue
from knowledge.periods import Period


class Reading(BaseModel):
    """What a message asks: its language and one to three queries."""

    model_config = ConfigDict(frozen=True)

    language: str
    queries: tuple[Query, ...]
    confidence: float


class Reader:
    """Reads messages in the languages it is given."""

    def __init__(self, tongues: Mapping[str, Tongue], ledger: Ledger | None = None) -> None:
        self._tongues = tongues
        self._ledger = ledger or Ledger()
        self._spellers = {
            code: Speller(
                tongue.lexicon,
                [other.lexicon for key, other in tongues.items() if key != code],
                tongue.elided,
                tongue.sounds,
            )
            for code, tongue in tongues.items()
        }

    @property
    def words(self) -> tuple[Mapping[str, int], ...]:
        """The words that are known in each language."""
        return tuple(tongue.lexicon.words for tongue in self._tongues.values())

    def read(self, text: str, before: Discourse, hint: str | None, today: date) -> Reading:
        """Read one message; never raises, whatever the text."""
        cleaned = clean(text)
        read = self._read(cleaned, before, hint, today)
        if all(query.operation in CHAT for query in read.queries) and (whole := clean(text, whole=True)) != cleaned:
            return self._read(whole, before, hint, today)  # nothing but a greeting beside a block of code
        return read

    def _read(self, cleaned: str, before: Discourse, hint: str | None, today: date) -> Reading:
        fallback = hint if hint is not None and hint in self._tongues else next(iter(self._tongues))
        if foreign_script(cleaned):
            return _only(fallback, Query(operation=Operation.UNREADABLE), 0.9)
        if len(cleaned) > LONGEST_QUESTION:
            cleaned = cleaned[:LONGEST_QUESTION].rpartition(" ")[0]
        tokens = tokenize(cleaned)
        named = before.last is not None and bool(before.last.segments)
        read = [
            (self._cover(tokens, code, named=named), code, told)
            for code, told in choose(tokens, self._tongues, fallback).items()
        ]
        covered, code, _ = min(read, key=lambda one: one[0].cost - one[2])
        unread = {piece.text for piece in covered.pieces if piece.kind == "unknown"}
        if foreign(tokens, unread, self._tongues):
            return _only(code, Query(operation=Operation.UNREADABLE), 0.8)
        return self._settle(covered, code, before, today)

    def _cover(self, tokens: Sequence[Token], code: str, *, named: bool) -> Covered:
        """Cover a message with phrases; what nothing explains is looked at again, wider."""
        own = self._tongues[code].lexicon
        other = next((tongue.lexicon for key, tongue in self._tongues.items() if key != code), None)
        lattice = weave(tokens, self._spellers[code])
        covered = cover(lattice, own, other)
        if wide := unexplained(covered.pieces):
            widen(lattice, self._spellers[code], wide, named=named)
            covered = cover(lattice, own, other)
        return covered

    def _settle(self, covered: Covered, code: str, before: Discourse, today: date) -> Reading:
        """Read the likeliest words; one that may be another stays unread where that one would ask something else."""
        read = self._read_pieces(covered.pieces, code, before, today)
        doubtful = {
            mended
            for mended, pieces in covered.rivals
            if not _same(read, self._read_pieces(pieces, code, before, today))
        }
        if not doubtful:
            return read
        return self._read_pieces(covered.without(doubtful, self._tongues[code].lexicon), code, before, today)

    def _read_pieces(self, pieces: Sequence[Piece], code: str, before: Discourse, today: date) -> Reading:
        pieces = plain_decimals(pieces, self._tongues[code].decimal)
        pieces = marked(denied(signed(joined_verbs(placed_words(named_beside(pieces))))), self._ledger)
        if (meant := chosen(pieces, before)) is not None:
            return _only(code, meant, 0.9)
        pieces = small_talk.unwrapped(pieces)
        talk = small_talk.read(pieces)
        if talk is not None:
            return _only(code, Query(operation=talk), 0.97)
        queries: list[Query] = []
        spoken = before
        for sentence, premise in told_of_peers(clauses(pieces, today), today):
            queries += self._queries(sentence, premise, spoken, today)
            spoken = before.after(queries[-1], ()) if not _lost(queries[-1]) else spoken
        queries = [query for query in queries if not _told_beside(query)] or queries
        if len(queries) > 1:
            queries = list({query.model_dump_json(exclude={"origins"}): query for query in queries}.values())
        known = [query for query in queries if query.operation not in (Operation.UNRELATED, Operation.UNCLEAR)]
        if all((_lost(query) and not _of_a_place(query, before)) or _by_default(query) for query in queries):
            frame = Frame.of(pieces, today)
            lost = all(_lost(query) for query in queries)
            fields = self._tongues[code].gist.fields(frame, least=2 if lost else SURE_GIST)
            if fields and not (outside.counts_unknown(frame) or outside.not_counted(frame, resolve(frame))):
                return _only(code, built(fields, frame, ()), 0.8)
        asked = (known or queries or [Query(operation=Operation.UNRELATED)])[:MOST_QUESTIONS]
        return Reading(language=code, queries=tuple(asked), confidence=_confidence(pieces, asked))

    def _queries(self, sentence: Sequence[Piece], premise: Frame | None, before: Discourse, today: date) -> list[Query]:
        """Read a sentence as its halves where each is a whole question, else as one, so that no half is lost."""
        for left, right in halves(sentence, today):
            first = self._query(left, premise, before, today)
            if _lost(first):
                continue
            rest = self._queries(right, None, before.after(first, ()), today)
            rest = [gaps.of_its_place(one, first) for one in rest]
            if not any(_lost(one) for one in rest) and all(differ(first, one) for one in rest):
                return [first, *rest]
        read = self._query(sentence, premise, before, today)
        if _lost(read) and (plain := without_brackets(sentence)):
            again = self._query(plain, premise, before, today)
            return [read if _lost(again) else again]
        for bare in guessed(sentence) if read.loose and not _lost(read) else ():
            again = self._query(bare, premise, before, today)
            if not _lost(again) and not again.loose:
                return [again]
        asides = (
            *introduced(sentence),
            *requested(sentence),
            *guessed(sentence),
            *followed(sentence),
            *announced(sentence),
            *corrected(sentence),
            *set_apart(sentence),
        )
        for following in asides if _lost(read) else ():
            again = self._query(following, premise, before, today)
            if not _lost(again) and not again.passed:
                return [again]
        return [read]

    def _query(self, clause: Sequence[Piece], premise: Frame | None, before: Discourse, today: date) -> Query:
        frame = Frame.of(without_negated(clause), today)
        fields = resolve(frame)
        taken: tuple[str, ...] = ()
        earlier = before
        if premise is not None:
            fields, earlier = with_premise(fields, frame, premise, before)
        fields = _of_last_year(fields, frame, earlier, today)
        leaning, reads = lean(fields, frame, earlier), bool(fields)
        follows = leaning is not None or (earlier.last is not None and context.follows(frame))
        if follows:
            fields, taken = leaning or context.merge(fields, frame, earlier)
            fields = context.implied(fields, frame)
            if premise is None and (talk := remark(frame, fields, before.last)) and not frame.missing:
                return Query(operation=talk)
        elif earlier.last is not None:
            fields, taken = _of_its_time(fields, frame, earlier.last)
        fields = counted_as(frame, fields)
        anchor = weigh(frame) + of_context(frame, before, leans=leaning is not None, follows=follows, reads=reads)
        anchor += 2 if fields.get("operation") is Operation.DEFINITION and fields.get("threshold") else 0
        anchor += 1 if fields.get("operation") is Operation.ARITHMETIC else 0
        over = passed(frame)
        not_held = (frame.missing if not over and not fields.pop("describes", False) else ()) or outside.of_premise(
            frame, premise
        )
        if not_held := not_held or _not_held(frame, fields, follows=follows):
            return lacking(frame, fields, anchor, taken, not_held)
        least = needed(frame)
        if not fields or anchor < least:
            return unclear(frame, fields, anchor) if least < ANCHOR_STRONG else Query(operation=Operation.UNRELATED)
        if idle := gaps.idle(frame, fields):
            return lacking(frame, fields, anchor, taken, idle)
        if earlier.last is not None and (city := gaps.city(frame, earlier.last, follows=follows)):
            return built(fields, frame, taken).model_copy(update={"missing": city, "claim": None})
        if left := gaps.unexplained(frame, fields) or (gaps.untold(premise) if premise and _bare(frame) else ()):
            return built(fields, frame, taken).model_copy(update={"missing": left, "claim": None})
        if fields.pop("partial", False) and not _whole(fields):
            return built(fields | {"operation": Operation.UNCLEAR}, frame, taken)
        return _accounted(built(fields | {"passed": over}, frame, taken), frame, tuple(fields.get("explains", ())))


def _accounted(query: Query, frame: Frame, explains: tuple[str, ...]) -> Query:
    """Return a query that takes up all that was said; else with what it lacks, or what its answer has to show."""
    query = tallied(query, frame)
    if idle := idle_words(frame, query, explains):
        return query.model_copy(update={"missing": idle, "claim": None})
    said = loose(frame, query)
    return query.model_copy(update={"loose": said}) if said else query


def _not_held(frame: Frame, fields: dict[str, Any], *, follows: bool) -> tuple[Missing, ...]:
    """Return what no figure is held of; a question that leans on another one may bring it along, written out."""
    found = gaps.never_held(frame, fields) or fields.pop("not_held", ()) or doubted(frame, fields)
    before = fields.get("missing") or () if follows else ()
    return tuple(found) or tuple(Missing.model_validate(one) for one in before)


def _of_its_time(fields: dict[str, Any], frame: Frame, last: Query) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return a question of its own with the period of the one before, where it names none."""
    if context.in_its_year(fields, frame, last):
        return fields, ("periods",)
    if context.undated(fields, frame, last):
        return fields | {"periods": last.periods[-1:]}, ("periods",)
    return fields, ()


_OF_A_PERIOD = (Operation.VALUE, Operation.SHARE, Operation.BREAKDOWN, Operation.RANKING, Operation.SUM)


def _of_last_year(fields: dict[str, Any], frame: Frame, before: Discourse, today: date) -> dict[str, Any]:
    """Read "in the previous year" that opens a conversation as last year."""
    relative = before.last is None and "year_before" in frame.times.flags
    relative = relative and not frame.times.flags & {"same_period", "latest", "half_any"}
    if not relative or frame.times.periods or fields.get("periods") or fields.get("outlook"):
        return fields
    asks = fields.get("operation") in _OF_A_PERIOD and fields.get("indicator") == "exports" and not fields.get("claim")
    return fields | {"periods": (Period.of_year(today.year - 1),)} if asks else fields


def _bare(frame: Frame) -> bool:
    """Whether a clause asks for nothing by itself: "possible?" after "my boss wants ITO split into …"."""
    return not any(piece.kind != "sign" and not piece.optional for piece in frame.pieces)


def _same(first: Reading, second: Reading) -> bool:
    """Whether two readings ask the same."""
    plain = [[query.model_dump(exclude={"origins", "passed"}) for query in read.queries] for read in (first, second)]
    return plain[0] == plain[1]


def _by_default(query: Query) -> bool:
    """Whether a question names no period, segment or figure: its gist may say better what it is about."""
    told = (
        Operation.VALUE,
        Operation.GROWTH,
        Operation.BREAKDOWN,
        Operation.RANKING,
        Operation.SOURCE,
        Operation.SHARE,
    )
    named = query.periods or query.segments or query.claim or query.threshold or query.operands or query.unit
    return query.operation in told and query.indicator == "exports" and not named and not query.outlook


def _lost(query: Query) -> bool:
    return bool(query.missing) or query.operation in (Operation.UNRELATED, Operation.UNCLEAR)


def _told_beside(query: Query) -> bool:
    """Whether a sentence names nothing of the subject and was not understood: "signal dropping"."""
    kinds = {missing.kind for missing in query.missing}
    said = any(found.origin is Origin.SAID for found in query.origins.values())
    return bool(query.missing) and kinds <= {"unknown", "unused"} and not said and not query.segments


def _of_a_place(query: Query, before: Discourse) -> bool:
    """Whether a figure of the place spoken of was asked for, which the gist of the question would pass over."""
    return before.last is not None and any(missing.word in before.last.places for missing in query.missing)


def _whole(fields: Mapping[str, Any]) -> bool:
    """Whether a comparison or a remainder has both of its sides by now."""
    if fields["operation"] is Operation.COMPARISON:
        return bool(fields.get("against")) or len(fields.get("segments", ())) > 1
    return fields["operation"] is not Operation.REMAINDER or bool(fields.get("excluded"))


def _only(code: str, query: Query, confidence: float) -> Reading:
    return Reading(language=code, queries=(query,), confidence=confidence)


def _confidence(pieces: Sequence[Piece], queries: Sequence[Query]) -> float:
    """Start from what such readings are worth, less what was mended or borrowed."""
    worth = 0.97
    guessed = sum(piece.guessed and not piece.optional for piece in pieces)
    worth -= 0.02 * min(guessed, 3)
    worth -= 0.12 * any(query.passed for query in queries)
    if any(query.operation == Operation.UNCLEAR for query in queries):
        worth -= 0.3
    if any(Origin.CONTEXT in {found.origin for found in query.origins.values()} for query in queries):
        worth -= 0.03
    return round(max(worth, 0.05), 2)
