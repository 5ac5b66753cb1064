"""One bar that fills up: what is done of what is to be reached."""

from __future__ import annotations

from bot.wording.charts.chart import Chart, Row
from bot.wording.charts.drawing import style
from bot.wording.charts.drawing.sheet import Sheet

_THICK = 130
_GAP = 20
_REACHED = 96


def gauge(sheet: Sheet, chart: Chart, top: float) -> float:
    """Draw the part (the first row) in the whole (the second row) below ``top``; return where it ends."""
    done, goal, *rest = chart.rows
    if done.mark is None or goal.mark is None:
        return top
    longest = max(done.mark.value, goal.mark.value) or 1.0
    filled, whole = (mark.value / longest * style.INNER for mark in (done.mark, goal.mark))
    y = top
    if done.beside is not None:
        y += _REACHED * 0.8
        text = done.beside.text
        size = _REACHED * min(1.0, style.INNER / sheet.width(text, _REACHED, bold=True))
        sheet.write(style.MARGIN, y, text, size, bold=True, color=style.STRONG)
        y += _GAP * 2
    if whole > filled:
        sheet.bar(style.MARGIN + filled, y, whole - filled, _THICK, goal.mark.style, style.PLAIN)
    sheet.bar(style.MARGIN, y, filled, _THICK, done.mark.style, style.STRONG)
    for row in rest:
        _inside(sheet, row, style.MARGIN + filled, whole - filled, y)
    baseline = y + _THICK + style.FIGURE * 1.5
    _end(sheet, done, style.MARGIN, baseline, "left")
    return _end(sheet, goal, style.WIDTH - style.MARGIN, baseline, "right")


def _inside(sheet: Sheet, row: Row, x: float, width: float, y: float) -> None:
    """Write what is left into the part of the bar that is not filled, where it has the room."""
    text = row.tag
    size = style.LABEL * min(1.0, (width - 2 * _GAP) / sheet.width(text, style.LABEL))
    if size >= style.DETAIL:
        sheet.write(x + width / 2, y + _THICK / 2 + size * 0.34, text, size, align="center")


def _end(sheet: Sheet, row: Row, x: float, baseline: float, align: str) -> float:
    """Write a figure with its period below its end of the bar."""
    if row.mark is not None:
        sheet.write(x, baseline, row.mark.text, style.FIGURE + 6, bold=True, align=align)
    baseline += style.LABEL * style.LEADING
    color = style.OUTLOOK if row.tag else style.SOFT
    sheet.write(x, baseline, row.tag or row.label, style.DETAIL + 2, color=color, align=align)
    return baseline + 10
