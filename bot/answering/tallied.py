"""How many there are of what an answer lists."""

from __future__ import annotations

from bot.answering.answer import Answer, Fact
from bot.reading.query import Operation


def tallied(found: Answer) -> Answer:
    """Return an answer with how many it lists on top, where that is asked and settled."""
    query = found.query
    if not query.counted or found.status != "answered" or found.verdict:
        return found
    if query.operation is Operation.MEMBERS and query.about == "segments":
        return found  # its statement says so
    names = {note.name for note in found.notes}
    if query.operation is Operation.SELECTION:
        if "unranked" in names:
            return found  # some may meet the condition, or may not
        rows = [fact for fact in found.facts if fact.role == "row"]
        count, kind = (0 if "none_beyond" in names else sum(len(fact.segments) for fact in rows)), "segments"
    else:
        count, kind = sum(len(fact.names) for fact in found.facts), "parks" if query.about == "park" else "hubs"
    first = Fact(role=f"count_{kind}", rank=count)
    return found.model_copy(update={"facts": (first, *found.facts)})
