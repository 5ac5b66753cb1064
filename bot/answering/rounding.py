"""A figure told with fewer digits, beside the one that is published."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from bot.answering.answer import Answer, Fact
from bot.reading.query import Query
from knowledge import Estimate
from knowledge.estimates import rounded as to_decimals

_THOUSAND = 1000


def rounded(query: Query, answer: Answer) -> Answer:
    """Put the rounded figure before the published one; where that has no more digits, it stands alone."""
    head = answer.facts[0] if answer.status == "answered" and answer.facts else None
    estimate = head.estimate if head is not None else None
    if head is None or estimate is None or isinstance(estimate.value, str):
        return answer.model_copy(update={"query": query})
    fewer = _decimals(estimate, query.factor)
    if fewer >= estimate.decimals and fewer >= 0:
        return answer.model_copy(update={"query": query})
    value = to_decimals(estimate.central or Fraction(estimate.number), fewer)
    if not value:
        return answer.model_copy(update={"query": query})
    plain = replace(estimate, value=value, decimals=max(fewer, 0), cell=None, observation=None, others=(), formula=None)
    facts = (Fact(role="derived_rounded", estimate=plain), head)
    return Answer(status="answered", query=query, facts=facts, notes=answer.notes[:0])


def _decimals(estimate: Estimate, step: Decimal) -> int:
    """Return to how many decimals a figure goes; where nobody said, to one, or to none."""
    if step:
        return -int(step.as_tuple().exponent)
    if estimate.unit == "persons":
        return -3 if estimate.number >= _THOUSAND else 0
    return 1 if estimate.decimals > 1 else 0
