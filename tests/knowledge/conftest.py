"""The packaged knowledge, read once."""

from __future__ import annotations

import pytest

import knowledge
from knowledge import Knowledge


@pytest.fixture(scope="session")
def packaged() -> Knowledge:
    return knowledge.load()
