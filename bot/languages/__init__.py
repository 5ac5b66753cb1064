"""Languages: one folder each with question words, time words, padding and sentences; no code.

What things are *called* is knowledge (``knowledge/data/names``). The folders are read once, when the assistant opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from bot.reading.lexicon import BESIDE, ELSEWHERE, PADDING, Lexicon, build
from bot.reading.query import HEADLINE
from bot.reading.text import fold
from knowledge import Knowledge

FOLDER = Path(__file__).parent
_PHRASES = (
    "words",
    "synonyms",
    "families",
    "claims",
    "dialogue",
    "references",
    "remarks",
    "computed",
    "outside",
    "talk",
    "everyday",
    "spoken",
    "sayings",
    "situations",
    "periods",
    "numbers",
    "expressions",
)
"""The files with what words mean, by sense."""
_NAME_KINDS = {
    "segments": "segment",
    "indicators": "indicator",
    "places": "place",
    "perimeters": "perimeter",
    "topics": "topic",
    "institutions": "institution",
}


class LanguageError(Exception):
    """A language folder that cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Language:
    """One language: the words it is asked in and the sentences it answers with."""

    code: str
    locale: Locale
    lexicon: Lexicon
    settings: Mapping[str, Any] = field(repr=False)
    sentences: Mapping[str, Any] = field(repr=False)
    stopwords: frozenset[str] = field(repr=False)
    phrases: Mapping[str, list[str]] = field(repr=False)
    """All templates by sense, for the checks that every one is used."""
    gist: Mapping[str, list[str]] = field(default_factory=dict, repr=False)
    """What questions in other words are about, by stems that stand together."""

    @cached_property
    def halves(self) -> frozenset[str]:
        """Return the letters of half-years and quarters in short: "h" and "q" of "H1" and "Q3"."""
        briefs = (str(self.settings[part]["brief"]) for part in ("half", "quarter"))
        return frozenset(fold(brief.partition("{last}")[0][-1:]) for brief in briefs)

    @cached_property
    def sounds(self) -> tuple[tuple[str, str], ...]:
        """Return what is written otherwise and sounds alike, in order: patterns with what stands for them."""
        return tuple((str(pattern), str(sound)) for pattern, sound in self.settings.get("sounds", ()))

    @cached_property
    def elided(self) -> tuple[str, ...]:
        """Return the short words that are glued to the next one ("l", "d", "qu")."""
        return tuple(self.settings.get("elided", ()))


def codes(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the languages that have a folder, sorted."""
    return tuple(sorted(path.name for path in folder.iterdir() if (path / "language.yaml").is_file()))


def load(code: str, knowledge: Knowledge, folder: Path = FOLDER) -> Language:
    """Read the folder of one language and join to it what the knowledge calls things."""
    home = folder / code
    settings = _yaml(home / "language.yaml")
    locale = Locale.parse(code)
    phrases: dict[str, list[str]] = {}
    for name in _PHRASES:
        for sense, templates in _yaml(home / f"{name}.yaml").items():
            phrases.setdefault(str(sense), []).extend(str(template) for template in templates)
    endings = {str(end): [str(one) for one in forms] for end, forms in settings.get("conjugations", {}).items()}
    for sense, verbs in _yaml(home / "conjugated.yaml").items():
        written = [form for line in verbs for verb in str(line).split() for form in _forms(verb, endings)]
        phrases.setdefault(str(sense), []).append(f"({'|'.join(written)})")
    for sense, names in _names(code, knowledge).items():
        phrases.setdefault(sense, []).extend(names)
    phrases.setdefault(PADDING, []).extend(_lines(home / "padding.txt"))
    for category, words in _elsewhere(home, locale, phrases).items():
        phrases.setdefault(f"{ELSEWHERE}.{category}", []).extend(words)
    frequent = _lines(home / "frequent.txt")
    stopwords = frozenset(fold(word) for word in settings.get("stopwords", ()))
    lexicon = build(
        code,
        phrases,
        frequent,
        function=stopwords,
        light=[*_lines(home / "light.txt"), *_words(home / "verbs.txt")],
        discourse=_lines(home / "discourse.txt"),
    )
    lexicon.verbal = tuple(str(ending) for ending in settings.get("verb_endings", ()))
    lexicon.heavy = tuple(str(beginning) for beginning in settings.get("heavy", ()))
    return Language(
        code=code,
        locale=locale,
        lexicon=lexicon,
        settings=settings,
        sentences=_yaml(home / "sentences.yaml")
        | _yaml(home / "telegram.yaml")
        | _yaml(home / "briefings.yaml")
        | _charts(home),
        stopwords=stopwords,
        phrases=phrases,
        gist={str(about): [str(line) for line in lines] for about, lines in _yaml(home / "gist.yaml").items()},
    )


def _forms(verb: str, endings: Mapping[str, list[str]]) -> list[str]:
    """Return the forms of a regular verb: its longest known ending replaced by those that stand for it."""
    end = max((end for end in endings if verb.endswith(end)), key=len)
    stem = verb.removesuffix(end)
    return [stem + form for form in endings[end]]


def _charts(home: Path) -> dict[str, Any]:
    return {f"chart.{name}": words for name, words in _yaml(home / "charts.yaml").items()}


def _names(code: str, knowledge: Knowledge) -> dict[str, list[str]]:
    names = knowledge.names[code]
    found: dict[str, list[str]] = {}
    for group, kind in _NAME_KINDS.items():
        for item, name in getattr(names, group).items():
            aliases = [plain for plain in (name.name, *name.aliases) if plain]
            meant = HEADLINE if kind == "indicator" and item == knowledge.headline else item
            found.setdefault(f"{kind}.{meant}", []).extend(aliases)
    found["weak.alias"] = list(names.weak)
    for item, words in names.beside.items():
        found[f"{BESIDE}.{item}"] = list(words)
    for item, words in names.hints.items():
        found[f"hint.{item}"] = list(words)
    return found


def _elsewhere(home: Path, locale: Locale, phrases: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What is asked for in vain: listed words, and the countries and currencies of the world as Babel names them."""
    known = {fold(word) for sense, words in phrases.items() if not sense.startswith(PADDING) for word in words}
    found = {str(key): [str(word) for word in words] for key, words in _yaml(home / "elsewhere.yaml").items()}
    home_country = "MA"
    countries = [
        name
        for key, name in locale.territories.items()
        if key != home_country and (key.isalpha() or key in {"002", "019", "150", "142"})
    ]
    currencies = [name for key, name in locale.currencies.items() if key != "MAD"]
    found.setdefault("countries", []).extend(name for name in countries if fold(name) not in known)
    found.setdefault("currencies", []).extend(name for name in currencies if fold(name) not in known)
    return {category: [word for word in words if fold(word) not in known] for category, words in found.items()}


def _yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  (strings only)
    except FileNotFoundError:
        raise LanguageError(f"{path}: this file is missing") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LanguageError(f"{path}: {error}") from None
    if not isinstance(content, dict):
        raise LanguageError(f"{path}: write 'key: value' lines")
    return content


def _words(path: Path) -> list[str]:
    return [word for line in _lines(path) for word in line.split()]


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise LanguageError(f"{path}: this file is missing") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
