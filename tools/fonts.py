"""Cut a typeface down to what charts write, with the narrow no-break space that French numbers need.

``uv run --with fonttools python tools/fonts.py FOLDER`` reads ``FiraSans-Regular.ttf`` and ``FiraSans-SemiBold.ttf`` in
FOLDER (the family as its makers publish it, SIL Open Font License) and writes ``bot/wording/charts/fonts``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

TARGET = Path(__file__).parent.parent / "bot" / "wording" / "charts" / "fonts"
NARROW = 0x202F
WRITTEN = (
    "0020-007E,00A0-017F,0218-021B,02C6-02DD,2002-2014,2018-201E,2020-2022,2026,2030,2032,2033,2039,203A,2044,20AC,"
    "2190-2193,2212,2248,2260,2264,2265"
)


def cut(source: Path, target: Path) -> None:
    """Write the characters of ``WRITTEN`` and a narrow no-break space."""
    font = TTFont(source)
    options = Options(hinting=False, layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl"])
    options.drop_tables += ["DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(WRITTEN))
    subsetter.subset(font)
    space = font["hmtx"]["space"][0]
    font.setGlyphOrder([*font.getGlyphOrder(), "uni202F"])
    font["glyf"].glyphs["uni202F"] = Glyph()
    font["hmtx"].metrics["uni202F"] = (space * 5 // 8, 0)
    for table in font["cmap"].tables:
        table.cmap[NARROW] = "uni202F"
    _named(font, "Bold" if "SemiBold" in source.name else "Regular")
    font.save(target / source.name)


def _named(font: TTFont, style: str) -> None:
    """Name the heavier weight the bold of its family, as which it is looked up."""
    for record in font["name"].names:
        if record.nameID in (1, 2, 4):
            record.string = {1: "Fira Sans", 2: style, 4: f"Fira Sans {style}"}[record.nameID]
    font["OS/2"].usWeightClass = 700 if style == "Bold" else 400
    font["head"].macStyle = 1 if style == "Bold" else 0


if __name__ == "__main__":
    for weight in ("Regular", "SemiBold"):
        cut(Path(sys.argv[1]) / f"FiraSans-{weight}.ttf", TARGET)
