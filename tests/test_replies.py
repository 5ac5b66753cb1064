"""What a person reads: the real knowledge, whole replies."""

from __future__ import annotations

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant, Conversation
from bot.reading.query import Operation
from bot.wording.reply import Reply, Status
from knowledge import PACKAGED
from tests.evaluation import FOLDER, golden

TODAY = date(2025, 11, 15)
ROW = "f065,exports,_T,2025,MA,27.3,MAD_bn,exact,,,published,digital,lodj-2025-10,page 1,,,\n"


def ask(assistant: Assistant, *turns: str, today: date = TODAY) -> Reply:
    conversation = Conversation()
    for text in turns:
        reply, conversation = assistant.reply(text, conversation, today)
    return reply


def test_a_published_total_reads_well_in_french(assistant: Assistant) -> None:
    reply = ask(assistant, "Combien le Maroc a-t-il exporté de services numériques en 2024 ?")
    assert reply.text.split("\n") == [
        "26,2\xa0milliards de dirhams\xa0: exportations de services numériques, 2024 (chiffre provisoire)".replace(
            "\xa0", " "
        ),
        "Évolution sur un an : +0,2 %",
        "Source : Office des Changes et ministère, via L’ODJ Média (octobre 2025)",
    ]
    assert reply.lines[0][0].bold


def test_a_computed_figure_shows_its_formula_and_its_interval(assistant: Assistant) -> None:
    text = ask(assistant, "BPO and KPO together in the first half of 2025?").text
    assert "1.4 billion dirhams (1.31 to 1.41)" in text
    assert "13.4 − 5.25 − 4.19 − 2.58 = 1.38" in text
    assert "(computed)" in text


def test_an_interval_is_written_in_the_unit_of_its_figure(assistant: Assistant) -> None:
    assert "1,400 million dirhams (1,310 to 1,410)" in ask(assistant, "BPO and KPO, H1 2025, in million dirhams").text
    text = ask(assistant, "CRM premier semestre 2024 en millions de dirhams").text.replace("\u202f", " ")
    assert "4 800 millions de dirhams (de 4 798,5 à 4 801,5)" in text


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("écart entre ITO et CRM en 2024 en MDH", "781 millions"),
        ("moyenne par mois en 2024 en MDH", "2 185 millions"),
        ("répartition 2024 en MDH", "KPO : 48 millions"),
        ("tout sauf l'ITO en 2024, en millions", "15 641 millions"),
        ("combien manque-t-il pour atteindre la projection, en millions ?", "13 600 millions"),
        ("évolution des exportations en MDH", "26 170 millions"),
        ("CRM par trimestre en millions", "2 814 millions"),
    ],
)
def test_every_operation_answers_in_the_unit_asked_for(assistant: Assistant, text: str, figure: str) -> None:
    told = ask(assistant, text).text.replace("\u202f", " ")
    assert figure in told
    assert "milliard" not in told


def test_a_projection_for_a_year_that_is_over_is_no_result(assistant: Assistant) -> None:
    text = ask(assistant, "exports in 2025?", today=date(2026, 3, 1)).text
    assert "(projection)" in text
    assert "hold no result" in text


def test_figures_of_two_perimeters_are_told_apart(assistant: Assistant) -> None:
    text = ask(assistant, "exportations en 2022 ?").text
    assert "15,7" in text
    assert "périmètre" in text


def test_a_target_counts_what_its_source_says_and_a_count_is_not_named_by_itself(assistant: Assistant) -> None:
    jobs = ask(assistant, "emplois visés en 2030").text.replace("\u202f", " ")
    assert "270 000 emplois (emplois de l’offshoring), 2030 (objectif)" in jobs
    assert "start-up : start-up," not in ask(assistant, "combien de start-up en 2030 ?").text


def test_what_is_not_split_by_segment_is_not_said_to_be_lacking_altogether(assistant: Assistant) -> None:
    text = ask(assistant, "emplois ITO").text
    assert "Je n’ai pas cette donnée : emplois (ITO)." in text
    assert "plus proche" not in text


def test_a_named_strategy_is_not_taken_for_a_scope(assistant: Assistant) -> None:
    assert "levier de croissance" in ask(assistant, "c'est quoi la stratégie Digital Morocco 2030 ?").text
    assert "Deux séries coexistent" in ask(assistant, "que veut dire l'ancien périmètre ?").text


