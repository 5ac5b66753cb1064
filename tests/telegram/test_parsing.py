from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Bot, Chat, Message, Update, User

from bot.telegram.parsing import parsed
from tests.bot_api.server import TOKEN

SALMA = {"id": 7, "is_bot": False, "first_name": "Salma", "language_code": "fr", "is_premium": True}
PRIVATE = {"id": 7, "type": "private", "first_name": "Salma"}
FORUM = {"id": -100, "type": "supergroup", "title": "Exports", "is_forum": True}
PLAIN = {"message_id": 5, "date": 1_760_000_000, "chat": PRIVATE, "from": SALMA, "text": "ITO 2024 ?"}
COMMAND = {**PLAIN, "text": "/start", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
IN_TOPIC = {**PLAIN, "chat": FORUM, "message_thread_id": 31, "is_topic_message": True}
TAP = {"id": "77", "from": SALMA, "chat_instance": "1", "data": "1q", "message": PLAIN}

UPDATES: list[dict[str, Any]] = [
    {"message": PLAIN},
    {"message": COMMAND},
    {"message": IN_TOPIC},
    {"message": {**PLAIN, "from": None}},
    {"message": {"message_id": 1, "date": 1, "chat": PRIVATE}},
    {"edited_message": {**PLAIN, "edit_date": 1_760_000_100}},
    {"callback_query": TAP},
    {"callback_query": {**TAP, "message": {"message_id": 5, "date": 0, "chat": PRIVATE}}},
    {"callback_query": {"id": "77", "from": SALMA, "chat_instance": "1", "data": "1q", "inline_message_id": "i"}},
    {"inline_query": {"id": "77", "from": SALMA, "query": "ito", "offset": "", "chat_type": "sender"}},
    # What is not plain, the library takes apart.
    {"message": {**PLAIN, "reply_to_message": PLAIN}},
    {"message": {**PLAIN, "location": {"latitude": 1.0, "longitude": 1.0}}},
    {"message": {**PLAIN, "a_field_of_tomorrow": 1}},
    {"message": {**PLAIN, "from": {**SALMA, "a_field_of_tomorrow": 1}}},
    {"message": PLAIN, "a_kind_of_tomorrow": {}},
    {"my_chat_member": {"chat": FORUM, "from": SALMA, "date": 1, "old_chat_member": {"status": "left", "user": SALMA},
                        "new_chat_member": {"status": "left", "user": SALMA}}},
    {"a_kind_of_tomorrow": {}},
]  # fmt: skip


@pytest.mark.parametrize("kind", UPDATES, ids=str)
def test_an_update_is_what_the_library_makes_of_it(kind: dict[str, Any]) -> None:
    raw = {"update_id": 3, **kind}
    before = json.dumps(raw)
    bot = Bot(TOKEN)
    found = parsed(raw, bot)
    assert json.dumps(raw) == before
    assert found.to_dict() == Update.de_json(raw, bot).to_dict()


def test_its_parts_are_what_handlers_look_for() -> None:
    bot = Bot(TOKEN)
    message = parsed({"update_id": 3, "message": PLAIN}, bot).effective_message
    assert isinstance(message, Message)
    assert isinstance(message.chat, Chat)
    assert isinstance(message.from_user, User)
    assert message == Message.de_json(PLAIN, bot)
    assert message.get_bot() is bot
    assert (message.photo, message.new_chat_members, message.entities) == ((), (), ())


@pytest.mark.parametrize("message", ["nonsense", 7, [], {**PLAIN, "chat": 7}, {**PLAIN, "date": "now"}])
def test_nonsense_is_refused_as_the_library_refuses_it(message: object) -> None:
    raw = {"update_id": 3, "message": message}
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever it is, it is the same
        Update.de_json(raw, Bot(TOKEN))
    with pytest.raises(type(theirs.value)):
        parsed(raw, Bot(TOKEN))
