from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.terminal.check import check
from knowledge import TOTAL, Period
from knowledge.checks import Coverage, Report, examine, render
from tests.knowledge.folders import LANDINGS, append, copied, edit, fisheries


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.fixture(scope="module")
def report() -> Report:
    return examine()


def table(report: Report, indicator: str, perimeter: str = "digital") -> Coverage:
    return next(one for one in report.coverage if (one.indicator, one.perimeter) == (indicator, perimeter))


def broken(folder: Path, old: str, new: str) -> tuple[str, ...]:
    edit(folder / "observations.csv", old, new)
    report = examine(folder)
    assert not report.ok
    assert report.problems == ()
    return report.conflicts


def test_the_packaged_knowledge_is_in_order(report: Report) -> None:
    assert report.ok
    assert (report.problems, report.conflicts) == ((), ())
    assert dict(report.missing_names) == {"en": (), "fr": ()}
    assert render(report)[-1] == "The knowledge is in order."


def test_what_is_not_followed_is_listed(report: Report) -> None:
    assert report.alternatives == (
        *(
            "f039, exports the total 2022: 15.8 (wearetech-2025-10-24); followed: 15.7 (f054, infomediaire-2023-11)",
            "f044, jobs the total 2030: 270000 (lematin-2024-09-25); followed: 270000 (f052, lematin-2026-01-28)",
        ),
    )


@pytest.mark.parametrize(
    ("indicator", "segment", "period", "known"),
    [
        ("exports", "CRM", "2024", "printed"),
        ("exports", "CRM", "2024-S1", "derivable"),
        ("exports", "BPO", "2025-S1", "unknown"),
        ("exports", TOTAL, "2024-S2", "derivable"),
        ("growth_yoy", "CRM", "2025-S1", "derivable"),
        ("growth_yoy", "ESO", "2025-S1", "unknown"),
        ("share", "KPO", "2024", "printed"),
        ("change_yoy", TOTAL, "2025-S1", "derivable"),
    ],
)
def test_coverage_says_what_is_known(report: Report, indicator: str, segment: str, period: str, known: str) -> None:
    assert table(report, indicator).at(segment, Period.parse(period)) == known


def test_coverage_leaves_out_what_has_no_segments(report: Report) -> None:
    assert {one.indicator for one in report.coverage} == {
        *("exports", "growth_yoy", "share", "change_yoy", "progress_to_year")
    }
    assert {one.perimeter for one in report.coverage} == {"digital"}


def test_the_report_fits_a_page_and_lays_out_its_tables(report: Report) -> None:
    lines = render(report)
    assert max(map(len, lines)) <= 80
    start = lines.index("share (digital)")
    assert lines[start + 1].split() == ["2023", "2024-S1", "2024-Q3", "2024", "2024-S2", "2024-Q4", "2025-S1"]
    assert lines[start + 3].split() == ["ITO", "-", "-", "-", "printed", "-", "-", "derived"]


