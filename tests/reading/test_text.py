"""Text to tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.lexicon import expand
from bot.reading.numbers import readings
from bot.reading.text import clean, fold, foreign_script, tokenize


def words(text: str) -> list[str]:
    return [token.text for token in tokenize(clean(text)) if token.kind != "sign"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ingénierie EN 2024 ?", ["ingenierie", "en", "2024"]),
        ("<b>ITO</b> 2024", ["ito", "2024"]),
        ("voir https://oc.gov.ma/x ITO", ["voir", "ito"]),
        ("how many 👩‍💻jobs👨‍💻", ["how", "many", "jobs"]),
        ("26 200 millions", ["26 200", "millions"]),
        ("\u202eITO\u202c 2024", ["ito", "2024"]),
    ],
)
def test_text_is_made_plain(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_arabic_is_another_script_and_french_is_not() -> None:
    assert foreign_script(clean("كم بلغت صادرات المغرب"))
    assert not foreign_script(clean("À combien s’élèvent les exportations ?"))


@pytest.mark.parametrize(
    ("written", "values"),
    [("13,4", {"13.4"}), ("120.000", {"120000", "120.000"}), ("26 200", {"26200"}), ("1,234.5", {"1234.5"})],
)
def test_a_written_number_has_all_its_fair_readings(written: str, values: set[str]) -> None:
    assert {str(value) for value in readings(written)} == values


def test_templates_are_written_out_also_when_groups_stand_in_each_other() -> None:
    assert set(expand("(deja (atteint|fait)|en cours) [de l an]")) == {
        "deja atteint",
        "deja atteint de l an",
        "deja fait",
        "deja fait de l an",
        "en cours",
        "en cours de l an",
    }


@given(st.text(max_size=300))
def test_cleaning_and_tokenizing_take_any_text(text: str) -> None:
    for token in tokenize(clean(text)):
        assert token.text == fold(token.raw)
