"""Reads a knowledge folder; every mistake is reported with file, line, column and what to write instead."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.base import Knowledge
from knowledge.errors import KnowledgeError, Problem
from knowledge.models import (
    TOTAL,
    Indicator,
    IndicatorKind,
    Names,
    Observation,
    Perimeter,
    Place,
    Segment,
    Source,
    Statement,
)

PACKAGED = Path(__file__).parent / "data"
"""The folder that comes with Raqam."""

_COLUMNS = (
    *("id", "indicator", "segment", "period", "place", "value", "unit", "qualifier", "low", "high", "status"),
    *("perimeter", "source", "locator", "also", "alternative_to", "note"),
)
_NEEDED = ("indicators.yaml", "perimeters.yaml", "sources.yaml")
"""Lists that no knowledge does without."""
_Row = TypeVar("_Row", bound=BaseModel)


def load(folder: Path | None = None) -> Knowledge:
    """Read a knowledge folder (the packaged one by default); ``KnowledgeError`` lists all that is wrong with it."""
    reader = _Folder(folder or PACKAGED)
    knowledge = reader.read()
    if reader.problems or knowledge is None:
        raise KnowledgeError(reader.problems)
    return knowledge


class _Folder:
    """One pass over a folder, gathering problems instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._hash = hashlib.sha256()

    def read(self) -> Knowledge | None:
        if not self.folder.is_dir():
            self.problems.append(Problem(str(self.folder), "this folder is missing or cannot be read"))
            return None
        segments = self._rows("segments.yaml", Segment)
        indicators = self._rows("indicators.yaml", Indicator)
        places = self._rows("places.yaml", Place)
        perimeters = self._rows("perimeters.yaml", Perimeter)
        sources = self._rows("sources.yaml", Source)
        statements = self._rows("statements.yaml", Statement)
        observations = self._observations()
        names = self._names()
        self._check_lists(segments, indicators, perimeters, sources)
        self._check_references(indicators, perimeters)
        codes = {
            "indicator": {one.code for one in indicators},
            "segment": {one.code for one in segments} | {TOTAL},
            "place": {one.code for one in places},
            "perimeter": {one.code for one in perimeters},
            "source": {one.id for one in sources},
        }
        self._check_observations(observations, indicators, codes)
        self._check_statements(statements, codes["source"])
        if self.problems:
            return None
        return Knowledge(
            segments={one.code: one for one in segments},
            indicators={one.code: one for one in indicators},
            places={one.code: one for one in places},
            perimeters={one.code: one for one in perimeters},
            sources={one.id: one for one in sources},
            statements=statements,
            names={one.language: one for one in names},
            observations=observations,
            version=self._hash.hexdigest()[:12],
        )

    # --- files ------------------------------------------------------------------------------------------------------

    def _text(self, name: str) -> str | None:
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            self.problems.append(Problem(name, "this file is missing or cannot be read"))
            return None
        self._hash.update(content)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.problems.append(Problem(name, "is not UTF-8; save it again as UTF-8", line))
            return None

    def _yaml(self, name: str) -> Any:
        text = self._text(name)
        if text is None:
            return None
        try:
            return yaml.load(text, Loader=_Numbered)  # noqa: S506  (a subclass of CSafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.problems.append(
                Problem(name, f"is no YAML: {getattr(error, 'problem', error)}", mark.line + 1 if mark else 0)
            )
            return None

    def _rows(self, name: str, model: type[_Row]) -> tuple[_Row, ...]:
        content = self._yaml(name)
        if content is None:
            if all(problem.file != name for problem in self.problems) and name in _NEEDED:
                self.problems.append(Problem(name, "is empty; write a list of entries, each beginning with '- '"))
            return ()
        if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
            self.problems.append(Problem(name, "write a list of entries, each beginning with '- '"))
            return ()
        found = [self._row(name, model, dict(row), row.pop(_LINE, 0)) for row in content]
        return tuple(row for row in found if row is not None)

    def _row(self, name: str, model: type[_Row], row: dict[str, Any], line: int) -> _Row | None:
        row.pop(_LINE, None)
        try:
            return model.model_validate(_bare(row))
        except ValidationError as error:
            self.problems += [Problem(name, _message(found, row), line, _column(found)) for found in error.errors()]
            return None

    def _observations(self) -> tuple[Observation, ...]:
        name = "observations.csv"
        text = self._text(name)
        if text is None:
            return ()
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        try:
            missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                self.problems.append(Problem(name, f"the first line lacks the column {', '.join(missing)}", 1))
                return ()
            return tuple(row for raw in reader if (row := self._observation(name, raw, reader.line_num)) is not None)
        except csv.Error as error:
            self.problems.append(Problem(name, f"is no CSV: {error}", reader.line_num + 1))
            return ()

    def _observation(self, name: str, raw: dict[str | Any, Any], line: int) -> Observation | None:
        if None in raw or any(value is None for value in raw.values()):
            self.problems.append(
                Problem(
                    name,
                    f"has another number of cells than the {len(_COLUMNS)} columns; quote cells that hold a comma",
                    line,
                )
            )
            return None
        row: dict[str, Any] = {key: value.strip() for key, value in raw.items() if key in _COLUMNS}
        row["also"] = tuple(part.strip() for part in row["also"].split(";") if part.strip())
        return self._row(name, Observation, row | {"line": line}, line)

    def _names(self) -> tuple[Names, ...]:
        files = sorted((self.folder / "names").glob("*.yaml"))
        if not files:
            self.problems.append(Problem("names", "this folder is missing or holds no <language>.yaml"))
        found = []
        for file in files:
            name = f"names/{file.name}"
            content = self._yaml(name)
            if isinstance(content, dict):
                row = self._row(name, Names, content, 0)
                found += [row] if row is not None else []
            elif content is not None:
                self.problems.append(Problem(name, "write 'key: value' lines"))
        return tuple(found)

    # --- references -------------------------------------------------------------------------------------------------

    def _check_lists(
        self,
        segments: Iterable[Segment],
        indicators: Iterable[Indicator],
        perimeters: Iterable[Perimeter],
        sources: Iterable[Source],
    ) -> None:
        for name, codes in (
            ("segments.yaml", [one.code for one in segments]),
            ("indicators.yaml", [one.code for one in indicators]),
            ("perimeters.yaml", [one.code for one in perimeters]),
            ("sources.yaml", [one.id for one in sources]),
        ):
            for code, count in Counter(codes).items():
                if count > 1:
                    self.problems.append(Problem(name, f"the code {code} stands {count} times; keep one"))
        if indicators and sum(one.headline for one in indicators) != 1:
            self.problems.append(Problem("indicators.yaml", "write 'headline: true' on exactly one indicator"))
        if perimeters and sum(one.main for one in perimeters) != 1:
            self.problems.append(Problem("perimeters.yaml", "write 'main: true' on exactly one perimeter"))

    def _check_references(self, indicators: Iterable[Indicator], perimeters: Iterable[Perimeter]) -> None:
        """Check that what an indicator or a perimeter points to is there."""
        codes = {
            "indicators.yaml": {one.code for one in indicators},
            "perimeters.yaml": {one.code for one in perimeters},
        }
        pointers = [
            *(("indicators.yaml", one.code, "of", "indicators.yaml", one.of) for one in indicators if one.of),
            *(
                ("indicators.yaml", one.code, "perimeters", "perimeters.yaml", code)
                for one in indicators
                for code in one.perimeters
            ),
            *(("perimeters.yaml", one.code, "same_as", "perimeters.yaml", one.same_as) for one in perimeters),
        ]
        for name, code, key, target, pointer in pointers:
            if pointer and pointer not in codes[target]:
                self.problems.append(Problem(name, f"{code}: {key} names {pointer!r}, which is not in {target}"))

    def _check_observations(
        self, observations: tuple[Observation, ...], indicators: Iterable[Indicator], codes: dict[str, set[str]]
    ) -> None:
        kinds = {one.code: one for one in indicators}
        ids = {one.id for one in observations}
        seen: dict[tuple[object, ...], int] = {}
        for one in observations:
            for column, known in codes.items():
                self._check_code(one, column, getattr(one, column), known)
            for also in one.also:
                self._check_code(one, "also", also, codes["source"])
            if one.alternative_to:
                self._check_code(one, "alternative_to", one.alternative_to, ids - {one.id})
            self._check_value(one, kinds.get(one.indicator))
            key = (one.indicator, one.segment, one.period, one.place, one.perimeter, one.status, one.source)
            if key in seen:
                self._report(one, "id", f"says the same cell of the same source as line {seen[key]}; keep one")
            seen.setdefault(key, one.line)
        for identity, count in Counter(one.id for one in observations).items():
            if count > 1:
                self._report(
                    next(one for one in observations if one.id == identity),
                    "id",
                    f"{identity!r} stands {count} times; keep one",
                )

    def _check_code(self, one: Observation, column: str, code: str, known: set[str]) -> None:
        if code not in known:
            listed = ", ".join(sorted(known)[:8])
            self._report(one, column, f"{code!r} is not known; write one of {listed}{'…' if len(known) > 8 else ''}")

    def _check_value(self, one: Observation, indicator: Indicator | None) -> None:
        if indicator is None:
            return
        if indicator.kind is not IndicatorKind.TEXT and not one.numeric:
            self._report(one, "value", f"{one.value!r} is no number; write it with a decimal point, for example 13.4")
        if one.unit != indicator.unit:
            self._report(one, "unit", f"{one.unit!r} is not the unit of {one.indicator}; write {indicator.unit}")

    def _report(self, one: Observation, column: str, message: str) -> None:
        self.problems.append(Problem("observations.csv", message, one.line, column))

    def _check_statements(self, statements: tuple[Statement, ...], sources: set[str]) -> None:
        for statement in statements:
            if statement.source not in sources:
                self.problems.append(
                    Problem(
                        "statements.yaml", f"{statement.id}: the source {statement.source!r} is not in sources.yaml"
                    )
                )


_LINE = "__line__"


class _Numbered(yaml.CSafeLoader):
    """Marks each mapping with its line."""


def _mapping(loader: _Numbered, node: yaml.MappingNode) -> dict[str, Any]:
    content = loader.construct_mapping(node, deep=True)
    return {str(key): value for key, value in content.items()} | {_LINE: node.start_mark.line + 1}


_Numbered.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items() if key != _LINE}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _column(error: Any) -> str:
    return ".".join(str(part) for part in error["loc"])


def _message(error: Any, row: dict[str, Any]) -> str:
    value: Any = row
    for part in error["loc"]:
        value = value.get(part) if isinstance(value, dict) else value
    match error["type"]:
        case "missing":
            return "is missing; write it"
        case "extra_forbidden":
            return "is not a known key; remove it"
        case "enum" | "literal_error":
            return f"{value!r} is not possible; write {error['ctx']['expected']}"
        case "string_too_short":
            return "is empty; fill it in"
        case "value_error":
            reason = str(error["ctx"]["error"])
            return reason if reason.startswith((repr(value), "low")) else f"{value!r} {reason}"
    return f"{error['msg'][0].lower()}{error['msg'][1:]}"