def test_a_wide_table_goes_on_below(tmp_path: Path) -> None:
    rows = (*LANDINGS, *(f"landings,_T,{year},{year - 1900}.0,kt" for year in range(2003, 2020)))
    lines = render(examine(fisheries(tmp_path, rows)))
    assert max(map(len, lines)) <= 80
    heads = [line.split() for line in lines if line.startswith("   ")]
    years = [str(year) for year in (*range(2003, 2020), 2023, 2024)]
    assert [code for head in heads[: len(heads) // 3] for code in head] == years


def test_a_total_that_its_segments_contradict(folder: Path) -> None:
    conflicts = broken(folder, "f003,exports,_T,2024,MA,26.2,", "f003,exports,_T,2024,MA,27.2,")
    assert (
        "exports 2024: 10.578 + 9.797 + 3.462 + 2.334 + 0.048 = 26.219, but the total is printed 27.2 (27.15 to 27.25)"
    ) in conflicts
    assert (
        "exports the total 2024: printed 27.2 (f003, 27.15 to 27.25) and 26.22 (f047, 26.215 to 26.225); "
        "write alternative_to on the one that is not followed"
    ) in conflicts


def test_a_share_that_its_level_contradicts(folder: Path) -> None:
    assert broken(folder, "f010,share,ITO,2024,MA,40.3,", "f010,share,ITO,2024,MA,45.3,") == (
        "exports 2024: 26.22 * 45.3 % = 11.878, but ITO is printed 10.578 (10.5775 to 10.5785)",
    )


def test_a_growth_that_its_levels_contradict(folder: Path) -> None:
    conflicts = broken(folder, "f004,growth_yoy,_T,2024,MA,0.2,", "f004,growth_yoy,_T,2024,MA,5.2,")
    assert "exports 2024: 26.17 * (1 + 5.2 %) = 27.531, but the total is printed 26.22 (26.215 to 26.225)" in conflicts


def test_segments_above_their_total_although_others_are_unknown(folder: Path) -> None:
    assert broken(folder, "f007,exports,CRM,2025-S1,MA,4.19,", "f007,exports,CRM,2025-S1,MA,8.19,") == (
        (
            "exports 2025-S1: 5.25 + 8.19 + 2.58 + BPO 2025-S1 + KPO 2025-S1 is 16.005 or more, "
            "but the total is printed 13.4 (13.35 to 13.45)"
        ),
    )


def test_two_segments_above_a_total_and_nothing_else_known(tmp_path: Path) -> None:
    rows = ("landings,_T,2023,50.0,kt", "landings,COD,2023,61.2,kt")
    conflict, *_ = examine(fisheries(tmp_path, rows)).conflicts
    assert conflict.startswith("landings 2023: 61.2 + HERRING 2023 + SQUID 2023 is 61.15 or more, but the total")


def test_quarters_above_their_year(folder: Path) -> None:
    assert broken(folder, "f031,exports,CRM,2024-Q3,MA,2.814,", "f031,exports,CRM,2024-Q3,MA,9.814,") == (
        "exports 2024-S2: 9.814 + 2.183 = 11.997, but CRM is known to be 0 to 9.7975",
    )


def test_a_share_of_more_than_all(folder: Path) -> None:
    conflicts = broken(folder, "f010,share,ITO,2024,MA,40.3,", "f010,share,ITO,2024,MA,145.3,")
    assert "share ITO 2024: 145.3 (f010) is outside what is possible (0 to 100)" in conflicts


def test_a_difference_within_rounding_is_no_conflict(folder: Path) -> None:
    edit(folder / "observations.csv", "f010,share,ITO,2024,MA,40.3,", "f010,share,ITO,2024,MA,40,")
    assert examine(folder).ok
    edit(folder / "observations.csv", "f010,share,ITO,2024,MA,40,", "f010,share,ITO,2024,MA,41,")
    assert examine(folder).conflicts == (
        "exports 2024: 26.22 * 41 % = 10.75, but ITO is printed 10.578 (10.5775 to 10.5785)",
    )


def test_a_new_year_stays_in_order(folder: Path) -> None:
    append(folder, "x001,exports,_T,2025,MA,27.3,MAD_bn,exact,,,published,digital,lodj-2025-10,,,,")
    report = examine(folder)
    assert report.ok
    assert table(report, "exports").at(TOTAL, Period.parse("2025")) == "printed"
    assert table(report, "growth_yoy").at(TOTAL, Period.parse("2025")) == "derivable"


def test_mistakes_in_the_files_are_listed(folder: Path) -> None:
    edit(folder / "observations.csv", "f007,exports,CRM,", "f007,exports,CRN,")
    report = examine(folder)
    assert not report.ok
    (problem,) = report.problems
    assert problem.startswith("observations.csv:8, column segment: 'CRN' is not known")
    lines = render(report)
    assert lines[1] == "Mistakes in the files:"
    assert " ".join(line.strip() for line in lines[2:4]) == f"- {problem}"
    assert lines[-1] == "To mend: 1."


def test_what_has_no_name_is_listed_by_language(tmp_path: Path) -> None:
    folder = fisheries(tmp_path)
    edit(folder / "names" / "en.yaml", "  SQUID: {name: squid}\n", "")
    edit(folder / "names" / "en.yaml", "  landings: {name: landings}\n", "  tides: {name: tides}\n")
    (folder / "names" / "is.yaml").write_text(
        (folder / "names" / "en.yaml").read_text(encoding="utf-8").replace("language: en", "language: is"),
        encoding="utf-8",
    )
    report = examine(folder)
    assert not report.ok
    missing = dict(report.missing_names)
    assert missing["en"] == (
        *("names/en.yaml: segments: SQUID has no name", "names/en.yaml: indicators: landings has no name"),
    )
    assert "sources.yaml: yearbook has no citation" in missing["is"]
    assert "statements.yaml: cod has no text" in missing["is"]
    assert "Missing in the language is:" in render(report)


def test_another_subject_is_examined_too(tmp_path: Path) -> None:
    report = examine(fisheries(tmp_path))
    assert report.ok
    assert table(report, "landings", "fleet").at("SQUID", Period.parse("2024")) == "derivable"


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_that_all_is_well() -> None:
    out = io.StringIO()
    assert check(None, out) == 0
    assert out.getvalue().endswith("The knowledge is in order.\n")


def test_the_command_fails_with_a_list(folder: Path) -> None:
    edit(folder / "observations.csv", "f010,share,ITO,2024,MA,40.3,", "f010,share,ITO,2024,MA,45.3,")
    out = io.StringIO()
    assert check(folder, out) == 1
    assert "- exports 2024: 26.22 * 45.3 % = 11.878, but ITO is printed 10.578" in out.getvalue()
    assert out.getvalue().endswith("To mend: 1.\n")


def test_the_command_names_a_folder_that_is_not_there(tmp_path: Path) -> None:
    out = io.StringIO()
    assert check(tmp_path / "nowhere", out) == 1
    assert "this folder is missing or cannot be read" in " ".join(out.getvalue().split())


def test_the_command_names_a_language_without_names(folder: Path) -> None:
    (folder / "names" / "fr.yaml").unlink()
    out = io.StringIO()
    assert check(folder, out) == 1
    assert "- names/fr.yaml: this file is missing; the language fr needs it" in out.getvalue()


def test_the_command_names_a_broken_language_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot import languages  # noqa: PLC0415

    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "language.yaml").write_text("- not a mapping\n", encoding="utf-8")
    load = languages.load
    monkeypatch.setattr(languages, "load", lambda code, knowledge: load(code, knowledge, tmp_path))
    out = io.StringIO()
    assert check(None, out) == 1
    told = " ".join(out.getvalue().split())
    assert f"{tmp_path / 'en' / 'language.yaml'}: write 'key: value' lines" in told
    assert f"{tmp_path / 'fr' / 'language.yaml'}: this file is missing" in told
