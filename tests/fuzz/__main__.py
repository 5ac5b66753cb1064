"""``python -m tests.fuzz TARGET [libFuzzer options]``: fuzzes one target, guided by coverage (group ``fuzz``)."""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
from pathlib import Path

from tests.fuzz import TARGETS

_QUESTIONS = Path(__file__).parents[1] / "questions"


def main(arguments: list[str]) -> int:
    """Fuzz the target named first; the rest is libFuzzer's."""
    if not arguments or arguments[0] not in TARGETS:
        print(f"write one of {', '.join(TARGETS)}, then libFuzzer's options, e.g. -max_total_time=3600")
        return 2
    name, *options = arguments
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["bot", "knowledge"]):
        target = importlib.import_module(f"tests.fuzz.{name}")
    with tempfile.TemporaryDirectory() as seeds:
        for number, seed in enumerate((*target.SEEDS, *_golden(name))):
            (Path(seeds) / f"seed-{number}").write_bytes(seed)
        corpus = Path("corpus") / name if not any(not one.startswith("-") for one in options) else None
        if corpus is not None:
            corpus.mkdir(parents=True, exist_ok=True)
            options = [*options, str(corpus)]
        atheris.Setup(["tests.fuzz", *options, seeds], target.one)
        atheris.Fuzz()
    return 0


def _golden(name: str) -> list[bytes]:
    """Begin from what people ask: the golden questions, for the targets that read them."""
    if name not in ("reader", "lines"):
        return []
    found = []
    for file in sorted(_QUESTIONS.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines()[::7]:
            item = json.loads(line)
            turns = [str(turn) for turn in item.get("turns") or [item.get("text", "")]]
            found += ["\0".join(turns).encode()] if name == "reader" else [json.dumps({"text": turns[-1]}).encode()]
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
