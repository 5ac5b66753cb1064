"""How the Bot API says no."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818 - Telegram refuses; it does not fail
    """An error answer of the Bot API."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


def full(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def broken(code: int = 502) -> Refusal:
    return Refusal(code, {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}[code])


def blocked() -> Refusal:
    return Refusal(403, "Forbidden: bot was blocked by the user")


def not_modified() -> Refusal:
    return bad(
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message"
    )


def migrated(chat: int) -> Refusal:
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, description, {"migrate_to_chat_id": chat})


class Garbage(Exception):  # noqa: N818 - an answer, not an error
    """An answer that is no answer: what a broken proxy says."""

    def __init__(self, body: bytes = b"<html>it works!", code: int = 200) -> None:
        super().__init__(code)
        self.body = body
        self.code = code
