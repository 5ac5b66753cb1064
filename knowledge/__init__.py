"""What is true: the figures, where they come from, what follows from them, and what things are called."""

from knowledge.base import Knowledge
from knowledge.cube import Cube
from knowledge.errors import KnowledgeError, Problem
from knowledge.estimates import Basis, Cell, Estimate, Formula, Kind, Operation, Term
from knowledge.loading import PACKAGED, load
from knowledge.models import TOTAL, Indicator, IndicatorKind, Name, Names, Observation, Source, Statement
from knowledge.periods import Period, PeriodKind

__all__ = [
    "PACKAGED",
    "TOTAL",
    "Basis",
    "Cell",
    "Cube",
    "Estimate",
    "Formula",
    "Indicator",
    "IndicatorKind",
    "Kind",
    "Knowledge",
    "KnowledgeError",
    "Name",
    "Names",
    "Observation",
    "Operation",
    "Period",
    "PeriodKind",
    "Problem",
    "Source",
    "Statement",
    "Term",
    "load",
]
