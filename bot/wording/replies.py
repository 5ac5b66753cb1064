"""The door of the room: an answer in, the reply that a person reads out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from bot.answering.answer import Answer, Fact
from bot.reading.query import Operation, Query
from bot.wording.lines import Lines
from bot.wording.reply import Figure, Line, Reply, Span, Status, Table
from bot.wording.voice import Voice
from knowledge import Estimate, Formula, Observation, Period
from knowledge import Operation as Computation
from knowledge.estimates import kind_of, terms

MOST_SOURCES = 2
"""Citations on the source line; one is the rule, a second where two publishers stand behind a computation."""


def word(answers: Sequence[tuple[Answer, Voice]], confidence: float) -> Reply:
    """Word the answers to one message; several questions get their answers one below the other."""
    worded = [_Worded(answer, voice) for answer, voice in answers]
    first = worded[0]
    lines: list[Line] = []
    for place, one in enumerate(worded):
        lines += [(Span(text=""),)] if place else []
        lines += one.lines()
    return Reply(
        language=first.voice.language.code,
        status=_status(worded),
        intent=str(first.answer.query.operation),
        confidence=confidence,
        lines=tuple(lines),
        figures=tuple(_unique(figure for one in worded for figure in one.figures())),
        asked=tuple(one.answer.query for one in worded if one.answer.status == Status.ANSWERED),
        suggestions=tuple(dict.fromkeys(text for one in worded for text in one.suggestions())),
        sources=tuple(dict.fromkeys(source for one in worded for source in one.sources())),
        table=first.table() if len(worded) == 1 else None,
    )


def _status(worded: Sequence[_Worded]) -> Status:
    found = [Status(one.answer.status) for one in worded]
    order = (Status.ANSWERED, Status.NO_DATA, Status.CLARIFY, Status.CHAT, Status.OUT_OF_SCOPE)
    return next(status for status in order if status in found)


def _unique(figures: Iterable[Figure]) -> list[Figure]:
    return list(dict.fromkeys(figures))


def _is_ratio(formula: Formula) -> bool:
    return isinstance(formula, Computation) and formula.symbol == "/"


class _Worded:
    """One answer with the lines made of it."""

    def __init__(self, answer: Answer, voice: Voice) -> None:
        self.answer = answer
        self.voice = voice
        self._write = Lines(voice, answer)

    def lines(self) -> list[Line]:
        match self.answer.status:
            case "chat":
                return self._chat()
            case "out_of_scope":
                name = "unreadable" if self.answer.query.operation is Operation.UNREADABLE else "unrelated"
                return [self._write.sentence(name, {})]
            case "answered":
                return self._answered()
        return self._lacking()

    def _chat(self) -> list[Line]:
        periods = self.voice.knowledge.periods(
            self.voice.knowledge.headline, perimeter=self.voice.knowledge.main_perimeter
        )
        parts = (
            {"first": self.voice.period(periods[0]), "last": self.voice.period(max(periods), "to")}
            if periods
            else {"first": "", "last": ""}
        )
        text = self._write.words(f"chat.{self.answer.query.operation}", **parts)
        return [(Span(text=line),) for line in text.split("\n")]

    def _answered(self) -> list[Line]:
        lines = self._facts()
        if self.answer.verdict:
            lines[0] = (*self._write.sentence(f"verdict.{self.answer.verdict}", {}), *lines[0])
        lines = self._heading() + lines
        lines += [self._write.note(note) for note in self.answer.notes]
        lines += self._formula()
        return lines + self._source()

    def _lacking(self) -> list[Line]:
        notes, rest = self.answer.notes[:1], self.answer.notes[1:]
        lines = [self._write.note(note) for note in notes]
        if self.answer.verdict and lines:
            lines[0] = (*self._write.sentence(f"verdict.{self.answer.verdict}", {}), *lines[0])
        lines += self._facts()
        lines += [self._write.note(note) for note in rest]
        if self.answer.facts:
            lines += self._source()
        return lines + [tuple(span.model_copy(update={"offered": True}) for span in line) for line in self._offer()]

    def _offer(self) -> list[Line]:
        suggestions = self.suggestions()
        if self.answer.status == "clarify":
            return [(Span(text=f"• {text}"),) for text in suggestions]
        return [self._write.sentence("try", {"names": " ".join(suggestions)})] if suggestions else []

    def _facts(self) -> list[Line]:
        return [_capital(self._write.row(fact, beside)) for fact, beside in self._lined()]

    def _lined(self) -> Iterator[tuple[Fact, Fact | None]]:
        """Give each fact that has a line of its own, with the one that stands beside it there."""
        facts = self.answer.facts
        for place, fact in enumerate(facts):
            if fact.role == "row_beside":
                continue
            following = facts[place + 1] if place + 1 < len(facts) else None
            yield fact, following if following is not None and following.role == "row_beside" else None

    def _heading(self) -> list[Line]:
        """Say what a table is of, where nothing before its rows does: they are short."""
        rows = [fact for fact in self.answer.facts if fact.role in ("row", "row_period")]
        told = [fact for fact in self.answer.facts if not fact.role.startswith("count_")]
        if not self.answer.table or self.answer.verdict or told[:1] != rows[:1]:
            return []
        return [self._write.heading(rows)]

    def _formula(self) -> list[Line]:
        """Show the computation behind the first computed figure that does not show its own."""
        for fact in self._unshown():
            if fact.estimate is not None and fact.estimate.formula is not None:
                if self.answer.table:
                    return (
                        [self._write.sentence("note.computed_rows", {})]
                        if fact.estimate.unit == "percent" and _is_ratio(fact.estimate.formula)
                        else [self._write.formula(fact.estimate)]
                    )
                return [self._write.formula(fact.estimate)]
        return []

    def _unshown(self) -> Iterator[Fact]:
        """Give the facts whose sentence does not show how they are computed."""
        for fact, beside in self._lined():
            if not self._shows_how(fact.role) and fact.role != "shares_total":
                yield fact
            if beside is not None and not self._shows_how(self._write.beside(fact.role)):
                yield beside

    def _shows_how(self, name: str) -> bool:
        return "{how}" in str(self.voice.language.sentences.get(name, ""))

    def table(self) -> Table | None:
        """Return the facts that are rows of one table, where two or more follow each other."""
        if not self.answer.table or self.answer.status != "answered" or self.answer.verdict:
            return None
        before = len(self._heading())
        rows = [(before + place, self._write.cells(fact, beside)) for place, (fact, beside) in enumerate(self._lined())]
        held = [(place, cells) for place, cells in rows if cells]
        first = held[0][0] if held else 0
        together = [cells for place, (row, cells) in enumerate(held) if row == first + place]
        return Table(first=first, rows=tuple(together)) if len(together) > 1 else None

    def _source(self) -> list[Line]:
        chosen = [self.voice.citation(source) for source in self.sources()]
        if not chosen:
            return []
        joint = str(self.voice.language.sentences["source_and"])
        line = self._write.sentence("source", {"names": joint.join(chosen)})
        return [tuple(span.model_copy(update={"quoted": True}) for span in line)]

    def sources(self) -> list[str]:
        """Return the sources that are cited, each citation once."""
        cited: dict[str, str] = {}
        if self.answer.status not in ("answered", "no_data", "clarify"):
            return []
        for fact in self.answer.facts:
            sources = fact.estimate.sources[:1] if fact.estimate else (fact.statement.source,) if fact.statement else ()
            for source in sources:
                cited.setdefault(self.voice.citation(source), source)
        chosen = list(cited.values())[:MOST_SOURCES]
        for source in self.answer.sources:
            cited.setdefault(self.voice.citation(source), source)
        return list(cited.values()) if self.answer.sources else chosen

    # --- what the lines state ---------------------------------------------------------------------------------------

    def figures(self) -> list[Figure]:
        stated: list[Figure] = []
        for fact in self.answer.facts:
            if fact.estimate is None:
                continue
            stated.append(figure_of(fact.estimate, self.voice))
            for term in terms(fact.estimate.formula) if fact.estimate.formula is not None else ():
                if term.observation is not None:
                    stated.append(_leaf(term.observation))
        return stated

    def suggestions(self) -> list[str]:
        return [text for query in self.answer.suggestions if (text := self._question(query))]

    def _question(self, query: Query) -> str:
        name = f"suggestion.{query.operation}"
        period = self._period(query.periods)
        if query.operation is Operation.VALUE and query.indicator != self.voice.knowledge.headline:
            name = f"suggestion.{query.indicator}"
        elif query.segments:
            name += "_of"
        if name not in self.voice.language.sentences:
            return ""
        who = self.voice.listed(query.segments)
        written = self._write.words(name, who=who, period=period, **self.voice.subject)
        return " ".join(written.split(" "))

    def _period(self, periods: tuple[Period, ...]) -> str:
        return self.voice.period(periods[0], "in") if periods else ""


def _capital(line: Line) -> Line:
    """Begin a line with a capital."""
    if not line:
        return line
    first = line[0]
    return (first.model_copy(update={"text": first.text[:1].upper() + first.text[1:]}), *line[1:])


def figure_of(estimate: Estimate, voice: Voice) -> Figure:
    """Return an estimate in the form that leaves the house."""
    cell = estimate.cell
    formula = voice.formula(estimate.formula) if estimate.formula is not None else None
    return Figure(
        indicator=cell.indicator if cell else "",
        segment="+".join(cell.segments) if cell else "",
        period=cell.period.code if cell else "",
        place=cell.place if cell else "",
        value=estimate.value,
        low=estimate.low if isinstance(estimate.value, Decimal) else None,
        high=estimate.high if isinstance(estimate.value, Decimal) else None,
        unit=estimate.unit,
        kind=str(estimate.kind),
        status=str(estimate.status),
        qualifier=str(estimate.qualifier),
        perimeter=estimate.perimeter,
        sources=estimate.sources,
        formula=formula,
    )


def _leaf(one: Observation) -> Figure:
    return Figure(
        indicator=one.indicator,
        segment=one.segment,
        period=one.period.code,
        place=one.place,
        value=one.number,
        low=None,
        high=None,
        unit=one.unit,
        kind=str(kind_of(one.status, computed=False)),
        status=str(one.status),
        qualifier=str(one.qualifier),
        perimeter=one.perimeter,
        sources=(one.source, *one.also),
    )