def test_progress_is_not_growth(assistant: Assistant) -> None:
    reply = ask(assistant, "L'ingénierie a bien augmenté de 75 % au premier semestre 2025 ?")
    assert reply.text.startswith("Non.")
    assert "pas une croissance" in reply.text


def test_what_is_not_held_says_so_and_offers_what_is(assistant: Assistant) -> None:
    reply = ask(assistant, "exports in 2019?")
    assert reply.status is Status.NO_DATA
    assert not reply.figures
    assert 2 <= len(reply.suggestions) <= 3
    for question in reply.suggestions:
        assert ask(assistant, question).status is Status.ANSWERED


@pytest.mark.parametrize("language", ["fr", "en"])
def test_help_tells_how_far_the_data_go(assistant: Assistant, language: str) -> None:
    assert "2025" in assistant.talk(Operation.HELP, language).text


@pytest.fixture(scope="module")
def with_2025(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("knowledge") / "data"
    shutil.copytree(PACKAGED, folder)
    file = folder / "observations.csv"
    file.write_text(file.read_text(encoding="utf-8") + ROW, encoding="utf-8")
    return Assistant.open(Path(folder))


def test_a_new_row_answers_the_year(with_2025: Assistant) -> None:
    reply = ask(with_2025, "2025 ?", today=date(2026, 3, 1))
    assert "27,3" in reply.text
    assert "(publié)" in reply.text
    assert {figure.kind for figure in reply.figures} <= {"published", "computed"}


def test_a_new_row_gives_the_growth_on_2024(with_2025: Assistant) -> None:
    text = ask(with_2025, "croissance en 2025 ?", today=date(2026, 3, 1)).text
    assert "+4,1" in text
    assert "27,3" in text


def test_a_new_row_meets_the_projection(with_2025: Assistant) -> None:
    text = ask(with_2025, "projection 2025 ?", today=date(2026, 3, 1)).text
    assert "27 milliards" in text
    assert "27,3" in text


def test_a_new_row_is_in_the_help(with_2025: Assistant) -> None:
    assert with_2025.talk(Operation.HELP, "en").text.count("2025") == 1
    assert "to 2025" in with_2025.talk(Operation.HELP, "en").text


QUESTIONS = [item.turns[-1] for item in golden(FOLDER / "adversarial.jsonl")]


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: "  " + text.replace(" ", "  ") + " "])
def test_case_and_spacing_change_nothing(assistant: Assistant, change: object) -> None:
    assert callable(change)
    for text in ("Part de l'ESO en 2024 ?", "How many jobs?", "Croissance du CRM au premier semestre 2025 ?"):
        assert ask(assistant, change(text)).text == ask(assistant, text).text


def test_accents_change_nothing(assistant: Assistant) -> None:
    with_accents = ask(assistant, "Répartition des exportations numériques en 2024 ?")
    assert ask(assistant, "Repartition des exportations numeriques en 2024 ?").text == with_accents.text


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(QUESTIONS) | st.text(max_size=40), min_size=1, max_size=3).map(" ".join))
def test_any_text_gets_an_answer_that_states_only_its_figures(text: str) -> None:
    reply = ask(SHARED, text)
    assert reply.text
    assert len(reply.text) <= 1200
    if reply.status in (Status.CHAT, Status.OUT_OF_SCOPE, Status.CLARIFY):
        assert not reply.figures


SHARED = Assistant.open()
_STATED = re.compile(r"(\d+(?:[.,]\d+)?)[\s\u00a0\u202f]*(?:milliards? de|billion)")


@pytest.mark.parametrize("name", ["adversarial.jsonl"])
def test_every_amount_in_a_reply_is_among_its_figures(assistant: Assistant, name: str) -> None:
    for item in golden(FOLDER / name):
        reply = ask(assistant, *item.turns)
        held = {abs(round(Decimal(figure.value), 3)) for figure in reply.figures if isinstance(figure.value, Decimal)}
        for written in _STATED.findall(reply.text):
            value = Decimal(written.replace(",", "."))
            assert any(abs(value - one) < Decimal("0.06") for one in held), (item.turns, reply.text)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("CRM exports per month in 2024", "a month on average: CRM exports, 2024"),
        ("average exports per month in 2024", "a month on average: exports, 2024"),
        ("moyenne mensuelle des exportations CRM en 2024", "par mois en moyenne : exportations CRM, 2024"),
    ],
)
def test_an_average_says_of_what(assistant: Assistant, question: str, words: str) -> None:
    assert words in ask(assistant, question).text
