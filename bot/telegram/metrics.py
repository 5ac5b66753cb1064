"""What is counted and timed while the bot runs, for Prometheus; no label can take more than a known few values."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest

from bot.reading.query import Operation
from knowledge import Knowledge

_OTHER = "other"
_INTENTS = frozenset(str(operation) for operation in Operation)
_ERRORS = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    429: "too_many_requests",
}
_BRIEFINGS = ("sent", "unwelcome", "refused", "doubtful")
_RELOADS = ("applied", "refused", "unchanged", "failed")
_THINKING = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5)
_WAITING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def kind_of(status: int) -> str:
    """Name the kind of error that Telegram answers with; ``ok`` for none."""
    if status < 400:
        return "ok"
    return "server" if status >= 500 else _ERRORS.get(status, _OTHER)


class Handling:
    """A block in which an update is handled."""

    def __init__(self, metrics: Metrics, kind: str) -> None:
        self._metrics = metrics
        self._kind = kind

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        outcome = "handled"
        if kind is not None:
            outcome = "given_up" if issubclass(kind, asyncio.CancelledError) else "failed"
        self._metrics.handled(self._kind, outcome, time.perf_counter() - self._began)


class Metrics:
    """One bot's numbers; they begin at nothing with each start."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._questions = Counter(
            "raqam_questions", "Questions answered.", ("language", "status", "intent"), registry=self._registry
        )
        self._thinking = Histogram(
            "raqam_answer_seconds",
            "Reading, answering and wording a question.",
            buckets=_THINKING,
            registry=self._registry,
        )
        self._updates = Counter("raqam_updates", "Updates handled.", ("kind", "outcome"), registry=self._registry)
        self._handling = Histogram(
            "raqam_update_seconds",
            "From taking an update to its end, sending included.",
            buckets=_WAITING,
            registry=self._registry,
        )
        self._failures = Counter("raqam_failures", "Updates in which something broke.", registry=self._registry)
        self._calls = Histogram(
            "raqam_telegram_call_seconds",
            "Calls to Telegram, long polls aside.",
            ("method",),
            buckets=_WAITING,
            registry=self._registry,
        )
        self._errors = Counter(
            "raqam_telegram_errors",
            "Calls that Telegram refused or did not answer.",
            ("kind",),
            registry=self._registry,
        )
        self._queue = Gauge("raqam_updates_waiting", "Updates taken and not yet handled.", registry=self._registry)
        self._knowledge = Info("raqam_knowledge", "The knowledge that is answered from.", registry=self._registry)
        self._figures = Gauge("raqam_knowledge_figures", "Figures printed in it.", registry=self._registry)
        self._loaded = Gauge(
            "raqam_knowledge_loaded_timestamp_seconds", "When it was taken up.", registry=self._registry
        )
        self._reloads = Counter(
            "raqam_knowledge_reloads", "What became of edits.", ("outcome",), registry=self._registry
        )
        self._briefings = Counter("raqam_briefings", "What became of briefings.", ("outcome",), registry=self._registry)
        # There from the start: an alarm on a series that begins with its first bad outcome misses that one.
        for counter, outcomes in ((self._briefings, _BRIEFINGS), (self._reloads, _RELOADS)):
            for outcome in outcomes:
                counter.labels(outcome)

    def exposition(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)

    def answered(self, language: str, status: str, intent: str, seconds: float) -> None:
        """Count a question; its words are none of Prometheus' business."""
        self._questions.labels(language, status, intent if intent in _INTENTS else _OTHER).inc()
        self._thinking.observe(seconds)

    def update(self, kind: str) -> Handling:
        """Count and time an update that is handled inside the block."""
        return Handling(self, kind)

    def handled(self, kind: str, outcome: str, seconds: float) -> None:
        """Count an update; ``outcome`` is ``handled``, ``failed`` or ``given_up``."""
        self._updates.labels(kind, outcome).inc()
        self._handling.observe(seconds)

    def failed(self) -> None:
        """Count an update in which something broke; the log has its code and place."""
        self._failures.inc()

    def called(self, method: str, outcome: str, seconds: float) -> None:
        """Count a call to Telegram; ``outcome`` is ``ok`` or a kind of error."""
        if outcome not in ("ok", "cancelled"):
            self._errors.labels(outcome).inc()
        if method != "getUpdates":
            self._calls.labels(method).observe(seconds)

    def waiting(self, count: Callable[[], int]) -> None:
        """Let the length of the queue be asked for when it is wanted."""
        self._queue.set_function(count)

    def answering_from(self, knowledge: Knowledge) -> None:
        """Note which knowledge is answered from."""
        self._knowledge.info({"version": knowledge.version})
        self._figures.set(len(knowledge.observations))
        self._loaded.set_to_current_time()

    def reloaded(self, outcome: str) -> None:
        """Count what became of an edit: ``applied``, ``refused``, ``unchanged`` or ``failed``."""
        self._reloads.labels(outcome).inc()

    def briefed(self, outcome: str) -> None:
        """Count what became of a briefing: ``sent``, ``unwelcome``, ``refused`` or ``doubtful``."""
        self._briefings.labels(outcome if outcome in _BRIEFINGS else _OTHER).inc()
