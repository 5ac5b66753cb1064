"""Measure the answers: ``python -m tests.evaluate [FILE …] [--show N] [--tags]`` (all golden files by default).

Prints, by file, language and operation, how many are right, how many state a wrong figure, how many are refused though
known and answered though unknown; then the calibration of ``confidence``.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.assistant import Assistant
from bot.wording.reply import Reply, Status
from tests.evaluation import FOLDER, Golden, Verdict, golden, judge, last_reply

_COLUMNS = ("asked", "right", "wrong figure", "refused but known", "answered but unknown", "other")
_BUCKETS = (0.0, 0.5, 0.7, 0.85, 0.9, 0.95)


@dataclass(frozen=True)
class Outcome:
    """One golden question, the reply to it and what is wrong with that."""

    file: str
    item: Golden
    reply: Reply
    verdict: Verdict

    @property
    def kind(self) -> str:
        """The column it is counted in."""
        if not self.verdict.faults:
            return "right"
        answered, wanted = self.reply.status is Status.ANSWERED, "answered" in self.item.expect["status"]
        if answered and not wanted:
            return "answered but unknown"
        if self.verdict.wrong_figure:
            return "wrong figure"
        return "refused but known" if wanted and not answered else "other"


def measure(assistant: Assistant, files: Iterable[Path]) -> list[Outcome]:
    """Ask every question of the files and judge the answers."""
    found = []
    for path in files:
        for item in golden(path):
            reply = last_reply(assistant, item.turns)
            found.append(Outcome(path.stem, item, reply, judge(item, reply)))
    return found


def table(title: str, groups: dict[str, list[Outcome]]) -> Table:
    """Count the outcomes of each group."""
    shown = Table(title=title, title_justify="left")
    for column in ("", *_COLUMNS, "%"):
        shown.add_column(column, justify="left" if not column else "right")
    for name, outcomes in sorted(groups.items()):
        counted = Counter(one.kind for one in outcomes)
        row = [len(outcomes), *(counted[column] for column in _COLUMNS[1:])]
        shown.add_row(name, *map(str, row), f"{100 * counted['right'] / len(outcomes):.1f}")
    return shown


def calibration(outcomes: list[Outcome]) -> Table:
    """Set the confidence of answers beside the share of them that is right."""
    shown = Table(title="confidence of answers", title_justify="left")
    for column in ("from", "answers", "mean confidence", "share right"):
        shown.add_column(column, justify="right")
    answers = [one for one in outcomes if one.reply.status is Status.ANSWERED]
    for low, high in zip(_BUCKETS, (*_BUCKETS[1:], 1.01), strict=True):
        inside = [one for one in answers if low <= one.reply.confidence < high]
        if inside:
            mean = sum(one.reply.confidence for one in inside) / len(inside)
            right = sum(not one.verdict.faults for one in inside) / len(inside)
            shown.add_row(f"{low:.2f}", str(len(inside)), f"{mean:.2f}", f"{right:.2f}")
    return shown


def _grouped(outcomes: list[Outcome], by: str) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        keys = {"file": [one.file], "language": [one.item.lang], "operation": [one.reply.intent], "tag": one.item.tags}
        for key in keys[by]:
            groups[key].append(one)
    groups[" all"] = outcomes
    return groups


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluate")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="list so many failures")
    parser.add_argument("--tags", action="store_true", help="count by tag as well")
    chosen = parser.parse_args()
    files = chosen.files or sorted(path for path in FOLDER.glob("*.jsonl") if path.stem != "out-of-scope")
    outcomes = measure(Assistant.open(), files)
    console = Console(width=None if Console().is_terminal else 120, highlight=False, markup=False)
    for by in ("file", "language", "operation", *(("tag",) if chosen.tags else ())):
        console.print(table(f"by {by}", _grouped(outcomes, by)))
    console.print(calibration(outcomes))
    for one in [one for one in outcomes if one.verdict.faults][: chosen.show]:
        console.print(f"\n{one.item.id} [{one.kind}] {' | '.join(one.item.turns)}", soft_wrap=True)
        console.print(f"  wanted {one.item.expect['status']} {one.item.expect.get('numbers') or ''}", soft_wrap=True)
        console.print(f"  {'; '.join(one.verdict.faults)}", soft_wrap=True)
        console.print(f"  {one.reply.status} {one.reply.intent}: {one.reply.text[:300]!r}", soft_wrap=True)


if __name__ == "__main__":
    main()
