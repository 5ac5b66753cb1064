"""One fact of an answer as one line of a reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answering.answer import Answer, Fact, Note
from bot.reading.query import Query
from bot.wording.reply import Line, Span
from bot.wording.voice import Voice
from knowledge import Estimate, Kind, Term
from knowledge.estimates import Formula, rounded, terms

_LINKING = frozenset({"growth", "change", "points"})
"""What is written with its sign."""
_SIGNED = frozenset(
    {"change", "growth_figure", "computed_percent", "computed_change", "computed_gap", "computed_points"}
)
_ROWS = frozenset({"row", "row_nth", "row_period", "row_period_of", "row_park", "row_shares"})
"""The roles that make a row of a table."""
_NEWS = frozenset({"news_new", "news_revised", "news_refined", "news_confirmed"})
"""The roles that tell of a figure as if it were asked for."""
_SHORT = frozenset({"row", "row_nth", "row_below", "brief_also", "brief_outlook", "brief_expected"})
"""What stands below a figure that says of which currency all of them are."""


@dataclass(frozen=True)
class Lines:
    """Writes the facts and notes of one answer."""

    voice: Voice
    answer: Answer

    @property
    def query(self) -> Query:
        """What was asked, with what was filled in."""
        return self.answer.query

    def sentence(self, name: str, parts: Mapping[str, str]) -> Line:
        """Fill in a sentence; bold is marked in the sentence itself, so no outside text can make it."""
        template = str(self.voice.language.sentences[name])
        pieces = [(piece.format_map(parts), place % 2 == 1) for place, piece in enumerate(template.split("**"))]
        return tuple(Span(text=text, bold=bold) for text, bold in pieces if text)

    def words(self, name: str, **parts: str) -> str:
        """Fill in a sentence as plain text."""
        return str(self.voice.language.sentences[name]).format_map(parts)

    # --- facts ------------------------------------------------------------------------------------------------------

    def fact(self, fact: Fact) -> Line:
        """Write one fact."""
        if fact.statement is not None:
            return (Span(text=fact.statement.text.get(self.voice.language.code, "")),)
        return self.sentence(self._name(fact), self.parts(fact))

    def _name(self, fact: Fact) -> str:
        match fact.role:
            case "headline":
                return self._headline(fact)
            case "ranked":
                place = "1" if fact.rank == 1 else "n"
                return f"ranked.{self.query.order}.{place}"
            case "neighbour":
                return "neighbour.2" if fact.rank > self.query.rank else "neighbour.1"
            case "beside":
                return "beside" if self._indicator(fact) == "jobs" else "beside_other"
            case "row":
                return "row_nth" if fact.rank else "row"
        return fact.role

    def _headline(self, fact: Fact) -> str:
        estimate = fact.estimate
        if estimate is None or estimate.cell is None:
            return (
                "headline.points"
                if estimate and estimate.unit == "points"
                else "headline.share_within"
                if fact.names
                else self._growth(fact)
            )
        relation = self.relation(estimate)
        if relation == "share":
            return "headline.share"
        if relation == "growth":
            return self._growth(fact)
        if estimate.cell.indicator != self.voice.knowledge.headline:
            return "headline.jobs" if self._counts(estimate) and self._of_jobs(estimate) else "headline.other"
        return "headline.level_of" if self._who(fact) else "headline.level"

    def _growth(self, fact: Fact) -> str:
        moved = "fall" if fact.estimate is not None and fact.estimate.sign == -1 else "growth"
        return f"headline.{moved}_of" if self._who(fact) else f"headline.{moved}"

    def relation(self, estimate: Estimate) -> str:
        """Return how a rate relates to its level; empty for a level."""
        return self.voice.knowledge.indicators[estimate.cell.indicator].relation if estimate.cell else ""

    def _indicator(self, fact: Fact) -> str:
        return fact.estimate.cell.indicator if fact.estimate and fact.estimate.cell else self.query.indicator

    def parts(self, fact: Fact) -> dict[str, str]:
        """Return everything that a sentence about this fact may use."""
        voice, estimate = self.voice, fact.estimate
        period, base = fact.period, fact.base
        who = self._who(fact)
        dated = f", {voice.period(period)}" if period and period.dated else ""
        parts = {
            **voice.subject,
            "who": who,
            "named": voice.segments(fact.segments, full=True),
            "subject": self.subject(fact.segments or self._cell_segments(fact)),
            "names": self._names(fact),
            "period": voice.period(period),
            "Period": _upper(voice.period(period)),
            "in": voice.period(period, "in"),
            "base": voice.period(base),
            "base_to": voice.period(base, "to"),
            "dated": dated,
            "Dated": _upper(voice.period(period)),
            "what": self._what(fact),
            "rank": self._rank(fact),
            "beside": "",
            "Label": _upper(self._label(fact)),
            "counted": "",
        }
        return parts | (self._measured(fact, estimate) if estimate is not None else {})

    def _measured(self, fact: Fact, estimate: Estimate) -> dict[str, str]:
        voice = self.voice
        signed = (
            self.relation(estimate) in _LINKING
            or fact.role in _SIGNED
            or (fact.role == "headline" and estimate.cell is None and not fact.names)
        )
        interval = voice.interval(estimate, self.query.unit)
        short = fact.role in _SHORT and self.answer.table
        return {
            "figure": voice.figure(estimate, self.query.unit, signed=signed, short=short),
            "range": self.words("range", interval=interval) if interval else "",
            "kind": self.kind(estimate),
            "how": self._how(estimate),
            "counts": self._counts(estimate),
            "counted": f" ({counts})" if self._of_jobs(estimate) and (counts := self._counts(estimate)) else "",
            "perimeter": voice.perimeter(_printed_in(estimate)),
        }

    def _label(self, fact: Fact) -> str:
        """Name a figure that enters a computation: "CRM exports, 2024", "jobs, 2030", "share of ITO, 2024"."""
        cell = fact.estimate.cell if fact.estimate else None
        period = self.voice.period(fact.period) if fact.period and fact.period.dated else ""
        if cell is None:
            return period
        relation = self.voice.knowledge.indicators[cell.indicator].relation
        who = self.voice.segments(cell.segments)
        if relation in ("share", "growth"):
            what = self.words(f"label.{relation}_of" if who else f"label.{relation}", who=who)
        elif cell.indicator == self.voice.knowledge.headline:
            what = self.level(who)
        else:
            name = self.voice.indicator(cell.indicator)
            what = name.name if name else ""
        return ", ".join(part for part in (what, period) if part)

    def kind(self, estimate: Estimate) -> str:
        """Write what kind of figure it is, so that a projection never reads as a result."""
        name = str(estimate.kind) if estimate.kind is not Kind.PUBLISHED else estimate.status
        return self.words(f"kind.{name}")

    def _how(self, estimate: Estimate) -> str:
        if estimate.formula is None:
            return ""
        formula = self.voice.formula(estimate.formula)
        result = self._result(estimate)
        return self.words("how", formula=formula if result in self.voice.bare(estimate) else f"{formula} = {result}")

    @staticmethod
    def _of_jobs(estimate: Estimate) -> bool:
        return estimate.cell is not None and estimate.cell.indicator == "jobs"

    def _counts(self, estimate: Estimate) -> str:
        name = self.voice.names.perimeters.get(_printed_in(estimate))
        if name is None:
            return ""
        return name.aimed if name.aimed and estimate.kind is Kind.TARGET else name.short

    def _who(self, fact: Fact) -> str:
        codes = fact.segments or self._cell_segments(fact)
        return self.voice.segments(codes, full=not self.answer.table and fact.role in ("headline", "ranked", *_NEWS))

    def _cell_segments(self, fact: Fact) -> tuple[str, ...]:
        cell = fact.estimate.cell if fact.estimate else None
        return cell.segments if cell else ()

    def _names(self, fact: Fact) -> str:
        if not fact.names:
            return ""
        places = set(self.voice.knowledge.places)
        if set(fact.names) <= places:
            return self.voice.listed([self.voice.place(code) for code in fact.names])
        return self.voice.segments(fact.names)

    def _what(self, fact: Fact) -> str:
        name = self.voice.indicator(self._indicator(fact))
        # A question names the usual headline figure; in another folder that is another one.
        return name.name if name else self.voice.subject["whole"]

    def _rank(self, fact: Fact) -> str:
        if fact.role == "row" or fact.role.startswith("count_"):
            return str(fact.rank)
        ordinals = self.voice.language.sentences["nth"]
        return str(ordinals[fact.rank - 1]) if 0 < fact.rank <= len(ordinals) else str(fact.rank)

    def heading(self, rows: Sequence[Fact]) -> Line:
        """Write what the rows of a table have in common."""
        parts, kinds = self.parts(rows[0]), {self.kind(fact.estimate) for fact in rows if fact.estimate}
        if rows[0].role == "row_period":
            return self.sentence("heading.periods", {"Subject": _upper(self.subject(self.query.segments))})
        relation = self.relation(rows[0].estimate) if rows[0].estimate else ""
        name = f"heading.{relation}" if relation in ("share", "growth") else "heading.level"
        return self.sentence(name, {"period": parts["period"], "kind": kinds.pop() if len(kinds) == 1 else ""})

    def row(self, fact: Fact, beside: Fact | None) -> Line:
        """Write a row of a table, or any other line, with the figure that stands beside it."""
        if fact.role in _NEWS:
            return self._news(fact, beside)
        if beside is None or beside.estimate is None:
            return self.fact(fact)
        name, estimate = self._name(fact), beside.estimate
        signed = self.relation(estimate) in _LINKING
        parts = {"figure": self.voice.figure(estimate, signed=signed, short=True), "how": self._how(estimate)}
        written = self.words(self.beside(name), **parts)
        return self.sentence(name, self.parts(fact) | {"beside": written})

    def _news(self, fact: Fact, beside: Fact | None) -> Line:
        """Write a new figure as it would head an answer; a revised one with what it was before."""
        parts = self.parts(fact)
        line = (*self.sentence(fact.role, parts), *self.sentence(self._headline(fact), parts))
        knowledge, estimate = self.voice.knowledge, fact.estimate
        counted = estimate is not None and self._indicator(fact) == knowledge.headline
        if counted and estimate is not None and not knowledge.of_main(estimate.perimeter):
            line = (*line, *self.sentence("news_perimeter", parts))
        if beside is None or beside.estimate is None:
            return line
        before = self._measured(beside, beside.estimate)
        return (*line, *self.sentence(f"{fact.role}.beside", before))

    def beside(self, name: str) -> str:
        """Return the sentence of what stands beside another one."""
        own = f"{name}.beside"
        return own if own in self.voice.language.sentences else "beside_share"

    def cells(self, fact: Fact, beside: Fact | None) -> tuple[str, ...]:
        """Write a row as the cells of a table; empty where the fact is no plain row."""
        if fact.role not in _ROWS or fact.estimate is None:
            return ()
        parts = self.parts(fact)
        if fact.role == "row_park":
            return (parts["names"], parts["figure"])
        dated = fact.role in ("row_period", "row_period_of")
        label = parts["Period"] if dated else _upper(parts["who"])
        ranged = "" if fact.role == "row_shares" else parts["range"]  # two shares side by side have no room for it
        figure = parts["figure"] + ranged + (parts["kind"] if dated else "")
        ranked = f"{fact.rank}. {label}" if fact.role == "row_nth" else label
        share = (self.voice.figure(beside.estimate, short=True),) if beside is not None and beside.estimate else ()
        return (ranked, figure, *share)

    def level(self, who: str) -> str:
        """Write what the headline figure measures: "exports", "CRM exports"."""
        name = "subject.level_of" if who else "subject.level"
        return self.words(name, who=who, **self.voice.subject)

    # --- notes ------------------------------------------------------------------------------------------------------

    def note(self, note: Note) -> Line:
        """Write one note."""
        voice = self.voice
        name = f"note.{note.name}"
        if note.name == "unclear" and note.words:
            name = "note.unclear_word"
        dated = f", {voice.period(note.period)}" if note.period and note.period.dated else ""
        scoped = note.name in ("perimeter", "scope_rows", "not_that_scope")
        perimeter = voice.perimeter(note.codes[0]) if scoped else ""
        parts = {
            "period": voice.period(note.period),
            "dated": dated,
            "words": ", ".join(note.words),
            "who": "" if scoped else voice.listed(note.codes),
            "perimeter": perimeter,
            "subject": self.subject(note.codes),
        }
        return self.sentence(name, parts)

    def subject(self, codes: tuple[str, ...]) -> str:
        """Write what was asked for: "exportations CRM", "emplois"."""
        who = self.voice.segments(codes)
        if self.query.indicator != self.voice.knowledge.headline:
            name = self.voice.indicator(self.query.indicator)
            what = name.name if name else ""
            return f"{what} ({who})" if who else what
        return self.level(who)

    def formula(self, estimate: Estimate) -> Line:
        """Write the computation with the numbers in it."""
        assert estimate.formula is not None  # noqa: S101  (asked for computed figures only)
        return self.sentence(
            "formula", {"formula": self.voice.formula(estimate.formula), "result": self._result(estimate)}
        )

    def _result(self, estimate: Estimate) -> str:
        """Write what a formula comes to, with all the digits of a plain sum."""
        if estimate.unit in ("percent", "points") or estimate.formula is None:
            return self.voice.bare(estimate)
        finest = _finest(estimate.formula) if _plain_sum(estimate.formula) else estimate.decimals
        return self.voice.number(rounded(estimate.central, finest), finest)


def _finest(formula: Formula) -> int:
    return max(-int(term.value.as_tuple().exponent) for term in terms(formula))


def _plain_sum(formula: Formula) -> bool:
    return isinstance(formula, Term) or (
        formula.symbol in "+-" and _plain_sum(formula.left) and _plain_sum(formula.right)
    )


def _printed_in(estimate: Estimate) -> str:
    return estimate.observation.perimeter if estimate.observation else estimate.perimeter


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
