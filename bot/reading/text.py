"""Text to tokens: hostile input made harmless, case and accents folded, every token tied to where it stood.

Nothing here knows a word of any language; folding makes "Ingénierie", "INGENIERIE" and "ingenierie" one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 4096
"""Characters that are read: Telegram's longest message. What follows is not looked at."""

_LINK = re.compile(r"\[([^\]\n]{0,200})\]\([^)\s]{0,2000}\)")
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\s]{0,2000}\)")
_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.]+\b", re.IGNORECASE)
_CODE = re.compile(r"'''.*?'''", re.DOTALL)
"""A block of code, once its backticks are quotes like all others."""
_ARROW = re.compile(r"\s*(?:[-=]+>|→|➔|➜|⇒)\s*")
_YEARS = re.compile(r"(?<![\d.,])(2\d)\s?>\s?(2\d)(?![\d.,]|\s?%)")
"""Two years in short, one after the other: "23>24"."""
_PERIOD = re.compile(r"(?<![\w.,/-])(20\d\d)-([HSQT][1-4])(?![\w-])", re.IGNORECASE)
"""A period as a code, "2025-S1": the year belongs to its own half, not to the one before it."""
_THAT_IS = re.compile(r"\b(?:i\.\s?e\.?|e\.\s?g\.?|c\.-?à-?d\.?|c-à-d\.?|càd)(?=[\s,:])", re.IGNORECASE)
"""Abbreviations with full stops that end no sentence."""
_PLACE = re.compile(r"(?<![\w#&])#\s?(\d)(?![\w.,])")
"""A place in a ranking: "#1"."""
_TRAILING = re.compile(r"(?<=\w) ?\.{2,} ?(?=\w)")
"""Dots in the middle of a sentence: whoever types them thinks on."""
_REPEATED = re.compile(r"([^\w\s])\1{2,}")
_OBJECT = re.compile(r"\{[^{}\n]{0,400}\"[^{}\n]{0,400}\}")
"""An object in JSON: something for machines, beside a question."""
_LEAST_SPELT, _MOSTLY = 6, 0.8
"""From so many words on, of which so many are single letters, a message is spelt letter by letter."""
_SPELT = re.compile(r"(?<!\S)\S(?:\s{1,3}\S(?!\S)){5,}")
"""Six letters apart or more, beside other words: spelt likewise."""
_TAG = re.compile(
    r"</?(?:[abipqsu]|b[lr]\w*|h\d|hr|code|div|em|font|img|li|link|mark|ol|pre|small|span|strong|su[bp]|svg|t[adhr]\w*|ul)"
    r"(?:[\s/][^<>\n]{0,80})?>|```\w*",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?<!\w)([^\W\d_]{1,2})\s?&\s?([^\W\d_]{1,2})(?!\w)")
"""A name of initials, "AT&T": one word, which nothing explains."""
_SPELT_OUT = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")
"""A name with a full stop behind each letter, "B.P.O."."""
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
"""A digit drawn as a key."""
_FRAMED = re.compile(r"\[/?[A-Z]{3,12}(?:[ :][^\[\]\n]{0,30})?\]")
"""A marker in square brackets that frames text for a machine: "[SYSTEM]", "[ADMIN 14/11]"."""
_FEIGNED = re.compile(r"<<\s?SYS\s?>>.{0,1000}?<<\s?/\s?SYS\s?>>", re.IGNORECASE | re.DOTALL)
"""What is framed as if another than the asker had said it."""
_KEY = re.compile(r"\"\w{1,30}\"\s*:")
"""A key of an object in JSON."""
_SCRIPT = re.compile(r"<(script|style)\b[^>]{0,200}>.{0,1000}?</\1>", re.IGNORECASE | re.DOTALL)
_PLACEHOLDER = re.compile(r"%[sd]\b|\{\d{0,2}\}|\\[nrt]\b|\$\{[^{}\n]{0,40}\}")
"""What a program would fill in, left as it is: "%s", "{0}"."""
_INJECTED = re.compile(r"\b(?:drop|truncate|alter)\s+table\s+\w+", re.IGNORECASE)
"""What is meant for a database."""
_ENTITY = re.compile(r"&(?:(?:[a-z]{2,6}|#\d{1,6});|(?:amp|lt|gt|nbsp|quot)\b)", re.IGNORECASE)
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "−": "-", "–": "-", "—": " - ", "‑": "-", "‐": "-"}
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "ı": "i"})
# Letters of other scripts that look like Latin ones, used to slip a word past a reader.
_LOOKALIKES = str.maketrans("авеікмнорстухАВЕІКМНОРСТУХοΟΑΒΕΙΚΜΝΡΤΥΧ", "abeikmhopctyxABEIKMHOPCTYXoOABEIKMNPTYX")

