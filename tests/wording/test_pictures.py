"""Charts as pictures: like the golden files within a tolerance that a changed bar or word exceeds."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from bot.assistant import Assistant
from bot.wording.charts import Chart
from bot.wording.charts.drawing import style
from bot.wording.charts.drawing.draw import draw
from tests.wording.charted import QUERIES, chart, golden, unlike

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", QUERIES)
def test_a_picture_is_like_its_golden_file(assistant: Assistant, name: str, language: str) -> None:
    picture = draw(chart(assistant, name, language))
    assert Image.open(io.BytesIO(picture)).size[0] == style.WIDTH
    assert unlike(picture, golden(name, language)) == ""


def _changed(first: Chart) -> list[Chart]:
    row = first.rows[1]
    mark = row.marks[0]
    assert mark is not None
    longer = mark.model_copy(update={"figure": mark.figure.model_copy(update={"value": Decimal(5)})})
    hatched = mark.model_copy(update={"figure": mark.figure.model_copy(update={"kind": "computed"})})
    other = mark.model_copy(update={"text": "8,888"})
    rows = [
        (first.rows[0], row.model_copy(update={"marks": (one,)}), *first.rows[2:]) for one in (longer, hatched, other)
    ]
    return [first.model_copy(update={"rows": found}) for found in rows]


def test_the_tolerance_sees_a_changed_bar_a_hatch_and_a_figure(assistant: Assistant) -> None:
    for one in _changed(chart(assistant, "breakdown", "fr")):
        assert unlike(draw(one), golden("breakdown", "fr")) != ""


def test_threads_draw_the_same_pictures_at_once(assistant: Assistant) -> None:
    charts = [chart(assistant, name, "fr") for name in ("breakdown", "years", "progress")]
    alone = [draw(one) for one in charts]
    found: dict[int, bytes] = {}
    threads = [threading.Thread(target=lambda at=at: found.__setitem__(at, draw(charts[at % 3]))) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[at] for at in range(6)] == alone * 2


def test_planning_loads_no_matplotlib() -> None:
    code = (
        "import sys; from bot.__main__ import main; main(['ask', 'ITO 2024']); "
        "import bot.storage.gallery; sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).returncode == 0
