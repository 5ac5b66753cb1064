"""Time for one message: ``python -m tests.benchmarks.reading``.

Prints the median and the 99th percentile over the golden questions as ratios to one ``rapidfuzz.process.extractOne``
over the same vocabulary, run beside it; then how the time grows with 10 and 100 times the names, and 10 times the
periods.
"""

from __future__ import annotations

import csv
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from rapidfuzz import process

from bot.assistant import Assistant, Conversation
from bot.reading.reader import Reader
from bot.reading.tongue import Tongue
from knowledge import loading
from tests.evaluation import FOLDER, TODAY, golden

_ROUNDS = 5
_SYLLABLES = ("ba", "ke", "ni", "lo", "ru", "ta", "ve", "so", "mi", "du")


def questions() -> list[str]:
    """Return the last message of every golden conversation."""
    files = sorted(path for path in FOLDER.glob("*.jsonl") if path.stem != "out-of-scope")
    return [item.turns[-1] for path in files for item in golden(path)]


def timed(ask: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    """Return the best of some rounds for each text, in milliseconds, so that a busy machine counts less."""
    found = []
    for text in texts:
        rounds = []
        for _ in range(_ROUNDS):
            start = time.perf_counter()
            ask(text)
            rounds.append(time.perf_counter() - start)
        found.append(1000 * min(rounds))
    return found


def asks(assistant: Assistant) -> Callable[[str], object]:
    """Return what answers one message of a new chat."""
    return lambda text: assistant.reply(text, Conversation(), TODAY)


def nearest(assistant: Assistant) -> Callable[[str], object]:
    """Return one fuzzy look-up of the whole message among all words of the vocabulary."""
    words = sorted({word for voice in assistant.voices.values() for word in voice.language.lexicon.words})
    return lambda text: process.extractOne(text, words)


def _made_up(number: int) -> str:
    return "".join(_SYLLABLES[int(digit)] for digit in f"{number:06d}")


def with_names(assistant: Assistant, times: int) -> Assistant:
    """Return an assistant that knows so many times the names; the new ones are made up."""
    fresh = Assistant.open()
    tongues = {}
    for code, voice in fresh.voices.items():
        lexicon = voice.language.lexicon
        names = sum(len(found) for sense, found in voice.language.phrases.items() if sense.startswith("segment."))
        for number in range(names * (times - 1)):
            lexicon.add(f"topic.made_up_{number}", [f"{_made_up(number)} {_made_up(number * 7)}"])
        tongues[code] = Tongue(code, lexicon, voice.language.elided, voice.language.stopwords)
    return replace(assistant, reader=Reader(tongues))


def with_periods(times: int, folder: Path) -> Assistant:
    """Return an assistant whose knowledge has so many times the yearly totals, going back in time."""
    shutil.copytree(loading.PACKAGED, folder, dirs_exist_ok=True)
    path = folder / "observations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    model = next(row for row in rows if row["indicator"] == "exports" and row["period"] == "2023")
    years = {row["period"] for row in rows}
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(model))
        for number in range(len(years) * (times - 1)):
            writer.writerow(
                {**model, "id": f"z{number}", "period": str(2009 - number), "value": f"{15 - number / 20:.2f}"}
            )
    return Assistant.open(folder)


def main() -> None:
    """Run the benchmark."""
    texts = questions()
    assistant = Assistant.open()
    own, beside = timed(asks(assistant), texts), timed(nearest(assistant), texts)
    reference = statistics.median(beside)
    print(f"{len(texts)} messages; extractOne over the same vocabulary: {reference:.3f} ms (median)")
    plain = _shown("one message", own, reference)
    for times in (10, 100):
        grown = _shown(f"{times} x the names", timed(asks(with_names(assistant, times)), texts), reference)
        print(f"    {grown / plain:.2f} x the time")
    with tempfile.TemporaryDirectory() as folder:
        grown = _shown("10 x the periods", timed(asks(with_periods(10, Path(folder) / "data")), texts), reference)
        print(f"    {grown / plain:.2f} x the time")


def _shown(name: str, times: list[float], reference: float) -> float:
    median, last = statistics.median(times), statistics.quantiles(times, n=100)[98]
    ratios = f"{median / reference:.2f} and {last / reference:.2f} x extractOne"
    print(f"{name}: median {median:.3f} ms, p99 {last:.3f} ms ({ratios})")
    return median


if __name__ == "__main__":
    main()
