"""What is true: the figures, where they come from, what follows from them, and what things are called."""

from knowledge.base import Knowledge, as_printed
from knowledge.changes import Change, ChangeKind, changes, followed
from knowledge.cube import Cube
from knowledge.errors import KnowledgeError, Problem
from knowledge.estimates import Basis, Cell, Estimate, Formula, Kind, Operation, Term
from knowledge.intervals import Interval
from knowledge.loading import PACKAGED, load
from knowledge.models import TOTAL, Indicator, IndicatorKind, Name, Names, Observation, Source, Statement
from knowledge.periods import Period, PeriodKind

__all__ = [
    "PACKAGED",
    "TOTAL",
    "Basis",
    "Cell",
    "Change",
    "ChangeKind",
    "Cube",
    "Estimate",
    "Formula",
    "Indicator",
    "IndicatorKind",
    "Interval",
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
    "as_printed",
    "changes",
    "followed",
    "load",
]
