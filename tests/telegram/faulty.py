"""``raqam serve`` with faults of its own: ``python -m tests.telegram.faulty serve``.

The real process, signals and all. What handles updates goes wrong by the text of a message, and its
clock is ahead of the machine's by what a file says (``FAULTY_CLOCK``, seconds). The numbers of the updates that it
knows to be handled go to a file, each before anything else is done about it (``FAULTY_KNOWN``).
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telegram import Update

from bot import clock
from bot.storage.updates import Mark

RAISES, HANGS = "an update that always raises", "an update that hangs"


def _moved() -> datetime:
    file = Path(os.environ.get("FAULTY_CLOCK", "unset"))
    ahead = float(file.read_text("ascii") or 0) if file.is_file() else 0.0
    return datetime.now(UTC) + timedelta(seconds=ahead)


def main() -> int:
    # What is put in their place here is what the modules imported below take.
    clock.system = _moved
    from bot.telegram import application  # noqa: PLC0415
    from bot.telegram.ordering import Ledger  # noqa: PLC0415
    from tests.telegram.handling import fails, hangs  # noqa: PLC0415

    put_together = application.build

    def build(*arguments: object, **named: object) -> application.App:
        app = put_together(*arguments, **named)  # type: ignore[arg-type] # handed on
        app.intake._limit = float(os.environ.get("FAULTY_LIMIT", app.intake._limit))
        handle = app.intake._handle

        async def badly(update: Update) -> None:
            text = update.effective_message.text if update.effective_message else ""
            await (fails() if text == RAISES else hangs() if text == HANGS else handle(update))

        app.intake._handle = badly
        known = os.environ.get("FAULTY_KNOWN")
        return _telling(app, os.open(known, os.O_WRONLY | os.O_APPEND | os.O_CREAT)) if known else app

    def _telling(app: application.App, file: int) -> application.App:
        """Let the process write down what it knows to be handled."""
        ledger: Ledger = app.intake._ledger
        end = ledger.end

        def told(mark: Mark) -> asyncio.Future[bool]:
            os.write(file, b"%d\n" % mark.number)
            return end(mark)

        ledger.end = told  # type: ignore[method-assign] # a fault of this process's own
        return app

    application.build = build
    from bot.telegram.serving import serve  # noqa: PLC0415

    return serve()


if __name__ == "__main__":
    sys.exit(main())
