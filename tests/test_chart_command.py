"""``raqam ask … --chart FILE.png``, as the real process."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.test_command_line import raqam


@pytest.mark.parametrize("question", ["répartition en 2024 ?", "How has CRM moved by half-year since 2024?"])
def test_a_question_is_answered_and_drawn(tmp_path: Path, question: str) -> None:
    file = tmp_path / "chart.png"
    done = raqam("ask", question, "--chart", str(file))
    assert (done.returncode, done.stderr) == (0, b"")
    assert "milliard" in done.stdout.decode() or "billion" in done.stdout.decode()
    with Image.open(file) as picture:
        assert (picture.format, picture.width) == ("PNG", 1080)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("bonjour", "raqam: aucun graphique ne correspond à cette question"),
        ("exports to France in 2024", "raqam: no chart fits this question"),
        ("what does ESO mean?", "raqam: no chart fits this question"),
    ],
)
def test_where_no_chart_fits_one_line_says_so(tmp_path: Path, question: str, line: str) -> None:
    file = tmp_path / "chart.png"
    done = raqam("ask", question, "--chart", str(file))
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [line]
    assert done.stdout != b""
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    done = raqam("ask", "ITO 2024", "--chart", str(tmp_path / "nowhere" / "chart.png"))
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1


def test_lines_of_json_are_not_drawn() -> None:
    done = raqam("ask", "--jsonl", "--chart", "x.png")
    assert done.returncode == 2
    assert done.stdout == b""
