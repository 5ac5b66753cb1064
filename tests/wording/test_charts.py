"""Which chart fits a query, with which figures; and none where none fits."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from bot.assistant import Assistant
from bot.reading.query import Amount, Missing, Operation, Query
from bot.wording.charts import Chart, ChartKind, plan
from bot.wording.reply import Figure, Status
from knowledge import Period
from tests.evaluation import FOLDER, golden, last_reply
from tests.test_replies import ask
from tests.wording.charted import QUERIES, chart, periods

VALUES = {
    "breakdown": [10.578, 9.797, 3.462, 2.334, 0.048],
    "breakdown-together": [39.2, 31.3, 19.3, 10.3],
    "years": [26.17, 26.2, 27],
    "halves": [12.9, 13.3, 13.4],
    "quarters": [2.814, 2.183],
    "segment": [4.8, 4.997, 4.19],
    "older": [13.5, 14.7, 15.7, 17.9],
    "growths": [17, 7.1, -38.5],
    "comparison": [10.578, 9.797],
    "progress": [13.4, 27, 13.6],
    "progress-year": [2.58, 3.462],
    "target": [148500, None, 270000],
}
KINDS = {
    "breakdown": ["published"] * 5,
    "breakdown-together": ["computed"] * 4,
    "years": ["published", "published", "projection"],
    "halves": ["published", "computed", "published"],
    "growths": ["published", "published", "computed"],
    "progress": ["published", "projection", "projection"],
    "target": ["published", "", "target"],
}


def _plan(assistant: Assistant, **fields: object) -> Chart | None:
    return plan(Query.model_validate(fields), assistant.knowledge, assistant.voices["fr"])


@pytest.mark.parametrize(("name", "values"), VALUES.items())
def test_bars_are_the_figures_of_the_cube(assistant: Assistant, name: str, values: list[float | None]) -> None:
    rows = chart(assistant, name, "fr").rows
    assert [row.mark.value if row.mark else None for row in rows] == values


@pytest.mark.parametrize(("name", "kinds"), KINDS.items())
def test_every_bar_says_what_kind_of_figure_it_is(assistant: Assistant, name: str, kinds: list[str]) -> None:
    found = chart(assistant, name, "fr")
    assert [row.mark.style if row.mark else "" for row in found.rows] == kinds
    assert {key.style for key in found.keys} == set(filter(None, kinds))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("breakdown", "L’ITO pèse 40,3\u202f% des exportations en 2024"),
        ("shares", "L’ESO passe de 13,2\u202f% à environ 19,3\u202f% des exportations"),
        ("years", "26,2 milliards de dirhams d’exportations en 2024, +0,2\u202f% sur un an"),
        ("ranking", "Le CRM arrive en deuxième position en 2024\u00a0: 9,797 milliards de dirhams"),
        ("growths", "Plus forte croissance connue en 2024\u00a0: BPO, environ +17\u202f%"),
        ("comparison", "L’ITO devance le CRM d’environ 0,781 milliard de dirhams en 2024"),
        ("above", "L’ITO, le CRM et l’ESO dépassent chacun 10\u202f% en 2024"),
        ("progress-year", "L’ESO atteint environ 75\u202f% de son total 2024 au premier semestre 2025"),
        ("target", "Objectif 2030\u00a0: 270\u202f000 emplois"),
    ],
)
def test_the_title_is_the_message(assistant: Assistant, name: str, title: str) -> None:
    assert chart(assistant, name, "fr").title == title


def test_an_english_title_reads_as_english(assistant: Assistant) -> None:
    assert chart(assistant, "breakdown", "en").title == "ITO makes up 40.3% of exports in 2024"
    assert chart(assistant, "progress", "en").rows[2].tag == "at least about 13.6 left"


def test_two_periods_stand_side_by_side_with_the_same_parts(assistant: Assistant) -> None:
    found = chart(assistant, "shares", "fr")
    assert found.series == ("2024", "S1 2025")
    assert [row.label for row in found.rows] == ["ITO", "CRM", "ESO", "BPO et KPO"]
    pairs = [[mark.value for mark in row.marks if mark] for row in found.rows]
    assert pairs == [[40.3, 39.2], [37.4, 31.3], [13.2, 19.3], [9.1, 10.3]]


def test_quarters_that_are_known_only_together_are_told(assistant: Assistant) -> None:
    found = chart(assistant, "quarters", "fr")
    assert found.notes == (
        "S1 2024\u00a0: environ 4,800 (de 4,7985 à 4,8015) au total (calculé), sans détail par trimestre.",
    )
    assert [figure.period for figure in found.stated] == ["2024-S1"]


def test_a_stretch_that_no_perimeter_knows_whole_says_what_is_left_out(assistant: Assistant) -> None:
    found = chart(assistant, "older", "fr")
    assert found.perimeter == "offshoring_old"
    assert "ancien périmètre" in found.subtitle
    assert found.notes == ("Sans chiffre dans ce périmètre\u00a0: 2024.",)


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_only_figures_of_one_perimeter_meet(assistant: Assistant, name: str, language: str) -> None:
    found = chart(assistant, name, language)
    canonical = assistant.knowledge.canonical_perimeter
    assert {canonical(figure.perimeter) for figure in found.figures} == {found.perimeter}


def test_a_perimeter_that_is_asked_for_is_kept_to(assistant: Assistant) -> None:
    found = _plan(assistant, operation=Operation.VALUE, periods=periods("2023"), perimeter="offshoring_old")
    assert found is not None
    assert found.perimeter == "offshoring_old"
    assert _plan(assistant, operation=Operation.VALUE, periods=periods("2024"), perimeter="offshoring_old") is None


@pytest.mark.parametrize(
    "fields",
    [
        {"operation": Operation.GREETING},
        {"operation": Operation.SOURCE},
        {"operation": Operation.DEFINITION, "segments": ("ESO",)},
        {"operation": Operation.VALUE, "indicator": "jobs"},
        {"operation": Operation.VALUE, "indicator": "rank_world", "periods": periods("2023")},
        {"operation": Operation.VALUE, "indicator": "nothing_known"},
        {"operation": Operation.VALUE, "periods": periods("2019")},
        {"operation": Operation.VALUE, "places": ("Rabat",)},
        {"operation": Operation.VALUE, "missing": (Missing(word="France"),)},
        {"operation": Operation.VALUE, "segments": ("BPO",), "periods": periods("2025-S1")},
        {"operation": Operation.SUM, "segments": ("ITO", "BPO"), "periods": periods("2025-S1")},
        {"operation": Operation.SHARE, "segments": ("ITO",), "within": ("ITO", "CRM"), "periods": periods("2024")},
        {"operation": Operation.TREND, "segments": ("ITO",), "per": "quarter"},
        {"operation": Operation.TREND, "per": "month"},
        {"operation": Operation.COMPARISON, "segments": ("ITO",), "against": ("next",), "periods": periods("2024")},
        {"operation": Operation.COMPARISON, "segments": ("ITO",), "against": ("BPO",), "periods": periods("2025-S1")},
        {"operation": Operation.PROGRESS, "outlook": True, "threshold": Amount(values=(Decimal(99),))},
        {"operation": Operation.RANKING, "periods": periods("2022")},
    ],
)
def test_no_chart_where_none_fits(assistant: Assistant, fields: dict[str, object]) -> None:
    assert _plan(assistant, **fields) is None


def test_amounts_are_written_in_the_unit_asked_for(assistant: Assistant) -> None:
    found = _plan(assistant, operation=Operation.BREAKDOWN, periods=periods("2024"), unit="MAD_mn")
    assert found is not None
    written = [row.mark.text.replace("\u202f", " ") for row in found.rows if row.mark]
    assert written == ["10 578", "9 797", "3 462", "2 334", "48"]
    assert "en millions de dirhams (total\u00a0: 26\u202f200)" in found.subtitle


def test_small_amounts_are_written_in_millions(assistant: Assistant) -> None:
    found = _plan(assistant, operation=Operation.TREND, segments=("KPO",))
    assert found is not None
    assert [row.mark.text for row in found.rows if row.mark] == ["78", "48"]
    assert found.kind is ChartKind.SERIES


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w,.])\d[\d\u202f.,]*(?:\u202f?%)?", text))


def _said(found: Chart) -> str:
    return " ".join([found.title, found.alt, *found.notes])


def _known(found: Chart, language: str, assistant: Assistant) -> set[str]:
    """Every number that the figures and the periods of a chart account for, however it is rounded and written."""
    voice = assistant.voices[language]
    texts = [mark.text for mark in found.marks] + [mark.range for mark in found.marks]
    for figure in found.figures:
        for value in (figure.value, figure.low, figure.high):
            if isinstance(value, Decimal):
                digits = max(0, -int(value.as_tuple().exponent))
                for scale, fewer in ((1, 0), (1000, 3)):
                    texts += [voice.number(value * scale, max(0, digits - fewer + more)) for more in (-1, 0, 1)]
    texts += [*found.periods, found.source, " ".join(key.text for key in found.keys)]
    texts += [voice.period(Period.parse(code), form) for code in found.periods for form in ("bare", "in", "to")]
    return {number.strip("%\u202f,.") for text in texts for number in _numbers(text)}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_chart_states_no_number_that_its_figures_lack(assistant: Assistant, name: str, language: str) -> None:
    found = chart(assistant, name, language)
    years = {"2022", "2023", "2024", "2025", "2030", "2020", *"12345"}
    thresholds = {"10"} if name == "above" else set()
    told = {number.strip("%\u202f,.") for number in _numbers(_said(found))}
    assert told - _known(found, language, assistant) - years - thresholds == set()


def test_charts_of_all_golden_questions_agree_with_their_answers(assistant: Assistant) -> None:
    drawn = 0
    for one in [found for name in ("basics", "adversarial") for found in golden(FOLDER / f"{name}.jsonl")]:
        reply = last_reply(assistant, one.turns)
        found = assistant.chart(reply)
        if found is None:
            continue
        drawn += 1
        assert reply.status is Status.ANSWERED, one.turns
        assert len({assistant.knowledge.canonical_perimeter(figure.perimeter) for figure in found.figures}) == 1
        answered = {_cell(figure): figure.value for figure in reply.figures if figure.indicator and figure.segment}
        for figure in found.figures:
            if figure.indicator:
                assert answered.get(_cell(figure), figure.value) == figure.value, one.turns
    assert drawn > 100


def _cell(figure: Figure) -> tuple[str, ...]:
    return (figure.indicator, figure.segment, figure.period, figure.perimeter, figure.kind)


def test_the_alt_text_tells_kinds_and_fits_a_caption(assistant: Assistant) -> None:
    for name in QUERIES:
        assert len(chart(assistant, name, "fr").alt) < 1024
    assert "2025\u00a0: plus de 27 (projection)" in chart(assistant, "years", "fr").alt


def test_a_change_towards_what_is_no_result_is_called_so(assistant: Assistant) -> None:
    ahead = assistant.chart(ask(assistant, "how much must be added to 2024 to reach the 2030 target?"))
    assert ahead is not None
    assert ahead.title.endswith("compared with 2024 (target)")
    past = assistant.chart(ask(assistant, "Was the second half of 2024 stronger than the first?"))
    assert past is not None
    assert past.title.endswith("compared with the first half of 2024")
    assert past.notes == ("About +3.3%: 2.44 to 3.39.",)


def test_an_interval_is_written_in_the_unit_of_the_chart(assistant: Assistant) -> None:
    found = assistant.chart(ask(assistant, "CRM au quatrième trimestre 2024 en millions de dirhams"))
    assert found is not None
    (note,) = found.notes
    assert "4 800 (de 4 798,5 à 4 801,5)" in note.replace("\u202f", " ")


def test_the_answered_question_is_the_one_that_is_charted(assistant: Assistant) -> None:
    found = assistant.chart(ask(assistant, "Quel segment pèse le plus lourd au premier semestre 2025 ?"))
    assert found is not None
    assert found.periods == ("2025-S1",)
    assert assistant.chart(ask(assistant, "les exportations de phosphates en 2024")) is None
    assert assistant.chart(ask(assistant, "bonjour")) is None


def test_identity_is_of_content_language_and_knowledge(assistant: Assistant) -> None:
    one = chart(assistant, "breakdown", "fr")
    assert one.identity == chart(assistant, "breakdown", "fr").identity
    assert one.identity != chart(assistant, "breakdown", "en").identity
    assert one.identity != one.model_copy(update={"version": "another"}).identity
