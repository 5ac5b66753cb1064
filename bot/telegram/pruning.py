"""What an update brings along and nobody reads is left out: to take it apart costs more than to answer."""

from __future__ import annotations

from typing import Any

_READ = ("message_id", "date", "chat", "message_thread_id", "is_topic_message")
"""Of a message under which a button was tapped: where it stands. Its words and all its buttons come with each tap."""


def pruned(update: dict[str, Any]) -> dict[str, Any]:
    """Return an update without the contents of the message that a tapped button belongs to."""
    query = update.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return update
    kept = {name: message[name] for name in _READ if name in message}
    return {**update, "callback_query": {**query, "message": kept}}
