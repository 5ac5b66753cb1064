"""A proxy in front of several replicas: each connection goes to the next one that lives."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def forwarding(port: int, replicas: list[int]) -> AsyncIterator[None]:
    """Forward connections to a port to the ports of the replicas."""
    turns = itertools.cycle(replicas)
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            for _ in replicas:
                with contextlib.suppress(OSError):
                    there = await asyncio.open_connection("127.0.0.1", next(turns))
                    await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
                    return
        except asyncio.CancelledError:
            pass
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until one side ends, then end the other."""
    try:
        with contextlib.suppress(OSError):
            while block := await reader.read(65536):
                writer.write(block)
                await writer.drain()
    finally:
        writer.close()
