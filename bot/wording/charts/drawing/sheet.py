"""A sheet of paper: text that is measured before it is set, and bars; coordinates are pixels from the top left."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from threading import Lock

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from bot.wording.charts.drawing import style

_FONTS = Path(__file__).parent.parent / "fonts"
_FAMILIES = ["Fira Sans", "DejaVu Sans"]
"""The second one has the letters that the first one lacks."""

_DPI = 72
"""A point is a pixel."""

_STRIPE = 13
_OUTLINES = {"projection": (0, (5, 3)), "target": (0, (1.2, 1.6))}
"""Dashes for what is foreseen, dots for what is aimed at."""
_registering = Lock()


@cache
def _register() -> None:
    for file in sorted(_FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(file)


@cache
def _font(size: float, *, bold: bool) -> FontProperties:
    with _registering:
        _register()
    return FontProperties(family=_FAMILIES, weight="bold" if bold else "normal", size=size)


class Sheet:
    """One picture in the making; its height is settled when everything stands on it."""

    def __init__(self) -> None:
        self._figure = Figure(figsize=(style.WIDTH / _DPI, 1), dpi=_DPI, facecolor=style.PAPER)
        FigureCanvasAgg(self._figure)
        self._axes: Axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, style.WIDTH)
        self._ruler = RendererAgg(1, 1, _DPI)  # type: ignore[no-untyped-call] # no types there

    # --- text -------------------------------------------------------------------------------------------------------

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Measure a line."""
        font = _font(size, bold=bold)
        found = self._ruler.get_text_width_height_descent(text, font, ismath=False)  # type: ignore[no-untyped-call] # no types there
        return float(found[0])

    def wrapped(self, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """Break a text into lines at its spaces; no-break spaces hold."""
        lines: list[str] = []
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, size, bold=bold) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def write(  # noqa: PLR0913  (where and how)
        self,
        x: float,
        baseline: float,
        text: str,
        size: float,
        *,
        color: str = style.INK,
        bold: bool = False,
        align: str = "left",
    ) -> None:
        """Set a line on its baseline."""
        self._axes.text(
            x,
            baseline,
            text,
            fontproperties=_font(size, bold=bold),
            color=color,
            ha=align,
            va="baseline",
            parse_math=False,
            zorder=5,
        )

    # --- shapes -----------------------------------------------------------------------------------------------------

    def bar(self, x: float, y: float, width: float, height: float, look: str, color: str) -> None:
        """Draw a bar: ``published`` solid, ``computed`` hatched, what is no result yet as an outline."""
        outlook = look not in ("published", "computed")
        patch = Rectangle(
            (x, y),
            width,
            height,
            facecolor=style.OUTLOOK_FILL if outlook else color,
            edgecolor=style.OUTLOOK if outlook else "none",
            linestyle=_OUTLINES.get(look, _OUTLINES["projection"]),
            linewidth=3 if outlook else 0,
            zorder=3,
        )
        self._axes.add_patch(patch)
        if look == "computed":
            self._hatch(patch, x, y, width, height)

    def _hatch(self, patch: Rectangle, x: float, y: float, width: float, height: float) -> None:
        """Cut stripes out of a bar; matplotlib's own hatches are as wide as a setting that all threads share."""
        steps = range(int((width + height) // _STRIPE) + 1)
        lines = [((x + at * _STRIPE, y), (x + at * _STRIPE - height, y + height)) for at in steps]
        stripes = LineCollection(lines, colors=style.PAPER, linewidths=3.5, zorder=4)
        self._axes.add_collection(stripes, autolim=False)
        stripes.set_clip_path(patch)

    def line(self, x: float, y: float, to_x: float, to_y: float, *, color: str = style.RULE, width: float = 2) -> None:
        """Draw a straight line."""
        self._axes.add_collection(
            LineCollection([((x, y), (to_x, to_y))], colors=color, linewidths=width, zorder=2), autolim=False
        )

    def png(self, height: float) -> bytes:
        """Cut the paper to its height and return the picture."""
        pixels = round(height)
        self._figure.set_size_inches(style.WIDTH / _DPI, pixels / _DPI)
        self._axes.set_ylim(pixels, 0)
        out = io.BytesIO()
        self._figure.savefig(out, format="png", dpi=_DPI, metadata={"Software": None})
        return out.getvalue()
