from __future__ import annotations

from typing import Any

import pytest

from bot.telegram.pruning import pruned


def test_a_tap_keeps_where_its_message_stands_and_leaves_the_rest() -> None:
    place = {"message_id": 5, "date": 1, "chat": {"id": 1}, "message_thread_id": 31, "is_topic_message": True}
    heavy = {"text": "an answer", "entities": [], "reply_markup": {"inline_keyboard": []}, "reply_to_message": {}}
    update = {"update_id": 1, "callback_query": {"id": "c", "data": "1q", "message": {**place, **heavy}}}
    assert pruned(update) == {"update_id": 1, "callback_query": {"id": "c", "data": "1q", "message": place}}
    assert "text" in update["callback_query"]["message"]  # type: ignore[index] # what was given is not changed


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "message": {"text": "ITO", "reply_markup": {}}},
        {"update_id": 1, "callback_query": {"id": "c", "inline_message_id": "i"}},
        {"update_id": 1, "callback_query": "nonsense"},
        {"update_id": 1, "callback_query": {"message": 7}},
    ],
)
def test_all_else_stays_as_it_is(update: dict[str, Any]) -> None:
    assert pruned(update) == update
