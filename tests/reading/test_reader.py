"""What is asked: operation, segments, periods, where each part comes from."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant import Assistant, Conversation
from bot.reading.discourse import Discourse
from bot.reading.query import Operation, Origin, Query

TODAY = date(2025, 11, 15)


def asked(assistant: Assistant, *turns: str) -> Query:
    """Read the last of some messages of one chat."""
    conversation = Conversation()
    for text in turns[:-1]:
        _, conversation = assistant.reply(text, conversation, TODAY)
    reading = assistant.reader.read(turns[-1], conversation.spoken, conversation.language or None, TODAY)
    return reading.queries[0]


@pytest.mark.parametrize(
    ("text", "operation", "segments", "periods"),
    [
        ("ITO 2024 ?", Operation.VALUE, ("ITO",), ("2024",)),
        ("les call-centers au 1er semestre 2025", Operation.VALUE, ("CRM",), ("2025-S1",)),
        ("CRM jan-june 2025", Operation.VALUE, ("CRM",), ("2025-S1",)),
        ("exports last year", Operation.VALUE, (), ("2024",)),
        ("ITO + CRM 2024 en %", Operation.SUM, ("ITO", "CRM"), ("2024",)),
        ("CRM Q3 2024", Operation.VALUE, ("CRM",), ("2024-Q3",)),
        ("2024-S1 2025-S1", Operation.TREND, (), ("2024-S1", "2025-S1")),
        ("2025-S1 2024", Operation.TREND, (), ("2025-S1", "2024")),
        ("CRM 2024 Q3 2024 Q4", Operation.TREND, ("CRM",), ("2024-Q3", "2024-Q4")),
        ("2024 vs S1 2025 et S2", Operation.GROWTH, (), ("2024", "2025-S1", "2025-S2")),
        ("croissance de l'ingénierie en 2024", Operation.GROWTH, ("ESO",), ("2024",)),
        ("repartion par segment 2024", Operation.BREAKDOWN, (), ("2024",)),
        ("quel segment arrive deuxième en 2024", Operation.RANKING, (), ("2024",)),
        ("ITO vs CRM in 2024", Operation.COMPARISON, ("ITO",), ("2024",)),
        ("BPO and KPO together in 2024", Operation.SUM, ("BPO", "KPO"), ("2024",)),
        ("moyenne par mois en 2024", Operation.PER_UNIT, (), ("2024",)),
        ("evolution des exportations depuis 2023", Operation.TREND, (), ("2023",)),
        ("que signifie KPO", Operation.DEFINITION, ("KPO",), ()),
        ("d'où viennent vos chiffres", Operation.SOURCE, (), ()),
        ("pourquoi choisir le Maroc", Operation.EXPLANATION, (), ()),
    ],
)
def test_the_operation_and_its_slots_are_read(
    assistant: Assistant, text: str, operation: Operation, segments: tuple[str, ...], periods: tuple[str, ...]
) -> None:
    query = asked(assistant, text)
    assert query.operation is operation
    assert query.segments == segments
    assert tuple(period.code for period in query.periods) == periods


@pytest.mark.parametrize(
    "text",
    [
        "exports of phosphates in 2024",
        "CRM exports to France in 2024",
        "exportations en 2024 à Marrakech",
        "imports 2024 ITO",
    ],
)
def test_one_word_that_asks_for_something_else_is_never_dropped(assistant: Assistant, text: str) -> None:
    assert asked(assistant, text).missing or asked(assistant, text).operation is Operation.UNRELATED


def test_a_follow_up_takes_what_it_leaves_out_and_says_so() -> None:
    assistant = Assistant.open()
    query = asked(assistant, "part de l'ITO en 2024 ?", "et le CRM ?")
    assert (query.operation, query.segments) == (Operation.SHARE, ("CRM",))
    assert query.periods[0].code == "2024"
    assert query.origin("periods") is Origin.CONTEXT
    assert query.origin("segments") is Origin.SAID


def test_a_complete_question_takes_nothing_from_before(assistant: Assistant) -> None:
    query = asked(assistant, "part de l'ITO en 2024 ?", "exportations totales en 2023 ?")
    assert (query.operation, query.segments) == (Operation.VALUE, ())
    assert query.periods[0].code == "2023"


def test_last_year_counts_from_the_day_of_the_question(assistant: Assistant) -> None:
    reading = assistant.reader.read("exports last year?", Discourse(), None, date(2027, 1, 2))
    assert reading.queries[0].periods[0].code == "2026"


@pytest.mark.parametrize("text", ["2023", "ITO 2032"])
def test_a_year_is_never_mended_into_another(assistant: Assistant, text: str) -> None:
    assert {period.code for period in asked(assistant, text).periods} == {text[-4:]}


@pytest.mark.parametrize("text", ["كم بلغت صادرات المغرب الرقمية؟", "Сколько экспорт?", "数字服务出口"])
def test_other_scripts_are_told_so(assistant: Assistant, text: str) -> None:
    assert asked(assistant, text).operation is Operation.UNREADABLE


def test_two_questions_are_two_queries(assistant: Assistant) -> None:
    reading = assistant.reader.read("how many jobs? and the growth in 2024?", Discourse(), None, TODAY)
    assert len(reading.queries) == 2
