"""What a chart says: labels, titles, units, sources, kinds of figures and the alt text, in one voice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.query import Query
from bot.wording.charts.chart import Chart, ChartKind, Key, Mark, Row
from bot.wording.charts.shelf import WHOLE, Shelf
from bot.wording.replies import figure_of
from bot.wording.typography import NO_BREAK, tied
from bot.wording.voice import Voice
from knowledge import Estimate, Kind, Period

_MONEY = ("MAD_bn", "MAD_mn", "MAD")
_SMALL = Decimal("0.1")
"""Amounts that are all below so many billions are written in millions."""

_STYLES = (Kind.PUBLISHED, Kind.COMPUTED, Kind.PROJECTION, Kind.TARGET)
_PRELIMINARY = "preliminary"


@dataclass(frozen=True)
class Words:
    """Writes one chart."""

    voice: Voice
    shelf: Shelf
    query: Query
    counted: str = ""
    """The perimeter whose count this is, for an indicator that several perimeters count differently."""

    def say(self, name: str, **parts: str) -> str:
        """Fill in a sentence of the language folder; a part is also at hand with a capital."""
        capitals = {key.capitalize(): part[:1].upper() + part[1:] for key, part in parts.items()}
        sentences = self.voice.language.sentences
        line = str(sentences[f"chart.{name}"]).format_map(parts | capitals)
        for met, written in sentences["chart.elision"].items():
            line = line.replace(met, written)
        return tied(line)

    # --- figures ----------------------------------------------------------------------------------------------------

    def unit(self, estimates: Iterable[Estimate]) -> str:
        """Return the one unit in which all figures of a chart are written."""
        found = list(estimates)
        unit = found[0].unit
        if unit not in _MONEY:
            return unit
        if self.query.unit in _MONEY:
            return self.query.unit
        return "MAD_mn" if unit == "MAD_bn" and all(abs(one.number) < _SMALL for one in found) else unit

    def mark(self, estimate: Estimate, unit: str, *, signed: bool = False) -> Mark:
        """Return a figure as it stands at its bar."""
        return Mark(
            figure=figure_of(estimate, self.voice),
            text=tied(self.voice.plain(estimate, unit, signed=signed)),
            range=self.voice.plain_interval(estimate, unit),
        )

    def figure(self, estimate: Estimate, *, signed: bool = False) -> str:
        """Write a figure with its unit, for a title."""
        return self.voice.figure(estimate, self.query.unit if estimate.unit in _MONEY else "", signed=signed)

    # --- names ------------------------------------------------------------------------------------------------------

    def who(self, codes: Sequence[str]) -> str:
        """Write segments as a sentence speaks of them: "l’ITO et le CRM"."""
        names = self.voice.names.segments
        return self.voice.listed([(names[code].coded or code) if code in names else code for code in codes])

    def number(self, codes: Sequence[str]) -> str:
        """Return which form of a sentence speaks of so many segments."""
        return "one" if len(codes) == 1 else "many"

    def short(self, period: Period) -> str:
        """Write a period as short as it can be: "S1 2025"."""
        name = f"chart.period.{period.kind}"
        if name not in self.voice.language.sentences:
            return self.voice.period(period)
        return self.say(f"period.{period.kind}", index=str(period.index), year=str(period.year))

    def stretch(self, periods: Sequence[Period]) -> str:
        """Write the first and the last of some periods."""
        named = [self.short(period).replace(" ", NO_BREAK) for period in periods]
        return self.voice.listed(named) if len(named) < 3 else self.say("range", first=named[0], last=named[-1])

    def label(self, codes: Sequence[str], *, jointly: bool = False) -> tuple[str, str]:
        """Return the label of some segments and the words beside it: why several are one, or a full name."""
        if tuple(codes) == WHOLE:
            return self.voice.segment(codes[0]), ""
        if len(codes) > 1:
            return self.voice.listed(codes), self.say("jointly" if jointly else "together")
        name = self.voice.names.segments.get(codes[0])
        return codes[0], name.name if name else ""

    # --- lines ------------------------------------------------------------------------------------------------------

    def subtitle(
        self, periods: Sequence[Period], unit: str, segments: Sequence[str] = (), total: Estimate | None = None
    ) -> str:
        """Write what is measured, where, when and in which unit; and the perimeter, where it is not the main one."""
        name = self.voice.indicator(self.shelf.indicator)
        what = name.name if name else ""
        if segments and tuple(segments) != WHOLE:
            what = self.say("what_of", who=self.voice.segments(segments, full=True), level=self.voice.subject["level"])
        words = self._unit_words(unit)
        parts = {"what": what, "place": self.voice.place(self.shelf.knowledge.country), "period": self.stretch(periods)}
        line = self.say("subtitle", unit=words, **parts) if words else self.say("subtitle_plain", **parts)
        if total is not None:
            line = self.say("subtitle_total", subtitle=line, figure=self.voice.plain(total, unit))
        perimeter = self._perimeter()
        return self.say("subtitle_perimeter", subtitle=line, perimeter=perimeter) if perimeter else line

    def _perimeter(self) -> str:
        """Return what is counted, where that is not what everyone means."""
        if self.counted:
            return self.voice.perimeter(self.counted)
        return "" if self.shelf.main else self.voice.perimeter(self.shelf.perimeter)

    def _unit_words(self, unit: str) -> str:
        return self.say(f"unit.{unit}") if f"chart.unit.{unit}" in self.voice.language.sentences else ""

    def _intervals(
        self, title: str, told: Iterable[Estimate], drawn: Sequence[str], said: Sequence[str]
    ) -> Iterable[str]:
        """Tell the intervals of what the title states, where neither a bar nor a note shows them."""
        for one in told:
            interval = self.voice.interval(one, self.query.unit)
            if interval and interval not in drawn and not any(interval in note for note in said):
                signed = tied(self.figure(one, signed=True)).lower() in title.lower()
                yield self.say("note.interval", figure=self.figure(one, signed=signed), interval=interval)

    def keys(self, rows: Sequence[Row]) -> tuple[Key, ...]:
        """Say how each kind of figure in the chart is drawn."""
        drawn = [mark for row in rows for mark in row.marks if mark is not None]
        return tuple(
            Key(style=str(style), text=self._key(style, drawn))
            for style in _STYLES
            if any(mark.style == style for mark in drawn)
        )

    def _key(self, style: Kind, drawn: Sequence[Mark]) -> str:
        if style is not Kind.PUBLISHED:
            return self.say(f"key.{style}")
        published = {mark.figure.period: mark.figure.status for mark in drawn if mark.style == style}
        preliminary = [Period.parse(code) for code, status in published.items() if status == _PRELIMINARY]
        if not preliminary:
            return self.say("key.published")
        if len(preliminary) == len(published):
            return self.say("key.preliminary")
        return self.say("key.preliminary_some", period=self.voice.listed([self.short(one) for one in preliminary]))

    def source(self, marks: Iterable[Mark]) -> str:
        """Cite where the figures come from."""
        cited = dict.fromkeys(self.voice.citation(source) for mark in marks for source in mark.figure.sources[:1])
        sentences = self.voice.language.sentences
        return tied(str(sentences["source"]).format(names=str(sentences["source_and"]).join(cited)))

    def kind(self, mark: Mark) -> str:
        """Say what kind of figure a mark is."""
        figure = mark.figure
        name = figure.kind if figure.kind != Kind.PUBLISHED else figure.status
        return str(self.voice.language.sentences[f"kind.{name}"])

    def _alt(self, title: str, subtitle: str, rows: Sequence[Row], series: Sequence[str]) -> str:
        said = [
            self.say(
                "alt_row", label=" ".join(filter(None, (row.label, which))), figure=mark.text, kind=self.kind(mark)
            )
            for row in rows
            for which, mark in zip(series, row.marks, strict=True)
            if mark is not None
        ]
        return self.say("alt", title=title, subtitle=subtitle, rows=self.say("alt_join").join(said))

    def chart(  # noqa: PLR0913  (the parts of a chart)
        self,
        kind: ChartKind,
        title: str,
        subtitle: str,
        rows: Sequence[Row],
        *,
        periods: Sequence[Period],
        unit: str,
        series: tuple[str, ...] = ("",),
        notes: Iterable[str] = (),
        stated: Iterable[Estimate] = (),
    ) -> Chart:
        """Put a chart together with what follows from its rows: kinds, sources, alt text."""
        told, said = list(stated), tuple(notes)
        further = [Mark(figure=figure_of(one, self.voice), text="") for one in told]
        drawn = [mark for row in rows for mark in (*row.marks, row.beside) if mark is not None]
        return Chart(
            kind=kind,
            language=self.voice.language.code,
            version=self.shelf.knowledge.version,
            perimeter=self.shelf.perimeter,
            unit=unit,
            periods=tuple(period.code for period in periods),
            title=title,
            subtitle=subtitle,
            rows=tuple(rows),
            series=series,
            keys=self.keys(rows),
            notes=(
                *self._intervals(title, told, [mark.range for row in rows for mark in row.marks if mark], said),
                *said,
            ),
            source=self.source([*drawn, *further]),
            alt=self._alt(title, subtitle, rows, series),
            stated=tuple(mark.figure for mark in further),
        )
