"""Make schema.json from a description of the Bot API: ``python tests/bot_api/extract.py api.min.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).with_name("schema.json")


def extract(api: dict[str, Any]) -> dict[str, Any]:
    """Keep names, types and what is required (marked ``!``); a type with subtypes becomes their list."""
    return {
        "version": api["version"],
        "methods": {name: _fields(method) for name, method in api["methods"].items()},
        "types": {name: kind.get("subtypes") or _fields(kind) for name, kind in api["types"].items()},
    }


def _fields(described: dict[str, Any]) -> dict[str, str]:
    fields = described.get("fields", [])
    return {field["name"]: "|".join(field["types"]) + ("!" if field["required"] else "") for field in fields}


def render(schema: dict[str, Any]) -> str:
    """Write one method or type a line, so that a new version of the API reads as a difference."""
    parts = [f'"version": {json.dumps(schema["version"])}']
    for part in ("methods", "types"):
        lines = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(fields, separators=(',', ':'))}" for name, fields in schema[part].items()
        )
        parts.append(f'"{part}": {{\n{lines}\n}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    SCHEMA.write_text(render(extract(json.loads(Path(sys.argv[1]).read_text("utf-8")))), "utf-8")
