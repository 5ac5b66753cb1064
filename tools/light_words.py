"""Writes bot/languages/<code>/light.txt: frequent words that are only verbs, adverbs or adjectives and name nothing.

A noun may ask for something that is not in the data ("phosphates"); a verb, an adverb or an adjective that nothing else
explains hardly does ("profitent", "clearly"), save those that ``language.yaml`` lists as heavy ("monthly", "rural").

Run by hand: ``uv run --with spacy-lookups-data python tools/light_words.py fr en``. The parts of speech come from
spacy-lookups-data (code MIT; French data from Lefff, LGPL-LR; English data from WordNet).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from bot.reading.text import fold

LANGUAGES = Path(__file__).parent.parent / "bot" / "languages"
LIGHT = frozenset({"verb", "aux", "adv", "adj"})
HEAVY = frozenset({"noun", "propn", "num"})


def main(codes: list[str]) -> None:
    """Write one list for each language code."""
    for code in codes:
        kinds = _kinds(code)
        frequent = (LANGUAGES / code / "frequent.txt").read_text(encoding="utf-8").splitlines()
        settings = yaml.safe_load((LANGUAGES / code / "language.yaml").read_text(encoding="utf-8"))
        heavy = tuple(str(beginning) for beginning in settings["heavy"])
        endings = tuple(str(ending) for ending in settings.get("heavy_endings", ()))
        light = [
            word
            for word in frequent
            if kinds[word] & LIGHT
            and not kinds[word] & HEAVY
            and not word.startswith(heavy)
            and not (word.endswith(endings) and "adj" in kinds[word])
        ]
        text = "\n".join(light)
        (LANGUAGES / code / "light.txt").write_text(
            f"# Made by tools/light_words.py from spacy-lookups-data.\n{text}\n", encoding="utf-8"
        )


def _kinds(code: str) -> dict[str, set[str]]:
    """Return the parts of speech of every folded form."""
    index, exceptions, rules = (_table(code, name) for name in ("lemma_index", "lemma_exc", "lemma_rules"))
    kinds: dict[str, set[str]] = defaultdict(set)
    for kind, forms in exceptions.items():
        for form in forms:
            kinds[fold(form)].add(kind)
    for kind, lemmas in index.items():
        for lemma in lemmas:
            for form in {lemma, *_inflected(lemma, rules.get(kind, ()))}:
                kinds[fold(form)].add(kind)
    return kinds


def _inflected(lemma: str, rules: list[list[str]]) -> Iterator[str]:
    for ending, root in rules:
        if lemma.endswith(root):
            yield lemma[: len(lemma) - len(root)] + ending


def _table(code: str, name: str) -> dict[str, Any]:
    found = find_spec("spacy_lookups_data")
    if found is None or found.origin is None:
        raise SystemExit("spacy-lookups-data is not installed")
    path = Path(found.origin).parent / "data" / f"{code}_{name}.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table: dict[str, Any] = json.load(file)
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
