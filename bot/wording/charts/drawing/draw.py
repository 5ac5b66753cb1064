"""The door of the drawing room: a chart in, a PNG of a phone's width out; safe in any thread or process."""

from __future__ import annotations

from bot.wording.charts.chart import Chart, ChartKind
from bot.wording.charts.drawing.bars import bars
from bot.wording.charts.drawing.columns import columns
from bot.wording.charts.drawing.frame import foot, head
from bot.wording.charts.drawing.gauge import gauge
from bot.wording.charts.drawing.sheet import Sheet

_BODIES = {ChartKind.SERIES: columns, ChartKind.PROGRESS: gauge}


def draw(chart: Chart) -> bytes:
    """Draw a chart; the same chart always gives the same picture."""
    sheet = Sheet()
    body = _BODIES.get(chart.kind, bars)
    return sheet.png(foot(sheet, chart, body(sheet, chart, head(sheet, chart))))
