"""What stands around every chart: the message above, the kinds of figures and the source below."""

from __future__ import annotations

from bot.wording.charts.chart import Chart
from bot.wording.charts.drawing import style
from bot.wording.charts.drawing.sheet import Sheet

_SWATCH = (54, 30)
_BRAND = "Raqam"


def head(sheet: Sheet, chart: Chart) -> float:
    """Write the title and the subtitle; return where the drawing may begin."""
    baseline = style.MARGIN + style.TITLE * 0.75
    for line in _balanced(sheet, chart.title, style.TITLE):
        sheet.write(style.MARGIN, baseline, line, style.TITLE, bold=True)
        baseline += style.TITLE * style.LEADING
    baseline += style.SUBTITLE * 0.1
    for line in _balanced(sheet, chart.subtitle, style.SUBTITLE, bold=False):
        sheet.write(style.MARGIN, baseline, line, style.SUBTITLE, color=style.SOFT)
        baseline += style.SUBTITLE * style.LEADING * 1.05
    return baseline + style.SUBTITLE * 0.6


def _balanced(sheet: Sheet, text: str, size: float, *, bold: bool = True, room: float = style.INNER) -> list[str]:
    """Break a text into as few lines as it needs, all about as long."""
    lines = sheet.wrapped(text, size, room, bold=bold)
    width = room
    while len(lines) > 1 and width > room / 2:
        width -= 20
        narrower = sheet.wrapped(text, size, width, bold=bold)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def foot(sheet: Sheet, chart: Chart, top: float) -> float:
    """Write the kinds of figures, the notes and the source; return the height of the picture."""
    y = top + 36
    sheet.line(style.MARGIN, y, style.WIDTH - style.MARGIN, y)
    y = _keys(sheet, chart, y + 24)
    for note in chart.notes:
        y = _written(sheet, _balanced(sheet, note, style.SMALL, bold=False), y)
    y = _written(sheet, _beside_brand(sheet, chart.source), y)
    sheet.write(style.WIDTH - style.MARGIN, y - 6, _BRAND, style.SMALL, bold=True, color=style.STRONG, align="right")
    return y + style.MARGIN * 0.7


def _keys(sheet: Sheet, chart: Chart, top: float) -> float:
    """Show how each kind of figure is drawn, in a flowing line."""
    width, height = _SWATCH
    x, y = float(style.MARGIN), top
    for key in chart.keys:
        needed = width + 14 + sheet.width(key.text, style.SMALL)
        if x > style.MARGIN and x + needed > style.WIDTH - style.MARGIN:
            x, y = float(style.MARGIN), y + height * 1.5
        sheet.bar(x, y, width, height, key.style, style.STRONG)
        sheet.write(x + width + 14, y + height * 0.8, key.text, style.SMALL, color=style.SOFT)
        x += needed + 44
    return y + height + 12


def _beside_brand(sheet: Sheet, text: str) -> list[str]:
    """Break a text so that its last line leaves room for the name on the right."""
    room = style.INNER - sheet.width(_BRAND, style.SMALL, bold=True) - 40
    lines = _balanced(sheet, text, style.SMALL, bold=False)
    if sheet.width(lines[-1], style.SMALL) <= room:
        return lines
    return _balanced(sheet, text, style.SMALL, bold=False, room=room)


def _written(sheet: Sheet, lines: list[str], top: float) -> float:
    baseline = top
    for line in lines:
        baseline += style.SMALL * style.LEADING
        sheet.write(style.MARGIN, baseline, line, style.SMALL, color=style.SOFT)
    return baseline + 6
