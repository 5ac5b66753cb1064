"""Just enough HTTP/1.1 for a Bot API on loopback."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    path: str
    fields: dict[str, Any]


async def read(reader: asyncio.StreamReader) -> Request | None:
    """Read one request; nothing when the other side is gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, _, rest = head.partition(b"\r\n")
        headers = BytesParser(policy=HTTP).parsebytes(rest, headersonly=True)
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    address = urlsplit(first.split(b" ")[1].decode())
    fields = dict(parse_qsl(address.query, keep_blank_values=True))
    return Request(unquote(address.path), {**fields, **_body(headers.get_content_type(), rest, body)})


def _body(kind: str, head: bytes, body: bytes) -> dict[str, Any]:
    if kind == "application/json":
        found = json.loads(body or b"{}")
        return found if isinstance(found, dict) else {}
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    if kind != "multipart/form-data":
        return {}
    fields: dict[str, Any] = {}
    for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_content()
        fields[str(name)] = content.encode() if part.get_filename() and isinstance(content, str) else content
    return fields


async def write(writer: asyncio.StreamWriter, status: int, body: dict[str, Any] | bytes, ahead: float = 0) -> None:
    """Answer; the clock of the server may be ahead of everybody's."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    date = formatdate(time.time() + ahead, usegmt=True)
    head = (
        f"HTTP/1.1 {status} -\r\nDate: {date}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    writer.write(head.encode() + data)
    await writer.drain()
