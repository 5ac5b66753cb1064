"""The connections beneath the calls: kept, encrypted, through a proxy, given up when nothing comes."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.telegram.connections import Connections, DisconnectedError
from tests.telegram.process import until

CERTIFICATE = Path(__file__).with_name("localhost.pem")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Server:
    """Answers every request with the same bytes, and remembers the heads of the requests."""

    def __init__(self, answer: bytes = OK) -> None:
        self.answer = answer
        self.heads: list[str] = []
        self.connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head.decode())
                length = next(
                    (int(line[16:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")), 0
                )
                await reader.readexactly(length)
                writer.write(self.answer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def served(
    handle: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], *, tls: bool = False
) -> AsyncIterator[int]:
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE)
    tasks: set[asyncio.Task[None]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(one(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


@asynccontextmanager
async def open_to(base: str, proxy: str = "", most: int = 256) -> AsyncIterator[Connections]:
    connections = Connections(base, proxy, most)
    try:
        yield connections
    finally:
        connections.close()


async def post(connections: Connections, body: bytes = b"{}", patience: float = 5) -> tuple[int, bytes]:
    return await connections.request("POST", "/bot1/getMe", "application/json", body, patience)


async def test_a_connection_is_used_again() -> None:
    server = Server()
    async with served(server) as port, open_to(f"http://127.0.0.1:{port}") as connections:
        for _ in range(3):
            assert await post(connections) == (200, b"ok")
        assert server.connections == 1
        await asyncio.gather(*(post(connections) for _ in range(5)))
        assert 2 <= server.connections <= 6
    assert server.heads[0].startswith(f"POST /bot1/getMe HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n")


async def test_no_more_are_opened_than_allowed() -> None:
    server = Server()
    async with served(server) as port, open_to(f"http://127.0.0.1:{port}", most=2) as connections:
        assert await asyncio.gather(*(post(connections) for _ in range(9))) == [(200, b"ok")] * 9
    assert server.connections <= 2


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", b"ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", b""),
    ],
)
async def test_answers_come_in_all_forms(answer: bytes, body: bytes) -> None:
    server = Server(answer)
    async with served(server) as port, open_to(f"http://127.0.0.1:{port}") as connections:
        assert [await post(connections) for _ in range(2)] == [(200, body)] * 2
    assert server.connections == (2 if b"close" in answer else 1)


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
async def test_what_makes_no_sense_or_ends_early_is_an_error(answer: bytes) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)

    async with served(handle) as port, open_to(f"http://127.0.0.1:{port}") as connections:
        with pytest.raises(DisconnectedError):
            await post(connections)


async def test_silence_ends_and_a_slow_answer_does_not() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for byte in OK:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.04)
        await reader.read()

    async with served(slow) as port, open_to(f"http://127.0.0.1:{port}") as connections:
        # All of it takes longer than the patience for its next byte.
        assert await post(connections, patience=0.04 * len(OK) * 0.9) == (200, b"ok")
        with pytest.raises(TimeoutError):
            await post(connections, patience=0.1)


async def test_a_server_that_closed_meanwhile_is_connected_anew() -> None:
    server = Server()

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)

    async with served(once) as port, open_to(f"http://127.0.0.1:{port}") as connections:
        assert await post(connections) == (200, b"ok")
        await until(lambda: not connections._idle[0].open)
        assert await post(connections) == (200, b"ok")
    assert server.connections == 2


async def test_encryption_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(Server(), tls=True) as port:
        async with open_to(f"https://localhost:{port}") as connections:
            with pytest.raises(ssl.SSLCertVerificationError):
                await post(connections)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        async with open_to(f"https://localhost:{port}") as connections:
            assert [await post(connections) for _ in range(2)] == [(200, b"ok")] * 2
        async with open_to(f"https://127.0.0.1:{port}") as connections:
            with pytest.raises(ssl.SSLCertVerificationError):
                await post(connections)


async def test_a_proxy_opens_the_way_and_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    seen: list[bytes] = []

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            seen.append(data)
            writer.write(data)

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head)
        where = head.split(b" ")[1].decode()
        there = await asyncio.open_connection(*where.split(":"))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            await asyncio.gather(pipe(reader, there[1]), pipe(there[0], writer))
        finally:
            there[1].close()

    server = Server()
    async with served(server, tls=True) as port, served(proxy) as through:
        base, by = f"https://localhost:{port}", f"http://me:p%40ss@127.0.0.1:{through}"
        async with open_to(base, by) as connections:
            assert [await post(connections, b"a-secret") for _ in range(2)] == [(200, b"ok")] * 2
    assert seen[0].startswith(f"CONNECT localhost:{port} HTTP/1.1\r\n".encode())
    assert base64.b64encode(b"me:p@ss") in seen[0]
    assert b"a-secret" not in b"".join(seen)
    assert "Proxy-Authorization" not in server.heads[0]
    assert server.connections == 1


async def test_a_proxy_that_refuses_is_an_error() -> None:
    refusing = Server(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    async with served(refusing) as through, open_to("https://localhost:1", f"http://127.0.0.1:{through}") as one:
        with pytest.raises(DisconnectedError):
            await post(one)


async def test_a_proxy_is_asked_for_plain_addresses_whole() -> None:
    proxy = Server()
    async with served(proxy) as port, open_to("http://bot.api:8081", f"http://127.0.0.1:{port}") as connections:
        assert await post(connections) == (200, b"ok")
    assert proxy.heads[0].startswith("POST http://bot.api:8081/bot1/getMe HTTP/1.1\r\nHost: bot.api:8081\r\n")


async def test_closing_ends_what_is_under_way() -> None:
    reached = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        reached.set()
        await reader.read()

    async with served(silent) as port, open_to(f"http://127.0.0.1:{port}") as connections:
        call = asyncio.ensure_future(post(connections))
        await reached.wait()
        connections.close()
        with pytest.raises(DisconnectedError):
            await call
        with pytest.raises(DisconnectedError):
            await post(connections)
