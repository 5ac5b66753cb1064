"""Bars from left to right, one below the other: breakdown, shares, ranking, comparison."""

from __future__ import annotations

from dataclasses import dataclass

from bot.wording.charts.chart import Chart, Mark, Row
from bot.wording.charts.drawing import style
from bot.wording.charts.drawing.sheet import Sheet

_THICK = 50
_THIN = 40
_UNDER_LABEL = 16
_BETWEEN = 8
_APART = 34
_GAP = 14
_SIDE = 24
"""Between the periods on the left and their bars."""


@dataclass(frozen=True)
class _Scale:
    """Where zero stands and how long one unit is."""

    zero: float
    unit: float
    crossed: bool
    """Whether some bar goes below zero, so that zero has to be shown."""

    def end(self, value: float) -> float:
        """Return where a bar of this value ends."""
        return self.zero + value * self.unit


def bars(sheet: Sheet, chart: Chart, top: float) -> float:
    """Draw all rows below ``top`` and return where they end."""
    scale = _scale(sheet, chart, left_of_bars(sheet, chart))
    y = top
    for row in chart.rows:
        y = _row(sheet, chart, row, scale, y) + _APART
    return y - _APART


def left_of_bars(sheet: Sheet, chart: Chart) -> float:
    """Return where bars may begin: right of the periods, where there are two."""
    named = max(sheet.width(name, style.DETAIL, bold=True) for name in chart.series)
    return style.MARGIN + (named + _SIDE if named else 0)


def _scale(sheet: Sheet, chart: Chart, start: float) -> _Scale:
    """Fit the longest bars on both sides of zero into the width; figures stand on the right, also below zero."""
    ends = [
        (mark.value, _words_width(sheet, row, mark) + _GAP)
        for row in chart.rows
        for mark in row.marks
        if mark is not None
    ]
    least = max((-value for value, _ in ends if value < 0), default=0.0)
    room = style.WIDTH - style.MARGIN - start
    unit = min((room - width) / ((max(value, 0.0) + least) or 1.0) for value, width in ends)
    return _Scale(start + least * unit, unit, least > 0)


def _row(sheet: Sheet, chart: Chart, row: Row, scale: _Scale, top: float) -> float:
    baseline = top + style.LABEL * 0.8
    label = f"{row.label} "
    sheet.write(style.MARGIN, baseline, row.label, style.LABEL, bold=True)
    if row.detail:
        x = style.MARGIN + sheet.width(label, style.LABEL, bold=True) + 6
        sheet.write(x, baseline, row.detail, style.DETAIL, color=style.SOFT)
    y = baseline + _UNDER_LABEL
    thick = _THICK if len(row.marks) == 1 else _THIN
    for place, mark in enumerate(row.marks):
        if mark is not None:
            _bar(sheet, chart, row, mark, place, scale, y, thick)
            y += thick + _BETWEEN
    return y - _BETWEEN


def _bar(  # noqa: PLR0913, PLR0917  (a bar and where it stands)
    sheet: Sheet, chart: Chart, row: Row, mark: Mark, place: int, scale: _Scale, y: float, thick: float
) -> None:
    end = scale.end(mark.value)
    start, length = min(scale.zero, end), max(abs(end - scale.zero), 2.0)
    sheet.bar(start, y, length, thick, mark.style, colour(chart, row, place))
    if scale.crossed:
        sheet.line(scale.zero, y - _BETWEEN, scale.zero, y + thick + _BETWEEN, color=style.SOFT, width=3)
    baseline = y + thick / 2 + style.FIGURE * 0.34
    pieces = _pieces(row, mark)
    x = max(end, scale.zero) + _GAP
    if chart.series[place]:
        sheet.write(style.MARGIN, baseline, chart.series[place], style.DETAIL, bold=True, color=style.SOFT)
    for text, size, bold, color in pieces:
        sheet.write(x, baseline, text, size, bold=bold, color=color)
        x += sheet.width(text, size, bold=bold)


def colour(chart: Chart, row: Row, place: int) -> str:
    """Return the colour of a bar: strong for what the title is about, and for the later of two periods."""
    told = [mark for other in chart.rows if other.strong for mark in other.marks if mark is not None]
    strong = row.strong or all(mark.style in ("projection", "target") for mark in told)
    if len(chart.series) > 1:
        return (style.PLAIN, style.STRONG)[place] if strong else (style.EARLIER, style.LATER)[place]
    return style.STRONG if strong else style.PLAIN


def _pieces(row: Row, mark: Mark) -> list[tuple[str, float, bool, str]]:
    """Return what stands at the end of a bar, piece by piece: text, size, bold, colour."""
    pieces: list[tuple[str, float, bool, str]] = [
        (mark.text, style.FIGURE if len(row.marks) == 1 else style.FIGURE - 4, True, style.INK)
    ]
    if mark.range:
        pieces.append((f"  {mark.range}", style.SMALL, False, style.SOFT))
    if row.beside is not None:
        pieces.append((f"  {row.beside.text}", style.DETAIL, False, style.INK))
    return pieces


def _words_width(sheet: Sheet, row: Row, mark: Mark) -> float:
    return sum(sheet.width(text, size, bold=bold) for text, size, bold, _ in _pieces(row, mark))
