"""Charts for a phone: planned from a query and the knowledge, drawn as a PNG."""

from bot.wording.charts.chart import Chart, ChartKind
from bot.wording.charts.plan import plan

__all__ = ["Chart", "ChartKind", "plan"]