_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f\u2009']\d{3})+(?![\d])(?:[.,]\d+)?"
_TOKEN = re.compile(
    rf"(?P<number>{_GROUPED}|\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_]+)|(?P<sign>[^\w\s]|_)",
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign: ``text`` folded, ``raw`` as typed, ``start`` / ``end`` into the cleaned text.

    ``spaced`` tells whether white space (or the start of the text) stands before it.
    """

    text: str
    raw: str
    start: int
    end: int
    kind: str
    spaced: bool

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.kind == "word"


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, without accents: the form in which words are compared."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def clean(text: str, *, whole: bool = False) -> str:
    """Strip what carries no question: markup, links, invisible and control characters, emoji.

    A block of code and an object of JSON stand beside a question, unless they are the ``whole`` of it.
    """
    text = _KEYCAP.sub(r"\1", text[:LONGEST])
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    text = _CODE.sub(" ", text) if not whole and _CODE.sub("", text).strip() else text
    text = _IMAGE.sub(" ", text)
    text = _LINK.sub(r" \1 ", text)
    beside = not whole and _OBJECT.sub("", text).strip()
    text = _OBJECT.sub(" ", text) if beside else _KEY.sub(" ", text)
    text = _FEIGNED.sub(" ", text) if _FEIGNED.sub("", text).strip() else text
    text = _FRAMED.sub(". ", text).removeprefix(". ")
    text = _YEARS.sub(r"20\1 - 20\2", text)
    text = _PERIOD.sub(r"\2 \1", text)
    text = _THAT_IS.sub(", ", text)
    text = _PLACE.sub(r"no \1 ", text)
    text = _TRAILING.sub(", ", text)
    text = _REPEATED.sub(r"\1", _ARROW.sub(" - ", text))
    text = _SCRIPT.sub(" ", text) if _SCRIPT.sub("", text).strip() else text
    text = _SPELT_OUT.sub(lambda found: found.group().replace(".", ""), text)
    text = _TAG.sub(" ", text)
    text = _URL.sub(" ", text)
    text = _PLACEHOLDER.sub(" ", text)
    text = _INITIALS.sub(r"\1\2", _TAG.sub(" ", _ENTITY.sub(" ", text)))
    text = _INJECTED.sub(" ", text)
    return _close(_latin("".join(_plain(char) for char in text)))


def _close(text: str) -> str:
    """Join letters that were written apart ("p a r t   d e"): words are then parted by more than one space."""
    words = text.split()
    if len(words) >= _LEAST_SPELT and sum(len(word) == 1 for word in words) >= _MOSTLY * len(words):
        return " ".join(re.sub(r"(?<=\S) (?=\S)", "", run) for run in re.split(r"\s{2,}", text))
    return _SPELT.sub(lambda found: re.sub(r"(?<=\S)\s(?=\S)", "", found.group()), text)


def _plain(char: str) -> str:
    if char.isascii():
        return char if char >= " " or char == "\n" else " "
    category = unicodedata.category(char)
    if category in _INVISIBLE:
        return "" if category == "Cf" else " "
    return " " if category in {"So", "Sk"} else char


def _latin(text: str) -> str:
    """Read look-alike letters as Latin ones in words that mix scripts."""
    if text.isascii():
        return text
    return re.sub(r"[^\W\d_]+", lambda found: _one_script(found.group()), text)


def _one_script(word: str) -> str:
    latin = any(char.isascii() for char in word)
    return word.translate(_LOOKALIKES) if latin and not word.isascii() else word


def tokenize(cleaned: str) -> tuple[Token, ...]:
    """Split cleaned text into words, numbers and signs."""
    tokens = []
    for found in _TOKEN.finditer(cleaned):
        kind = found.lastgroup or "sign"
        start = found.start()
        spaced = start == 0 or cleaned[start - 1].isspace()
        raw = found.group()
        tokens.append(Token(fold(raw), raw, start, found.end(), kind, spaced))
    return tuple(tokens)


def foreign_script(cleaned: str) -> bool:
    """Whether most of the letters are of a script other than Latin."""
    letters = [char for char in cleaned if char.isalpha()]
    return bool(letters) and 2 * sum(not _is_latin(char) for char in letters) > len(letters)


def _is_latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")
