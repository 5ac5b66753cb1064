"""Columns side by side, from a common ground line: one quantity over periods."""

from __future__ import annotations

from bot.wording.charts.chart import Chart, Row
from bot.wording.charts.drawing import style
from bot.wording.charts.drawing.bars import colour
from bot.wording.charts.drawing.sheet import Sheet

_HEIGHT = 520
_WIDEST = 190
_FILL = 0.66
"""How much of its place a column takes."""

_GAP = 16


def columns(sheet: Sheet, chart: Chart, top: float) -> float:
    """Draw all rows as columns below ``top`` and return where their labels end."""
    place = style.INNER / len(chart.rows)
    size = _size(sheet, chart, place)
    heads = [_head(sheet, row, place, size) for row in chart.rows]
    highest = max((abs(row.mark.value) for row in chart.rows if row.mark), default=1.0) or 1.0
    room = max(len(head) for head in heads) * size * style.LEADING + _GAP
    ground = top + room + _HEIGHT
    bottom = ground
    for at, (row, head) in enumerate(zip(chart.rows, heads, strict=True)):
        middle = style.MARGIN + place * (at + 0.5)
        if row.mark is not None:
            height = max(row.mark.value / highest * _HEIGHT, 2.0)
            width = min(place * _FILL, _WIDEST)
            sheet.bar(middle - width / 2, ground - height, width, height, row.mark.style, colour(chart, row, 0))
            _stack(sheet, middle, ground - height - _GAP, head)
        bottom = max(bottom, _foot(sheet, row, middle, ground, place))
    sheet.line(style.MARGIN, ground, style.WIDTH - style.MARGIN, ground, color=style.SOFT, width=3)
    return bottom


def _size(sheet: Sheet, chart: Chart, place: float) -> float:
    """Return the largest size in which every word of every figure fits its column's place."""
    words = [word for row in chart.rows if row.mark for word in row.mark.text.split(" ")]
    size = float(style.FIGURE + 4)
    while size > style.SMALL and any(sheet.width(word, size, bold=True) > place - 8 for word in words):
        size -= 1
    return size


_Line = tuple[str, float, bool, str]


def _head(sheet: Sheet, row: Row, place: float, size: float) -> list[_Line]:
    """Return the lines above a column, from the lowest up: the interval, then the figure with its hedge."""
    if row.mark is None:
        return []
    small = min(size, style.SMALL)
    lines = [(text, small, False, style.SOFT) for text in _fitted(sheet, row.mark.range, small, place)]
    figure = [(text, size, True, style.INK) for text in _fitted(sheet, row.mark.text, size, place, bold=True)]
    return [*reversed(lines), *reversed(figure)]


def _fitted(sheet: Sheet, text: str, size: float, place: float, *, bold: bool = False) -> list[str]:
    return sheet.wrapped(text, size, place - 8, bold=bold) if text else []


def _stack(sheet: Sheet, middle: float, baseline: float, lines: list[_Line]) -> None:
    for text, size, bold, color in lines:
        sheet.write(middle, baseline, text, size, bold=bold, color=color, align="center")
        baseline -= size * style.LEADING


def _foot(sheet: Sheet, row: Row, middle: float, ground: float, place: float) -> float:
    """Write the period below the ground line and what the bar is; return where the words end."""
    baseline = ground + style.LABEL * 1.15
    for text in _fitted(sheet, row.label, style.LABEL - 2, place, bold=True):
        sheet.write(middle, baseline, text, style.LABEL - 2, bold=True, align="center")
        baseline += style.LABEL * style.LEADING
    baseline -= style.LABEL * style.LEADING
    color = style.OUTLOOK if row.mark is not None else style.SOFT
    for text in _fitted(sheet, row.tag, style.SMALL, place):
        baseline += style.SMALL * style.LEADING
        sheet.write(middle, baseline, text, style.SMALL, color=color, align="center")
    return baseline + 8
