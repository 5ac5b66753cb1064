"""What a brief tells: the real knowledge, whole replies."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant, Conversation
from bot.wording.reply import Reply, Status
from knowledge import PACKAGED
from tests.briefings.screen import TODAY, numbers, screen

ASKED = (
    "",
    "crm",
    "ITO",
    "kpo",
    "2024",
    "2025-S1",
    "2025",
    "2022",
    "2030",
    "2024 2025-S1",
    "2024-S1 2025-S1",
    "2023 2024",
    "2020 2023",
    "2022 2024",
    "crm 2024 2025-S1",
)


def brief(assistant: Assistant, text: str, language: str = "fr", today: date = TODAY) -> Reply:
    reply = assistant.press.brief(text, language, today)
    assert reply is not None
    return reply


def test_the_sector_on_one_screen(assistant: Assistant) -> None:
    assert brief(assistant, "").text.replace("\u202f", " ").split("\n") == [
        "Exportations de services numériques",
        "13,4 milliards de dirhams, premier semestre 2025 (chiffre provisoire), +3,5 % sur un an",
        "2024 : 26,2 milliards (chiffre provisoire), +0,2 % sur un an",
        "Segments, premier semestre 2025",
        "ITO : 5,25 milliards (environ 39,2 %)",
        "CRM : 4,19 milliards (environ 31,3 %)",
        "ESO : 2,58 milliards (environ 19,3 %)",
        "BPO et KPO ensemble : environ 1,4 milliard (de 1,31 à 1,41)",
        "Plus forte variation connue sur un an : CRM, environ −12,7 % (4,19 ÷ (9,797 − 2,814 − 2,183) − 1)",
        "Plus de 120 000 emplois (directs et indirects, secteur des services numériques) (publié)",
        "Autre décompte : 148 500 emplois (emplois stables de l’offshoring), 2024 (publié)",
        "Pôles : Casablanca, Rabat, Fès et Tanger",
        "Pôles émergents : Oujda et Agadir",
        "Était attendu pour 2025 : plus de 27 milliards (projection) ; je n’ai pas de résultat",
        "Attendu pour 2030 : environ 40 milliards (objectif)",
        "Pourcentages calculés : montant ÷ total.",
        "Source : Office des Changes et ministère, via L’ODJ Média (octobre 2025) ; "
        "ministère, via Le Matin (janvier 2026) ; Office des Changes, via Le360 (octobre 2025)",
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("text", ASKED)
def test_it_fits_a_screen_and_states_nothing_that_the_cube_does_not(
    assistant: Assistant, text: str, language: str
) -> None:
    reply = brief(assistant, text, language)
    assert reply.status is Status.ANSWERED
    assert reply.language == language
    assert len(screen(reply)) <= 32
    held = numbers(" ".join(f"{one.value} {one.low} {one.high}" for one in reply.figures), "en")
    held |= numbers(" ".join(one.formula or "" for one in reply.figures), language)
    held |= {str(int(float(one) * 1000)) for one in held if one.startswith("0.")}  # billions below a tenth are millions
    body = "\n".join("".join(span.text for span in line) for line in reply.lines if not all(s.quoted for s in line))
    loose = {one for one in numbers(body, language) if float(one) not in map(float, held)}
    assert loose <= {"2020", "2022", "2023", "2024", "2025", "2030"}, "a number that no figure holds"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "crm",
        "ITO",
        "2024",
        "2022",
        "2026",
        "2030",
        "2024 2025-S1",
        "2024-S1 2025-S1",
        "2020 2023",
        "crm 2024 2025-S1",
    ],
)
def test_a_chart_goes_with_it(assistant: Assistant, text: str) -> None:
    chart = assistant.chart(brief(assistant, text))
    assert chart is not None
    assert chart.language == "fr"


def test_the_segments_are_a_table(assistant: Assistant) -> None:
    table = brief(assistant, "").table
    assert table is not None
    assert [row[0] for row in table.rows] == ["ITO", "CRM", "ESO", "BPO et KPO ensemble"]
    both = brief(assistant, "2024 2025-S1", "en").table
    assert both is not None
    assert both.rows[0] == ("ITO", "40.3%", "about 39.2%")


def test_two_periods_of_unlike_length_are_not_compared_as_if_they_were(assistant: Assistant) -> None:
    text = brief(assistant, "2024 2025-S1").text
    assert "+3,5" in text  # on the first half of 2024
    assert "Déjà atteint au premier semestre 2025" in text
    assert "−48" not in text


def test_a_projection_is_never_a_result(assistant: Assistant) -> None:
    early = brief(assistant, "2025", today=date(2025, 11, 15)).text
    late = brief(assistant, "2025").text
    assert "Attendu pour 2025 : plus de 27 milliards (projection)" in early
    assert "Était attendu pour 2025 : plus de 27 milliards (projection) ; je n’ai pas de résultat" in late


def test_another_scope_is_told(assistant: Assistant) -> None:
    assert "ancien périmètre" in brief(assistant, "2022").text
    text = brief(assistant, "2023").text
    assert "Autre périmètre" in text
    assert "Les deux ne se comparent pas" in text


def test_levels_of_two_scopes_do_not_stand_side_by_side_unnamed(assistant: Assistant) -> None:
    both = brief(assistant, "2020 2023").text
    assert "2023 : 17,9 milliards de dirhams" in both
    assert "26,17" not in both
    assert both.count("ancien périmètre « offshoring »") == 1
    assert "Calcul : 17,9 ÷ 13,5 − 1" in both
    apart = brief(assistant, "2022 2024").text
    assert "2022 : ancien périmètre « offshoring », à ne pas comparer au reste." in apart
    assert "Autre périmètre" not in apart


def test_that_there_is_no_result_is_said_once(assistant: Assistant) -> None:
    assert brief(assistant, "2025").text.count("de résultat") == 1


@pytest.mark.parametrize(
    "text", ["phosphates", "ITO CRM", "crm à Rabat", "crm vers la France", "emplois 2024", "bonjour"]
)
def test_what_is_no_brief_is_a_question(assistant: Assistant, text: str) -> None:
    assert assistant.press.brief(text, "fr", TODAY) is None


def test_what_is_not_held_is_said(assistant: Assistant) -> None:
    reply = brief(assistant, "2019")
    assert reply.status is Status.NO_DATA
    assert reply.figures == ()


def test_a_new_period_is_followed_without_code(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(PACKAGED, folder)
    row = "x1,exports,_T,2025,MA,27.3,MAD_bn,exact,,,published,digital,lodj-2025-10,page 1,,,\n"
    with (folder / "observations.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    text = brief(Assistant.open(folder), "").text
    assert text.split("\n")[1].startswith("27,3 milliards de dirhams, 2025 (publié)")
    assert "Était attendu" not in text


def test_a_subject_without_jobs_and_hubs(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(PACKAGED, folder)
    file = folder / "observations.csv"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if ",jobs," not in line and ",hub," not in line), "utf-8")
    text = brief(Assistant.open(folder), "").text
    assert "emplois" not in text
    assert "Pôles" not in text
    assert "CRM : 4,19" in text


def test_a_follow_up_takes_the_segment(assistant: Assistant) -> None:
    from bot.reading.discourse import Discourse  # noqa: PLC0415

    asked = brief(assistant, "crm").asked
    after = Conversation(language="fr", spoken=Discourse().after(asked[-1], ()))
    assert "9,797" in assistant.reply("et en 2024 ?", after, TODAY)[0].text
