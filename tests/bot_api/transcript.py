"""What chats showed, as a person would read it over someone's shoulder."""

from __future__ import annotations

from typing import Any

from tests.bot_api.html import loosened, marked
from tests.bot_api.server import BotApi

_INDENT = "    "


def render(api: BotApi) -> str:
    """Write all that happened, in order; messages are numbered in the order in which they were first seen."""
    numbers: dict[tuple[int, int], int] = {}
    blocks = [_block(kind, content, numbers) for kind, content in api.events]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(kind: str, content: dict[str, Any], numbers: dict[tuple[int, int], int]) -> str:
    match kind:
        case "said" | "sent":
            return f"{_head(content, numbers)}\n{shown(content)}"
        case "changed" | "edited":
            return f"{_head(content, numbers)} (edited)\n{shown(content)}"
        case "deleted":
            return f"{_head(content, numbers)} (deleted)"
        case "tapped":
            where = f" under {_number(content['message'], numbers)}" if "message" in content else ""
            return f"{content['by']} taps [{content['data']}]{where}"
        case "callback":
            notice = content.get("text")
            return f"{_INDENT}notice: {notice}" if notice else ""
        case "typed":
            return f"{content['by']} types inline: {content['text']!r}"
        case "inline":
            return "\n".join(f"{_INDENT}· {_article(one)}" for one in content["results"])
        case "edited elsewhere":
            return f"a message sent through the bot (edited)\n{shown(content)}"
        case "guest":
            return f"the bot, as a guest\n{_INDENT}· {_article(content['result'])}"
    return f"{_INDENT}{kind}"


def _number(message: dict[str, Any], numbers: dict[tuple[int, int], int]) -> str:
    key = (message["chat"]["id"], message["message_id"])
    return f"#{numbers.setdefault(key, len(numbers) + 1)}"


def _head(message: dict[str, Any], numbers: dict[tuple[int, int], int]) -> str:
    who = message["from"]["first_name"] if "from" in message else message["chat"].get("title", "")
    via = f" via @{message['via_bot']['username']}" if "via_bot" in message else ""
    topic = f" in topic {message['message_thread_id']}" if message.get("is_topic_message") else ""
    other = message.get("reply_to_message")
    reply = f" in reply to {_number(other, numbers)}" if other else ""
    return f"{_number(message, numbers)} {who}{via}{topic}{reply}"


def shown(message: dict[str, Any]) -> str:
    """Write a message with its buttons."""
    return loosened(_shown(message))


def _shown(message: dict[str, Any]) -> str:
    if "rich_message" in message:
        text = str(message["rich_message"]["blocks"][0]["text"])
    elif "photo" in message:
        text = f"(picture) {message.get('caption', '')}"
    else:
        text = marked(message.get("text", "(no text)"), message.get("entities", []))
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    lines = [*text.split("\n"), *(" ".join(_button(one) for one in row) for row in rows)]
    return "\n".join(f"{_INDENT}{line}" for line in lines)


def _button(button: dict[str, Any]) -> str:
    carried = button.get("callback_data") or button.get("url")
    if "copy_text" in button:
        carried = f"copies {button['copy_text']['text']}"
    if "switch_inline_query" in button:
        carried = f"shares {button['switch_inline_query']}"
    return f"[{button['text']} | {carried}]"


def _article(result: dict[str, Any]) -> str:
    return f"{result['title']} — {result.get('description', '')}"
