"""``raqam serve``: hears signals from its first moment, checks the settings, then answers until it is told to stop."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings

SIGNALS = (signal.SIGTERM, signal.SIGINT)
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")


class _Stopped(BaseException):
    """A signal came while there was nothing to finish yet."""


class _Stop:
    """Hears signals until there is a loop that does."""

    asked = False
    loading = True
    interrupted = False
    """Whether it cut the loading short."""

    def __call__(self, _: int, __: FrameType | None) -> None:
        self.asked = True
        if self.loading:
            self.loading = False
            self.interrupted = True
            raise _Stopped

    def loaded(self) -> bool:
        """Return whether a signal came; from now on one is only remembered."""
        self.loading = False
        return self.asked


def serve() -> int:
    """Run the bot and return the exit code."""
    stop = _Stop()
    before = {one: signal.signal(one, stop) for one in SIGNALS}
    # Whoever asks to have the knowledge read again this early gets it: it is read after this.
    before[signal.SIGHUP] = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    shown, sys.unraisablehook = sys.unraisablehook, _unless_stopped(sys.unraisablehook)
    try:
        _without_colours()
        # These imports take most of the start; made here, a signal that comes meanwhile is already heard.
        from bot.settings import read  # noqa: PLC0415

        settings = read()
        token = checked(settings)
        from bot.telegram.process import run  # noqa: PLC0415

        return run(settings, token, stop.loaded)
    except _Stopped:
        return 0
    except Exception:
        # Python wraps what comes up while a class is made (``__set_name__``) in an error of its own.
        if stop.interrupted:
            return 0
        raise
    finally:
        sys.unraisablehook = shown
        for one, handler in before.items():
            signal.signal(one, handler)


def _unless_stopped(shown: Callable[[Any], object]) -> Callable[[Any], None]:
    """Leave out a stop that came in the middle of a destructor: nothing can be raised there, and it is remembered."""

    def show(unraisable: Any) -> None:
        if not isinstance(unraisable.exc_value, _Stopped):
            shown(unraisable)

    return show


def _without_colours() -> None:
    """Let libraries that would load rich if it is there do without: it takes six megabytes to colour a terminal.

    httpx has it for its command line and structlog for tracebacks, which are never shown here.
    """
    if "rich" not in sys.modules:
        sys.modules["rich"] = None  # type: ignore[assignment] # Python's own sign for what cannot be imported


def checked(settings: Settings) -> str:
    """Return the token; ``SettingsError`` says what is wrong with it."""
    from bot.settings import SettingsError  # noqa: PLC0415

    token = settings.token.get_secret_value().strip() if settings.token else ""
    if not token:
        raise SettingsError("BOT_TOKEN: missing; write the token that @BotFather gave, in the environment or .env")
    if not _TOKEN.fullmatch(token):
        raise SettingsError("BOT_TOKEN: not a token; write it as @BotFather gave it")
    return token
