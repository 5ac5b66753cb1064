"""Writes bot/languages/<code>/frequent.txt: words that are real, the most frequent first.

Run by hand when a language is added: ``uv run --with wordfreq python tools/frequent_words.py fr en``. The lists come
from wordfreq (code Apache 2.0, data CC BY-SA 4.0).
"""

from __future__ import annotations

import sys
from pathlib import Path

from wordfreq import top_n_list

from bot.reading.text import fold

MOST = 30_000
LEAST_LETTERS = 2
LANGUAGES = Path(__file__).parent.parent / "bot" / "languages"


def main(codes: list[str]) -> None:
    """Write one list for each language code."""
    for code in codes:
        listed = (fold(word) for word in top_n_list(code, MOST) if word.isalpha() and len(word) >= LEAST_LETTERS)
        text = "\n".join(dict.fromkeys(word for word in listed if word.isascii()))
        (LANGUAGES / code / "frequent.txt").write_text(
            f"# Made by tools/frequent_words.py from wordfreq.\n{text}\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
