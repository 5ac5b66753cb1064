"""``raqam serve`` with faults of its own: ``python -m tests.telegram.faulty serve``.

The real process, signals and all. What handles updates goes wrong by the text of a message, and its
clock is ahead of the machine's by what a file says (``FAULTY_CLOCK``, seconds).
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telegram import Update

from bot import clock

RAISES, HANGS = "an update that always raises", "an update that hangs"


def _moved() -> datetime:
    file = Path(os.environ.get("FAULTY_CLOCK", "unset"))
    ahead = float(file.read_text("ascii") or 0) if file.is_file() else 0.0
    return datetime.now(UTC) + timedelta(seconds=ahead)


def main() -> int:
    # What is put in their place here is what the modules imported below take.
    clock.system = _moved
    from bot.telegram import application  # noqa: PLC0415
    from tests.telegram.handling import fails, hangs  # noqa: PLC0415

    put_together = application.build

    def build(*arguments: object, **named: object) -> application.App:
        app = put_together(*arguments, **named)  # type: ignore[arg-type]
        app.intake._limit = float(os.environ.get("FAULTY_LIMIT", app.intake._limit))
        handle = app.intake._handle

        async def badly(update: Update) -> None:
            text = update.effective_message.text if update.effective_message else ""
            await (fails() if text == RAISES else hangs() if text == HANGS else handle(update))

        app.intake._handle = badly
        return app

    application.build = build
    from bot.telegram.serving import serve  # noqa: PLC0415

    return serve()


if __name__ == "__main__":
    sys.exit(main())
