"""The command line of Raqam: one function a command, and errors in one line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.errors import UserError

if TYPE_CHECKING:
    from bot.settings import Settings

if TYPE_CHECKING:
    from bot.assistant import Assistant, Reply


class CommandError(UserError):
    """A command that cannot run; the message is one line."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override] # it does not return, either way
        raise CommandError(f"{message} (see {self.prog} --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors are one line on stderr, and the exit code tells."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _run(_parser().parse_args(arguments))
    except UserError as error:
        return _failed(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def _failed(message: str) -> int:
    lines = message.splitlines() or [""]
    more = f" (and {len(lines) - 1} more: raqam check)" if len(lines) > 1 else ""
    print(f"raqam: {lines[0]}{more}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="raqam", description="Published figures on Morocco's digital-services exports, in French or English."
    )
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    ask = commands.add_parser("ask", help="answer one question, or JSON lines")
    ask.add_argument("question", nargs="*", help="the question")
    ask.add_argument("--chart", type=Path, metavar="FILE.png", help="also draw the chart that fits the question")
    ask.add_argument("--jsonl", action="store_true", help="read one JSON object a line, write one a line")
    commands.add_parser("chat", help="talk with the bot in the terminal; no token needed")
    check = commands.add_parser("check", help="validate the knowledge")
    check.add_argument("folder", nargs="?", type=Path, help="a knowledge folder (default: the packaged one)")
    commands.add_parser("serve", help="run the Telegram bot")
    commands.add_parser("unanswered", help="list the questions without an answer, where they are collected")
    commands.add_parser("doctor", help="look whether everything that serve needs is there")
    for name, does in (
        ("backup", "copy the database into a file, also while the bot runs"),
        ("restore", "put a copy back"),
    ):
        commands.add_parser(name, help=does).add_argument("file", type=Path, metavar="FILE")
    return parser


def _run(options: argparse.Namespace) -> int:
    if options.command == "check":
        from bot.terminal.check import check

        return check(options.folder, sys.stdout)
    if options.command == "serve":
        from bot.telegram.serving import serve

        return serve()
    if options.command == "unanswered":
        from bot.terminal.unanswered import unanswered

        return unanswered(sys.stdout)
    if options.command == "doctor":
        from bot.telegram.doctor import doctor

        return doctor(sys.stdout)
    from bot.settings import read

    settings = read()
    if options.command in ("backup", "restore"):
        from bot.storage.backup import backup, restore

        does = backup if options.command == "backup" else restore
        print(does(settings.database_url.get_secret_value(), options.file))
        return 0
    return _talk(options, settings)


def _talk(options: argparse.Namespace, settings: Settings) -> int:
    from bot.assistant import Assistant, Conversation
    from knowledge import KnowledgeError

    if options.command == "ask" and not options.jsonl and not options.question:
        raise CommandError("ask: write a question, or --jsonl (see raqam ask --help)")
    if options.command == "ask" and options.jsonl and options.question:
        raise CommandError("ask: --jsonl reads the questions from standard input; leave the question out")
    if options.command == "ask" and options.jsonl and options.chart:
        raise CommandError("ask: --chart draws one question; leave --jsonl out")
    try:
        assistant = Assistant.open(settings.knowledge_dir)
    except KnowledgeError as error:
        raise CommandError(str(error)) from None

    def today() -> date:
        return datetime.now(ZoneInfo(settings.timezone)).date()

    if options.command == "chat":
        from bot.terminal.chat import chat

        return chat(assistant, today)
    if options.jsonl:
        from bot.terminal.jsonl import run

        run(assistant, sys.stdin.buffer, sys.stdout.buffer, today)
        return 0
    from bot.terminal.screen import show

    reply, _ = assistant.reply(" ".join(options.question), Conversation(), today())
    show(reply, sys.stdout)
    return _picture(assistant, reply, options.chart) if options.chart else 0


def _picture(assistant: Assistant, reply: Reply, file: Path) -> int:
    """Draw the chart that fits a reply; 1 and a line where none does."""
    chart = assistant.chart(reply)
    if chart is None:
        print(f"raqam: {assistant.line('chart.none', reply.language)}", file=sys.stderr)
        return 1
    from bot.wording.charts.drawing.draw import draw

    try:
        file.write_bytes(draw(chart))
    except OSError as error:
        raise CommandError(f"ask: --chart: {file} cannot be written ({error.strerror})") from None
    return 0


if __name__ == "__main__":
    sys.exit(main())
