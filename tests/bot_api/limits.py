"""What the description leaves to prose: lengths and forms that Telegram refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.bot_api.html import shown, units
from tests.bot_api.refusal import bad

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ACTIONS = ("url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
            "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay")  # fmt: skip


def checked(method: str, fields: dict[str, Any]) -> None:
    """Refuse what is well-formed but over a limit."""
    keyboard(fields.get("reply_markup"))
    if method in _CHECKS:
        _CHECKS[method](fields)


def keyboard(markup: dict[str, Any] | None) -> None:
    rows = (markup or {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise bad("BUTTON_TEXT_INVALID")
        if sum(action in button for action in _ACTIONS) != 1:
            raise bad("can't parse inline keyboard button: text buttons are allowed with exactly one action")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
        if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
            raise bad("BUTTON_COPY_TEXT_INVALID")
        if "url" in button and not button["url"].startswith(("https://", "http://", "tg://")):
            raise bad("BUTTON_URL_INVALID")
        for name in ("switch_inline_query", "switch_inline_query_current_chat"):
            if len(button.get(name, "")) > 256:
                raise bad("BUTTON_SWITCH_INLINE_INVALID")


def article(result: dict[str, Any]) -> None:
    if not 1 <= len(result["id"].encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    keyboard(result.get("reply_markup"))
    if result["type"] == "photo":
        if not result["photo_file_id"].startswith("photo-"):
            raise bad("wrong file identifier/HTTP URL specified")
        if units(result.get("caption", "")) > 1024:
            raise bad("MEDIA_CAPTION_TOO_LONG")
        return
    if not result["title"].strip():
        raise bad("article title is empty")
    content = result["input_message_content"]
    shown(content["message_text"], content.get("parse_mode"))


def _inline(fields: dict[str, Any]) -> None:
    results = fields["results"]
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    if len({one["id"] for one in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    for one in results:
        article(one)
    button = fields.get("button")
    if button and not _START.fullmatch(button.get("start_parameter", "")):
        raise bad("START_PARAM_INVALID")


def _commands(fields: dict[str, Any]) -> None:
    for command in fields["commands"]:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def _at_most(name: str, most: int) -> Callable[[dict[str, Any]], None]:
    def check(fields: dict[str, Any]) -> None:
        if len(fields.get(name, "")) > most:
            raise bad(f"{name} is too long")

    return check


def _photo(fields: dict[str, Any]) -> None:
    if units(fields.get("caption", "")) > 1024:
        raise bad("message caption is too long")


_CHECKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "answerInlineQuery": _inline,
    "answerGuestQuery": lambda fields: article(fields["result"]),
    "sendPhoto": _photo,
    "setMyCommands": _commands,
    "setMyDescription": _at_most("description", 512),
    "setMyShortDescription": _at_most("short_description", 120),
    "answerCallbackQuery": _at_most("text", 200),
}
