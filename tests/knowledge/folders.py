"""Knowledge folders to break, and one on another subject."""

from __future__ import annotations

import shutil
from pathlib import Path

from knowledge import PACKAGED

HEADER = (
    "id,indicator,segment,period,place,value,unit,qualifier,low,high,status,perimeter,source,locator,also,"
    "alternative_to,note"
)

FISHERIES = {
    "segments.yaml": "- code: COD\n- code: HERRING\n- code: SQUID\n",
    "indicators.yaml": (
        "- {code: landings, kind: flow, unit: kt, headline: true}\n"
        "- {code: growth, kind: rate, unit: percent, of: landings, relation: growth}\n"
        "- {code: share, kind: rate, unit: percent, of: landings, relation: share}\n"
    ),
    "places.yaml": "- {code: IS, kind: country}\n",
    "perimeters.yaml": "- {code: fleet, main: true}\n",
    "sources.yaml": (
        "- id: yearbook\n  publisher: Harbour Office\n  title: Landings\n  date: 2024-05\n"
        "  url: https://harbour.example/2024\n  language: en\n  kind: official\n  producer: harbour_office\n"
        "  citation: {en: Harbour Office (May 2024)}\n"
    ),
    "statements.yaml": (
        "- id: cod\n  topic: definition\n  about: COD\n  source: yearbook\n  text: {en: Cod is a fish of cold water.}\n"
    ),
    "names/en.yaml": (
        "language: en\n"
        "segments:\n  _T: {name: all species}\n  COD: {name: cod}\n  HERRING: {name: herring}\n  SQUID: {name: squid}\n"
        "indicators:\n  landings: {name: landings}\n"
        "places:\n  IS: {name: Iceland}\n"
        "perimeters:\n  fleet: {name: the whole fleet}\n"
    ),
}

LANDINGS = (
    "landings,_T,2023,100.0,kt",
    "landings,COD,2023,61.2,kt",
    "landings,HERRING,2023,30.5,kt",
    "share,COD,2024,60.0,percent",
    "landings,_T,2024,110.0,kt",
    "growth,HERRING,2024,10.0,percent",
)
"""Indicator, segment, period, value and unit."""


def copied(to: Path) -> Path:
    """Copy the packaged folder."""
    return Path(shutil.copytree(PACKAGED, to / "data"))


def fisheries(to: Path, rows: tuple[str, ...] = LANDINGS) -> Path:
    """Write a folder about fish: three species, two years."""
    folder = to / "fisheries"
    for name, text in FISHERIES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    lines = [HEADER]
    for number, row in enumerate(rows, 1):
        indicator, segment, period, value, unit = row.split(",")
        lines.append(
            f"o{number},{indicator},{segment},{period},IS,{value},{unit},exact,,,published,fleet,yearbook,p. 1,,,"
        )
    (folder / "observations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def edit(file: Path, old: str, new: str) -> None:
    """Replace a piece of text that stands in a file once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def append(folder: Path, row: str) -> None:
    """Add a row to the observations."""
    with (folder / "observations.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
