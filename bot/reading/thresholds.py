"""The page of thresholds: every number that decides a reading, with the reason for it."""

from __future__ import annotations

LONGEST_QUESTION = 1500
"""Characters after cleaning; what is longer is no question for this bot, and is asked to be shorter."""

SLIPS = ((4, 1), (7, 2))
"""From this many letters on, so many typing slips are mended (optimal string alignment). Words of three letters and
codes match exactly: BPO and KPO differ by one letter."""

DOUBT = 0.3
"""How much more a second reading of a mistyped word must cost for the first to be taken, else it stays unread."""

DOUBT_SILENT, DOUBT_DENIED = 0.4, 0.1
"""How much less likely another word may be where the one that is read says nothing, or is a "not": these are believed
less lightly."""

MOST_DOUBTED = 100
"""Words of a message that are weighed against another reading of each: what takes a whole cover of the message every
time. The longest question people wrote has 222 words; of one with more slips than that, the rest stays unread."""

MOST_LINKS = 40
"""Commas and "and"s of a sentence that may part two questions: each is tried, which takes a look at the whole sentence.
With more of them it is a list, and read as one."""

DWARFED = 100
"""How many times rarer a real word must be than a function word one slip away to be read as it ("rom", "from")."""

ABBREVIATED = 1_000
"""Rank from which on a word of one or two letters is rather an abbreviation ("th", "nd") than a word."""

UNUSUAL = 20_000
"""Rank from which on a short word may be the mistyped name of a segment though nothing else names one."""

COMMON = 5_000
"""Rank up to which a word is one that everybody uses: it is not read as padding of the other language."""

SURE_GIST = 3
"""Stems that have to stand together for the gist of a question to go before a reading that only takes defaults."""

LEAST_VERB = 6
"""Letters from which on a word that no list knows may be known as a verb by its ending."""

SPLIT_LEAST = 3
"""Letters that each half of a glued pair must have ("premiersemestre"); shorter halves are found everywhere."""

ANCHOR_NEEDED = 2
"""Evidence that a message is about this subject at all, below which nothing is answered without a conversation.
A segment or "exports" alone carries 3, jobs or a hub 2, a period or a measure 1: "growth 2024" passes, "the total?"
does not."""

ANCHOR_LIGHT = 3
"""The same where a word that only the lists of light words and nouns of talk know stands in the clause: "ITO for my
slide" carries it, a place alone does not ("who directed Casablanca")."""

ANCHOR_HOW = 5
"""The same where it asks how or when ("a call centre keeps ringing, how do I block it"): figures are rarely meant."""

ANCHOR_STRONG = 5
"""The evidence from which an unknown word that stands aside may be passed over: a named subject with a period."""

MOST_PASSED = 2
"""Unknown words that may be passed over; where there are more, the question is not understood."""

SHORTEST_PASSED = 4
"""Letters of such a word: what is shorter may be a mistyped code."""

MOST_QUESTIONS = 3
"""Questions answered in one message; a reply has to fit on a phone."""

MOST_OPTIONS = 4
"""Options of a clarifying question."""

FOREIGN_SHARE = 0.5
"""Share of words unknown in every language we hold, from which on a message counts as written in another language."""

FOREIGN_LEAST = 3
"""Words that such a verdict needs."""
