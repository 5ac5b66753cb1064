"""The charts that are looked at: questions as queries, and their pictures as small golden files.

``python -m tests.wording.charted`` draws the golden files anew; look at each of them before it is committed.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from bot.assistant import Assistant
from bot.reading.query import Amount, Operation, Query
from bot.wording.charts import Chart, plan
from bot.wording.charts.drawing.draw import draw
from knowledge import Period

FOLDER = Path(__file__).parent / "pictures"
WIDTH = 360
TILE = 12
MOST_OFF = 25
"""Mean difference of a tile that rendering may make; colours cost up to 12, a changed figure makes 80."""


def periods(*codes: str) -> tuple[Period, ...]:
    return tuple(Period.parse(code) for code in codes)


QUERIES: dict[str, Query] = {
    "breakdown": Query(operation=Operation.BREAKDOWN, periods=periods("2024")),
    "breakdown-together": Query(operation=Operation.SHARE, segments=("CRM",), periods=periods("2025-S1")),
    "shares": Query(operation=Operation.SHARE, segments=("ESO",), periods=periods("2024", "2025-S1")),
    "years": Query(operation=Operation.VALUE, periods=periods("2024")),
    "halves": Query(operation=Operation.VALUE, periods=periods("2025-S1")),
    "quarters": Query(operation=Operation.TREND, segments=("CRM",), per="quarter"),
    "segment": Query(operation=Operation.TREND, segments=("CRM",), per="half"),
    "older": Query(operation=Operation.TREND, periods=periods("2020", "2024"), spans=True),
    "ranking": Query(operation=Operation.RANKING, periods=periods("2024"), segments=("CRM",), rank=2),
    "growths": Query(operation=Operation.RANKING, periods=periods("2024"), measure="growth"),
    "comparison": Query(operation=Operation.COMPARISON, segments=("ITO",), against=("CRM",), periods=periods("2024")),
    "progress": Query(operation=Operation.PROGRESS, periods=periods("2025"), outlook=True),
    "progress-year": Query(operation=Operation.PROGRESS, segments=("ESO",), periods=periods("2025-S1", "2024")),
    "target": Query(operation=Operation.VALUE, indicator="jobs", periods=periods("2030"), outlook=True),
    "above": Query(
        operation=Operation.SELECTION,
        segments=("ITO", "CRM", "ESO"),
        periods=periods("2024"),
        measure="share",
        threshold=Amount(values=(10,), unit="percent"),
    ),
}


def chart(assistant: Assistant, name: str, language: str) -> Chart:
    found = plan(QUERIES[name], assistant.knowledge, assistant.voices[language])
    assert found is not None, name
    return found


def small(picture: bytes) -> Image.Image:
    """Return a picture as it is kept: a third of its size, in few colours."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    return image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.BOX)


def unlike(picture: bytes, golden: Path) -> str:
    """Return how a picture differs from a golden file by more than rendering may; empty where it does not."""
    drawn, kept = small(picture), Image.open(golden).convert("RGB")
    if drawn.size != kept.size:
        return f"size {drawn.size}, kept {kept.size}"
    off = np.abs(np.asarray(drawn, dtype=np.int16) - np.asarray(kept, dtype=np.int16)).max(axis=2)
    rows, columns = (side // TILE * TILE for side in off.shape)
    tiles = off[:rows, :columns].reshape(rows // TILE, TILE, columns // TILE, TILE).mean(axis=(1, 3))
    worst = float(tiles.max())
    return "" if worst < MOST_OFF else f"a tile is {worst:.0f} of 255 off"


def golden(name: str, language: str) -> Path:
    return FOLDER / f"{name}.{language}.png"


if __name__ == "__main__":
    for query in QUERIES:
        for code in ("fr", "en"):
            image = small(draw(chart(Assistant.open(), query, code))).quantize(48)
            image.save(golden(query, code), optimize=True)
