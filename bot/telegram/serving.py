"""``raqam serve``: checks the settings, then answers until it is told to stop."""

from __future__ import annotations

import re
import signal
from types import FrameType

from bot.settings import Settings, SettingsError

SIGNALS = (signal.SIGTERM, signal.SIGINT)
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")


class _Stop:
    """Remembers a signal that came before there was a loop to stop."""

    asked = False

    def __call__(self, _: int, __: FrameType | None) -> None:
        self.asked = True


def serve(settings: Settings) -> int:
    """Run the bot and return the exit code."""
    token = _checked(settings)
    stop = _Stop()
    before = {one: signal.signal(one, stop) for one in SIGNALS}
    try:
        # This import takes most of the start; made here, a signal that comes meanwhile is already heard.
        from bot.telegram.polling import poll  # noqa: PLC0415

        return poll(settings, token, lambda: stop.asked)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _checked(settings: Settings) -> str:
    token = settings.token.get_secret_value().strip() if settings.token else ""
    if not token:
        raise SettingsError("BOT_TOKEN: missing; write the token that @BotFather gave, in the environment or .env")
    if not _TOKEN.fullmatch(token):
        raise SettingsError("BOT_TOKEN: not a token; write it as @BotFather gave it")
    if settings.webhook_url:
        raise SettingsError("BOT_WEBHOOK_URL: webhooks are not served yet; leave it empty")
    return token
