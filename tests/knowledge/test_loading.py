from __future__ import annotations

from pathlib import Path

import pytest

import knowledge
from knowledge import KnowledgeError, Period
from tests.knowledge.folders import HEADER, append, copied, edit, fisheries

ROW = "x001,exports,_T,2025-Q1,MA,6.1,MAD_bn,exact,,,published,digital,lodj-2025-10,,,,"
FIELDS = dict(
    zip(
        HEADER.split(","),
        ROW.split(","),
        strict=True,
    )
)
LAST = len((knowledge.PACKAGED / "observations.csv").read_text(encoding="utf-8").splitlines()) + 1
"""Line of a row added to the packaged observations."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


def problems(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        knowledge.load(folder)
    assert str(caught.value) == "\n".join(str(problem) for problem in caught.value.problems)
    return str(caught.value).splitlines()


def row(**changes: str) -> str:
    assert changes.keys() <= FIELDS.keys()
    return ",".join((FIELDS | changes).values())


def test_a_good_row_is_read(folder: Path) -> None:
    append(folder, row())
    added = knowledge.load(folder).observations[-1]
    assert (added.id, added.period, added.value, added.line) == ("x001", Period.parse("2025-Q1"), "6.1", LAST)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"indicator": "imports"}, "column indicator: 'imports' is not known; write one of "),
        ({"segment": "CRN"}, "column segment: 'CRN' is not known; write one of BPO, CRM, ESO, ITO, KPO, _T"),
        ({"place": "Paris"}, "column place: 'Paris' is not known; write one of Agadir, Casablanca, Fès, MA, Oujda, "),
        ({"perimeter": "all"}, "column perimeter: 'all' is not known; write one of cdg_parks, digital, gsli, "),
        ({"source": "hearsay"}, "column source: 'hearsay' is not known; write one of "),
        ({"also": "lodj-2025-10;hearsay"}, "column also: 'hearsay' is not known; write one of "),
        ({"alternative_to": "f999"}, "column alternative_to: 'f999' is not known; write one of "),
        ({"alternative_to": "x001"}, "column alternative_to: 'x001' is not known; write one of "),
        (
            {"value": "13 400"},
            "column value: '13 400' is no number; write it with a decimal point, for example 13.4",
        ),
        ({"value": "6..1"}, "column value: '6..1' is no number; write it with a decimal point, for example 13.4"),
        ({"value": ""}, "column value: is empty; fill it in"),
        ({"unit": "EUR_bn"}, "column unit: 'EUR_bn' is not the unit of exports; write MAD_bn"),
        (
            {"period": "2025-S3"},
            (
                "column period: '2025-S3' is no period: write 2024, 2025-S1, 2024-Q3, 2026-01, 2023/2024, "
                "or nothing if undated"
            ),
        ),
        (
            {"qualifier": "nearly"},
            "column qualifier: 'nearly' is not possible; write 'exact', 'more_than', 'less_than' or 'about'",
        ),
        (
            {"status": "final"},
            "column status: 'final' is not possible; write 'published', 'preliminary', 'projection' or 'target'",
        ),
        (
            {"qualifier": "about", "low": "six", "high": "7"},
            "column low: 'six' is no number; write it with a decimal point and no spaces, for example 13.4",
        ),
        (
            {"qualifier": "about", "low": "6"},
            ": low and high are written for the qualifier 'about', both, and for no other",
        ),
        (
            {"low": "6", "high": "7"},
            ": low and high are written for the qualifier 'about', both, and for no other",
        ),
        (
            {"qualifier": "about", "low": "7", "high": "6"},
            ": low (7) is above high (6); swap them",
        ),
    ],
)
def test_a_bad_row_is_reported_with_line_and_column(folder: Path, changes: dict[str, str], message: str) -> None:
    append(folder, row(**changes))
    (problem,) = problems(folder)
    place = f"observations.csv:{LAST}" + (", " if message.startswith("column") else "")
    assert problem.startswith(place + message)
    assert message.endswith((", ", "one of ")) or problem == place + message


def test_a_number_with_a_comma_makes_too_many_cells(folder: Path) -> None:
    append(folder, row(value="6,1"))
    assert problems(folder) == [
        f"observations.csv:{LAST}: has another number of cells than the 17 columns; quote cells that hold a comma"
    ]


def test_too_few_cells(folder: Path) -> None:
    append(folder, row().removesuffix(",,"))
    assert problems(folder) == [
        f"observations.csv:{LAST}: has another number of cells than the 17 columns; quote cells that hold a comma"
    ]


def test_the_same_cell_of_the_same_source_twice(folder: Path) -> None:
    append(folder, row(period="2025-S1", status="preliminary"))
    assert problems(folder) == [
        f"observations.csv:{LAST}, column id: says the same cell of the same source as line 2; keep one"
    ]


def test_an_id_twice(folder: Path) -> None:
    append(folder, row(id="f001"))
    assert problems(folder) == ["observations.csv:2, column id: 'f001' stands 2 times; keep one"]


def test_a_missing_column(folder: Path) -> None:
    edit(folder / "observations.csv", "value,unit,qualifier", "amount,unit,hedge")
    assert problems(folder) == ["observations.csv:1: the first line lacks the column value, qualifier"]


def test_an_open_quote(folder: Path) -> None:
    append(folder, row(note='"never closed'))
    (problem,) = problems(folder)
    assert problem.startswith(f"observations.csv:{LAST}: is no CSV: ")


def test_another_encoding(folder: Path) -> None:
    file = folder / "observations.csv"
    text = file.read_text(encoding="utf-8")
    file.write_bytes(text.encode("cp1252"))
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "è" in one)
    assert f"observations.csv:{line}: is not UTF-8; save it again as UTF-8" in problems(folder)


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    file = folder / "observations.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert len(knowledge.load(folder).observations) == len(knowledge.load().observations)


def test_broken_yaml(folder: Path) -> None:
    (folder / "segments.yaml").write_text("- code: ITO\n- code: [CRM\n- code: ESO\n", encoding="utf-8")
    assert any(problem.startswith("segments.yaml:3: is no YAML: ") for problem in problems(folder))


@pytest.mark.parametrize(
    "name",
    [
        *("segments.yaml", "indicators.yaml", "places.yaml", "perimeters.yaml", "sources.yaml", "statements.yaml"),
        "observations.csv",
    ],
)
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"{name}: this file is missing or cannot be read" in problems(folder)


def test_a_missing_folder(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: this folder is missing or cannot be read"]


def test_no_names_in_any_language(folder: Path) -> None:
    for file in (folder / "names").iterdir():
        file.unlink()
    assert problems(folder) == ["names: this folder is missing or holds no <language>.yaml"]


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("places.yaml", "code: MA\n", "places.yaml: write a list of entries, each beginning with '- '"),
        ("names/en.yaml", "- en\n", "names/en.yaml: write 'key: value' lines"),
        ("names/en.yaml", "language: en\n", "names/en.yaml, column segments: is missing; write it"),
        (
            "perimeters.yaml",
            "# all of them went\n",
            "perimeters.yaml: is empty; write a list of entries, each beginning with '- '",
        ),
        (
            "places.yaml",
            "- {code: MA, kind: country}\n- {code: Rabat, kind: town}\n",
            "places.yaml:2, column kind: 'town' is not possible; write 'country' or 'city'",
        ),
        (
            "places.yaml",
            "- {code: MA, kind: country, size: 3}\n",
            "places.yaml:1, column size: is not a known key; remove it",
        ),
    ],
)
def test_a_file_of_the_wrong_form(folder: Path, file: str, text: str, message: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    assert message in problems(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("segments.yaml", "- code: KPO", "- code: BPO", "segments.yaml: the code BPO stands 2 times; keep one"),
        (
            "indicators.yaml",
            ", headline: true",
            "",
            "indicators.yaml: write 'headline: true' on exactly one indicator",
        ),
        ("perimeters.yaml", "main: true, ", "", "perimeters.yaml: write 'main: true' on exactly one perimeter"),
        (
            "perimeters.yaml",
            "same_as: digital",
            "same_as: numeric",
            "perimeters.yaml: offshoring_2026: same_as names 'numeric', which is not in perimeters.yaml",
        ),
        (
            "indicators.yaml",
            "of: exports, relation: share",
            "of: sales, relation: share",
            "indicators.yaml: share: of names 'sales', which is not in indicators.yaml",
        ),
        (
            "indicators.yaml",
            "unit: name, perimeters: [parks]",
            "unit: name, perimeters: [gardens]",
            "indicators.yaml: park: perimeters names 'gardens', which is not in perimeters.yaml",
        ),
    ],
)
def test_lists_that_do_not_fit_together(folder: Path, file: str, old: str, new: str, message: str) -> None:
    edit(folder / file, old, new)
    assert message in problems(folder)


def test_a_source_twice(folder: Path) -> None:
    file = folder / "sources.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + text[text.index("- id: lodj-2025-10") :].split("\n- ")[0] + "\n", encoding="utf-8")
    assert problems(folder) == ["sources.yaml: the code lodj-2025-10 stands 2 times; keep one"]


def test_a_statement_without_its_source(folder: Path) -> None:
    file = folder / "statements.yaml"
    file.write_text("- {id: s1, topic: t, text: {en: x}, source: hearsay}\n", encoding="utf-8")
    assert problems(folder) == ["statements.yaml: s1: the source 'hearsay' is not in sources.yaml"]


def test_all_that_is_wrong_is_listed_at_once(folder: Path) -> None:
    append(folder, row(segment="CRN"))
    append(folder, row(id="x002", value="much"))
    (folder / "places.yaml").unlink()
    found = problems(folder)
    assert any("'CRN'" in problem for problem in found)
    assert any("'much'" in problem for problem in found)
    assert "places.yaml: this file is missing or cannot be read" in found


def test_the_version_follows_the_files(folder: Path) -> None:
    before = knowledge.load(folder).version
    assert before == knowledge.load().version
    append(folder, row())
    assert knowledge.load(folder).version != before


def test_another_subject_loads(tmp_path: Path) -> None:
    fish = knowledge.load(fisheries(tmp_path))
    assert (fish.headline, fish.main_perimeter, fish.country) == ("landings", "fleet", "IS")
    assert fish.parts == ("COD", "HERRING", "SQUID")
