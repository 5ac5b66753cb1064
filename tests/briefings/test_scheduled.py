"""Scheduled briefings vary; news tell what is new and what was revised."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pydantic import TypeAdapter

from bot.assistant import Assistant
from bot.briefings.order import Order
from bot.briefings.press import Briefing
from bot.briefings.schedule import Rhythm
from bot.wording.reply import Status
from knowledge import ChangeKind, Observation, changes, followed
from tests.briefings.screen import TODAY, screen

SUBJECTS = ("", "ITO", "CRM", "ESO", "BPO", "KPO")


def following(assistant: Assistant, order: Order) -> tuple[Briefing, Order]:
    briefing = assistant.press.briefing(order, (), TODAY)
    assert briefing is not None
    return briefing, order.model_copy(update={"number": briefing.number, "last": briefing.digest})


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_never_the_same_text_twice_in_a_row(assistant: Assistant, subject: str, language: str) -> None:
    order = Order(subject=subject, rhythm=Rhythm.DAILY, language=language)
    before, texts = "", set()
    for _ in range(40):
        briefing, order = following(assistant, order)
        text = briefing.reply.text
        assert text != before
        assert briefing.reply.status is Status.ANSWERED
        assert briefing.reply.language == language
        assert briefing.reply.figures
        assert briefing.reply.sources
        assert len(screen(briefing.reply)) <= 26
        before = text
        texts.add(text)
    assert len(texts) >= 4


def test_the_sector_turns_over_its_figures_and_segments(assistant: Assistant) -> None:
    order, seen = Order(rhythm=Rhythm.DAILY, language="en"), set()
    for _ in range(12):
        briefing, order = following(assistant, order)
        lines = briefing.reply.text.split("\n")
        seen |= {line for line in lines if line.startswith("In focus")}
    assert len(seen) == 5


def test_a_text_that_would_come_again_is_passed_over(assistant: Assistant) -> None:
    first = assistant.press.briefing(Order(rhythm=Rhythm.WEEKLY, language="fr"), (), TODAY)
    assert first is not None
    again = assistant.press.briefing(Order(rhythm=Rhythm.WEEKLY, language="fr", last=first.digest), (), TODAY)
    assert again is not None
    assert again.digest != first.digest
    assert again.number == first.number + 1


def before(assistant: Assistant, **values: str | None) -> tuple[Observation, ...]:
    """Return what was followed when some observations said something else, or were not there."""
    found = [one.model_copy(update={"value": values.get(one.id, one.value)}) for one in followed(assistant.knowledge)]
    return tuple(one for one in found if values.get(one.id, "") is not None)


def test_what_became_of_each_figure(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    known = before(assistant, f001=None, f003="26.1", f010="40", f015="110000", f017=None)
    found = changes(
        (one.model_copy(update={"status": "preliminary"}) if one.id == "f005" else one for one in known), knowledge
    )
    assert {change.now.id: change.kind for change in found} == {
        "f001": ChangeKind.NEW,
        "f003": ChangeKind.REVISED,
        "f005": ChangeKind.CONFIRMED,
        "f010": ChangeKind.REFINED,
        "f015": ChangeKind.REVISED,
        "f017": ChangeKind.NEW,
    }
    assert [change.now.id for change in found][:3] == ["f001", "f003", "f005"]
    assert changes(followed(knowledge), knowledge) == ()


def test_releases_are_read_as_they_were_written(assistant: Assistant) -> None:
    kept = TypeAdapter(tuple[Observation, ...])
    held = followed(assistant.knowledge)
    assert changes(kept.validate_json(kept.dump_json(held)), assistant.knowledge) == ()


def test_an_alternative_that_is_not_followed_is_no_news(assistant: Assistant) -> None:
    assert "f039" not in {one.id for one in followed(assistant.knowledge)}
    assert "f047" not in {one.id for one in followed(assistant.knowledge)}


def test_a_revision_is_told_with_both_values_and_both_are_figures(assistant: Assistant) -> None:
    news = changes(before(assistant, f003="26.1", f007=None, f035="17.8", f021=None), assistant.knowledge)
    briefing = assistant.press.briefing(Order(rhythm=Rhythm.NEWS, language="en"), news, TODAY)
    assert briefing is not None
    lines = briefing.reply.text.split("\n")
    assert lines[:5] == [
        "New figures",
        "Revised – 26.2 billion dirhams: digital-services exports, 2024 (preliminary)."
        " Before: 26.1 billion dirhams (preliminary)",
        "New – 4.19 billion dirhams: CRM (customer relations) exports, first half of 2025 (preliminary)",
        "Revised – 17.9 billion dirhams: digital-services exports, 2023 (published). Another scope: older “offshoring”"
        " scope. Before: 17.8 billion dirhams (published)",
        "New among the regional hubs: Oujda",
    ]
    assert {"26.2", "26.1", "17.9", "17.8"} <= {str(figure.value) for figure in briefing.reply.figures}


def test_who_follows_a_segment_hears_of_that_segment(assistant: Assistant) -> None:
    news = changes(before(assistant, f003="26.1", f007="4.2"), assistant.knowledge)
    crm = assistant.press.briefing(Order(subject="CRM", rhythm=Rhythm.NEWS, language="fr"), news, TODAY)
    assert crm is not None
    assert "26,1" not in crm.reply.text
    assert "4,19" in crm.reply.text
    assert assistant.press.briefing(Order(subject="KPO", rhythm=Rhythm.NEWS, language="fr"), news, TODAY) is None


def test_many_changes_are_not_all_listed(assistant: Assistant) -> None:
    news = changes((), assistant.knowledge)
    briefing = assistant.press.briefing(Order(rhythm=Rhythm.NEWS, language="fr"), news, TODAY)
    assert briefing is not None
    assert "D’autres chiffres ont changé : /brief" in briefing.reply.text
    assert len(briefing.reply.text.split("\n")) <= 11


@pytest.mark.parametrize("subject", ["", "CRM", "KPO"])
def test_no_figure_heads_two_briefings_in_a_row_and_no_segment_is_in_focus_twice(
    assistant: Assistant, subject: str
) -> None:
    order = Order(subject=subject, rhythm=Rhythm.DAILY, language="fr")
    headed, focused = [], []
    for _ in range(30):
        briefing, order = following(assistant, order)
        lines = briefing.reply.text.split("\n")
        headed.append(lines[1])
        focused += [line for line in lines if line.startswith("En focus")]
    assert all(one != other for one, other in pairwise(headed))
    assert all(one != other for one, other in pairwise(focused))
