"""The methods of the surfaces: messages sent and edited, taps and inline queries answered, menus."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from tests.bot_api import rich
from tests.bot_api.html import shown
from tests.bot_api.refusal import bad
from tests.bot_api.schema import check_type

if TYPE_CHECKING:
    from tests.bot_api.server import BotApi

Method = Callable[["BotApi", dict[str, Any]], Awaitable[Any]]


async def send_message(api: BotApi, fields: dict[str, Any]) -> Any:
    text, entities = shown(fields["text"], fields.get("parse_mode"))
    return await _sent(api, fields, {"text": text, "entities": entities})


async def send_rich_message(api: BotApi, fields: dict[str, Any]) -> Any:
    text = rich.document(fields["rich_message"])
    return await _sent(api, fields, {"rich_message": {"blocks": [{"type": "paragraph", "text": text}]}})


async def send_photo(api: BotApi, fields: dict[str, Any]) -> Any:
    """A picture that is uploaded gets a number; one that is known by its number is sent again."""
    photo = fields["photo"]
    if isinstance(photo, bytes) and not photo.startswith(b"\x89PNG"):
        raise bad("IMAGE_PROCESS_FAILED")
    known = photo if isinstance(photo, str) else f"photo-{hashlib.sha256(photo).hexdigest()[:16]}"
    if isinstance(photo, str) and not photo.startswith("photo-"):
        raise bad("wrong file identifier/HTTP URL specified")
    size = {"file_id": known, "file_unique_id": known, "width": 1080, "height": 1000}
    return await _sent(api, fields, {"photo": [size], "caption": fields.get("caption", "")})


async def _sent(api: BotApi, fields: dict[str, Any], content: dict[str, Any]) -> Any:
    chat = api.chats.get(fields["chat_id"])
    if chat is None:
        raise bad("chat not found")
    topic, replied = fields.get("message_thread_id"), fields.get("reply_parameters", {})
    if topic is not None and not chat.get("is_forum"):
        raise bad("message thread not found")
    other = api.messages.get((chat["id"], replied.get("message_id", 0)))
    if replied and other is None and not replied.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    message = api.message(chat, **{"from": api.bot}, **content)
    if topic is not None:
        message |= {"message_thread_id": topic, "is_topic_message": True}
    if replied and other is not None:
        message["reply_to_message"] = {key: value for key, value in other.items() if key != "reply_to_message"}
    _with_keyboard(message, fields)
    check_type("Message", message)
    async with api.changed:
        api.sent[chat["id"]].append(message)
        api.events.append(("sent", dict(message)))
        api.changed.notify_all()
    return message


def _with_keyboard(message: dict[str, Any], fields: dict[str, Any]) -> None:
    message.pop("reply_markup", None)
    if "reply_markup" in fields:
        message["reply_markup"] = fields["reply_markup"]


async def edit_message_text(api: BotApi, fields: dict[str, Any]) -> Any:
    if "rich_message" in fields:
        text = rich.document(fields["rich_message"])
        content: dict[str, Any] = {"rich_message": {"blocks": [{"type": "paragraph", "text": text}]}}
    else:
        plain, entities = shown(fields.get("text", ""), fields.get("parse_mode"))
        content = {"text": plain, "entities": entities}
    if "inline_message_id" in fields:
        async with api.changed:
            markup = {"reply_markup": fields["reply_markup"]} if "reply_markup" in fields else {}
            api.events.append(("edited elsewhere", content | markup))
            api.changed.notify_all()
        return True
    message = api.messages.get((fields["chat_id"], fields["message_id"]))
    if message is None:
        raise bad("message to edit not found")
    if message["from"]["id"] != api.bot["id"]:
        raise bad("message can't be edited")
    before = json.dumps(message, sort_keys=True)
    for name in ("text", "entities", "rich_message"):
        message.pop(name, None)
    message |= content
    _with_keyboard(message, fields)
    if json.dumps(message, sort_keys=True) == before:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current "
            "content and reply markup of the message"
        )
    check_type("Message", message)
    async with api.changed:
        api.events.append(("edited", dict(message)))
        api.changed.notify_all()
    return message


async def get_chat_member(api: BotApi, fields: dict[str, Any]) -> Any:
    """Whoever is no administrator is a member; a chat that writes in its own name is nobody."""
    person = fields["user_id"]
    if person < 0:
        raise bad("PARTICIPANT_ID_INVALID")
    user = {"id": person, "is_bot": False, "first_name": "Somebody"}
    if person not in api.administrators.get(fields["chat_id"], ()):
        return {"status": "member", "user": user}
    return {"status": "creator", "user": user, "is_anonymous": False}


async def delete_message(api: BotApi, fields: dict[str, Any]) -> Any:
    message = api.messages.pop((fields["chat_id"], fields["message_id"]), None)
    if message is None:
        raise bad("message to delete not found")
    api.events.append(("deleted", message))
    return True


async def answer_callback_query(api: BotApi, fields: dict[str, Any]) -> Any:
    return await _answered(api, "callback", fields["callback_query_id"], fields)


async def answer_inline_query(api: BotApi, fields: dict[str, Any]) -> Any:
    return await _answered(api, "inline", fields["inline_query_id"], fields)


async def answer_guest_query(api: BotApi, fields: dict[str, Any]) -> Any:
    await _answered(api, "guest", fields["guest_query_id"], fields)
    return {"inline_message_id": f"guest-{fields['guest_query_id']}"}


async def _answered(api: BotApi, kind: str, number: str, fields: dict[str, Any]) -> bool:
    if (kind, number) not in api.open:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    api.open.discard((kind, number))
    async with api.changed:
        api.answered[kind, number] = fields
        api.events.append((kind, fields))
        api.changed.notify_all()
    return True


def _kept(name: str, field: str, empty: Any) -> tuple[Method, Method]:
    """Return the getter and the setter of something that Telegram keeps by scope and language."""

    def key(fields: dict[str, Any]) -> tuple[str, str, str]:
        scope = json.dumps(fields.get("scope", {"type": "default"}), sort_keys=True)
        return name, scope, fields.get("language_code", "")

    async def get(api: BotApi, fields: dict[str, Any]) -> Any:
        value = api.kept.get(key(fields), empty)
        return value if name == "commands" else {field: value}

    async def put(api: BotApi, fields: dict[str, Any]) -> Any:
        api.kept[key(fields)] = fields.get(field, empty)
        return True

    return get, put


_COMMANDS = _kept("commands", "commands", [])
_DESCRIPTION = _kept("description", "description", "")
_SHORT = _kept("short", "short_description", "")

METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendRichMessage": send_rich_message,
    "sendPhoto": send_photo,
    "editMessageText": edit_message_text,
    "deleteMessage": delete_message,
    "getChatMember": get_chat_member,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "answerGuestQuery": answer_guest_query,
    "getMyCommands": _COMMANDS[0],
    "setMyCommands": _COMMANDS[1],
    "getMyDescription": _DESCRIPTION[0],
    "setMyDescription": _DESCRIPTION[1],
    "getMyShortDescription": _SHORT[0],
    "setMyShortDescription": _SHORT[1],
}
