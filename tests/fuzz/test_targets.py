"""The targets hold for their seeds and for a little noise; ``python -m tests.fuzz`` goes on for hours."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fuzz import TARGETS, buttons, endpoint, lines, reader


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_hold(name: str) -> None:
    target = importlib.import_module(f"tests.fuzz.{name}")
    for seed in target.SEEDS:
        target.one(seed)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(endpoint.SEEDS), st.binary(max_size=12), st.integers(0, 200))
def test_a_damaged_request_is_answered_alike_in_pieces(seed: bytes, noise: bytes, at: int) -> None:
    endpoint.one(seed[:at] + noise + seed[at:])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(buttons.SEEDS) | st.just(b""), st.binary(max_size=40))
@example(b"", b"AAAA")
def test_any_callback_data_is_read(seed: bytes, noise: bytes) -> None:
    buttons.one(seed + noise)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.sampled_from((*reader.SEEDS, b"")), st.binary(max_size=20), st.integers(0, 40))
def test_any_message_is_answered(seed: bytes, noise: bytes, at: int) -> None:
    reader.one(seed[:at] + noise + seed[at:])


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.sampled_from((*lines.SEEDS, b"")), st.binary(max_size=20), st.integers(0, 40))
def test_any_line_is_answered(seed: bytes, noise: bytes, at: int) -> None:
    lines.one(seed[:at] + noise + seed[at:])
