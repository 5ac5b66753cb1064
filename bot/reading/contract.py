"""The contract between languages and operations, read from ``contract.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from bot.reading.query import Operation


class Entry(BaseModel):
    """What one operation takes, and a question for it in each language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    takes: tuple[str, ...]
    example: Mapping[str, str]


class Contract(BaseModel):
    """All operations on figures and facts; chat needs no contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    always: tuple[str, ...]
    operations: Mapping[Operation, Entry]

    def takes(self, operation: Operation) -> tuple[str, ...]:
        """Return the senses that ``operation`` explains."""
        entry = self.operations.get(operation)
        return self.always + (entry.takes if entry else ())


@cache
def contract() -> Contract:
    """Read the contract once."""
    return Contract.model_validate(
        yaml.safe_load(Path(__file__).with_name("contract.yaml").read_text(encoding="utf-8"))
    )
