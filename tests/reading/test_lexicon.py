"""The tree of phrases: places that are shared say of each phrase what it would say alone."""

from __future__ import annotations

from itertools import islice

import pytest

from bot import languages
from bot.reading import lexicon
from bot.reading.lexicon import Lexicon, Node


def phrases(node: Node, before: tuple[str, ...] = ()) -> dict[str, frozenset[str]]:
    found = {" ".join(before): node.senses} if node.senses else {}
    for word, after in node.following.items():
        found |= phrases(after, (*before, word))
    return found


def filled(*, shared_after: int) -> Lexicon:
    made = Lexicon("en")
    kept, lexicon._MANY = lexicon._MANY, shared_after
    try:
        made.add("measure.growth", ["(rise|growth) (in|of) exports [since]", "growth"])
        made.add("measure.share", ["(share|part) (in|of) exports", "growth of exports"])
        made.add("pad", ["(the|a) (rise|part)", "since"])
    finally:
        lexicon._MANY = kept
    return made


def test_shared_places_say_what_places_of_their_own_say() -> None:
    alone, shared = filled(shared_after=1000), filled(shared_after=0)
    assert phrases(shared.root) == phrases(alone.root)
    assert (shared.alone, shared.words) == (alone.alone, alone.words)
    places = shared.root.following
    assert places["share"].following["of"] is places["part"].following["in"]
    assert places["growth"].following["of"] is not places["growth"].following["in"]


def test_a_phrase_that_comes_later_is_nobody_elses() -> None:
    made = filled(shared_after=0)
    before = phrases(made.root)
    made.add("pad", ["share of exports since ever", "part in"])
    assert phrases(made.root) == before | {
        "share of exports since ever": frozenset({"pad"}),
        "part in": frozenset({"pad"}),
    }


@pytest.mark.parametrize("code", languages.codes())
def test_no_template_says_more_than_a_start_can_bear(code: str) -> None:
    """A bracket too many multiplies: one template of a million phrases made the start eighteen seconds."""
    said = {
        template: sum(1 for _ in islice(lexicon.expand(template), 60_001))
        for name in languages._PHRASES
        for templates in languages._yaml(languages.FOLDER / code / f"{name}.yaml").values()
        for template in map(str, templates)
    }
    assert said
    assert [template for template, count in said.items() if count > 20_000] == []
