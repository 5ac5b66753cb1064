from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.markup import LIMIT, messages, units
from bot.wording.reply import Line, Span
from tests.bot_api.html import shown

SPANS = st.builds(Span, text=st.text(st.sampled_from('ab <>&";\U0001f600é '), max_size=40), bold=st.booleans())
LINES = st.lists(st.lists(SPANS, max_size=4).map(tuple), max_size=8)


def line(text: str) -> Line:
    return (Span(text=text),)


def test_bold_is_marked_and_text_escaped_once() -> None:
    assert messages([(Span(text="5 < 6", bold=True), Span(text=' & "7"')), line("&amp;")]) == [
        '<b>5 &lt; 6</b> &amp; "7"\n&amp;amp;'
    ]


def test_a_long_reply_is_cut_between_lines() -> None:
    first, second, third = "a" * 2000, "b" * 2095, "c"
    assert messages([line(first), line(second), line(third)]) == [f"{first}\n{second}", third]
    assert messages([line(first), line(second + "b"), line(third)]) == [first, f"{second}b\nc"]


def test_length_is_counted_as_telegram_counts() -> None:
    assert units("a😀") == 3
    assert messages([line("😀" * 2048)]) == ["😀" * 2048]
    assert messages([line("😀" * 2049)]) == ["😀" * 2048, "😀"]


def test_a_line_too_long_is_cut_at_a_space() -> None:
    assert messages([line("word " * 1000)]) == [("word " * 819).strip(), ("word " * 181).strip()]


def test_half_a_surrogate_pair_can_be_sent() -> None:
    assert messages([line("a\ud800b")]) == ["a?b"]


@given(LINES, st.integers(5, 60))
def test_nothing_is_lost_or_too_long(lines: list[Line], limit: int) -> None:
    texts = [shown(text, "HTML")[0] for text in messages(lines, limit)]
    assert all(units(text) <= limit <= LIMIT for text in texts)
    assert "".join("".join(texts).split()) == "".join("".join(span.text for one in lines for span in one).split())


def test_signs_are_not_parted_from_their_words_at_the_end_of_a_line() -> None:
    line = (Span(text="40,3 %", bold=True), Span(text=" : part du total ; « offshoring » ? Oui"))
    assert messages([line]) == ["<b>40,3\u202f%</b>\u00a0: part du total\u00a0; «\u00a0offshoring\u00a0»\u00a0? Oui"]
    assert messages([(Span(text="40.3%: share (a : b)"),)]) == ["40.3%: share (a\u00a0: b)"]
