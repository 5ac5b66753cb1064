"""What was asked, without a word of any language: the value that reading hands to answering."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from knowledge.periods import Period, PeriodKind

HEADLINE = "exports"
"""What reading calls the indicator that is meant where none is named; each knowledge has its own code for it."""


class Operation(StrEnum):
    """What is asked to be done with the figures; the contract names the slots that each one takes."""

    VALUE = "value"
    SHARE = "share"
    GROWTH = "growth"
    BREAKDOWN = "breakdown"
    RANKING = "ranking"
    SELECTION = "selection"
    COMPARISON = "comparison"
    SUM = "sum"
    REMAINDER = "remainder"
    NEEDED = "needed"
    TREND = "trend"
    PROGRESS = "progress"
    PER_UNIT = "per_unit"
    ARITHMETIC = "arithmetic"
    DERIVED = "derived"
    DEFINITION = "definition"
    EXPLANATION = "explanation"
    MEMBERSHIP = "membership"
    MEMBERS = "members"
    SOURCE = "source"
    COVERAGE = "coverage"
    GREETING = "greeting"
    THANKS = "thanks"
    BYE = "bye"
    HELP = "help"
    IDENTITY = "identity"
    SMALL_TALK = "small_talk"
    UNREADABLE = "unreadable"
    UNRELATED = "unrelated"
    UNCLEAR = "unclear"


CHAT = frozenset(
    {Operation.GREETING, Operation.THANKS, Operation.BYE, Operation.HELP, Operation.IDENTITY, Operation.SMALL_TALK}
)


class Origin(StrEnum):
    """Where a part of a query comes from."""

    SAID = "said"
    CONTEXT = "context"
    DEFAULT = "default"


class Provenance(BaseModel):
    """Where one part of a query comes from, and the words that said it."""

    model_config = ConfigDict(frozen=True)

    origin: Origin
    words: str = ""


class Amount(BaseModel):
    """A number that a message names, in every fair reading of how it is written, with its unit."""

    model_config = ConfigDict(frozen=True)

    values: tuple[Decimal, ...]
    unit: str = ""
    """``MAD_bn`` for any amount of money, ``percent``, ``points``, ``persons``, or empty for a bare number."""
    decimals: int = 0
    rough: bool = False
    """Whether it is a round word: "a third", "doubled"."""


class Pair(BaseModel):
    """One of several figures that a message asserts side by side, with the period or the segment it is said of."""

    model_config = ConfigDict(frozen=True)

    amount: Amount
    period: Period | None = None
    segment: str = ""


class Claim(BaseModel):
    """What a message asserts and wants checked."""

    model_config = ConfigDict(frozen=True)

    amount: Amount | None = None
    direction: str = ""
    """``up``, ``down``, ``stable``, ``either``; ``above`` / ``below`` of the amount, ``reached``; empty: the amount."""
    falling: bool = False
    """Whether an amount is said to be the size of a fall."""
    change: bool = False
    """Whether an amount of money is said to be that of the rise or the fall: "they rose by 3 billion"."""
    past: bool = False
    """Whether it is said to have happened: what is only expected has not."""
    strong: bool = False
    """Whether a strong word says so ("exploded", "collapsed"), which a percent or two does not bear out."""
    order: str = ""
    """``max`` / ``min`` where the first segment is said to be the largest or the smallest."""
    rank: int = 1
    result: bool = False
    """Whether a projection is asked to be told from a result."""
    pairs: tuple[Pair, ...] = ()
    """Figures asserted side by side: "26.17 in 2023 and 26.2 in 2024"."""
    status: str = ""
    """``final`` / ``preliminary`` where a figure is said to be so."""
    currency: bool = False
    """Whether an amount is said in a currency that it is not in."""
    whole: bool = False
    """Whether a figure is said to be that of the whole year."""
    part: bool = False
    """Whether a count is said to be of a part of what is counted: "120,000 direct jobs"."""
    exact: bool = False
    """Whether it is said to be exactly that amount, which no "more than" bears out."""
    body: bool = False
    """Whether a figure is said to come from a body that did not make it."""


class Condition(BaseModel):
    """One of several bounds that a segment has to meet: a figure, or the figure of another segment."""

    model_config = ConfigDict(frozen=True)

    threshold: Amount | None = None
    segment: str = ""
    beside: str = ""
    """The other segment where it has to lie between the two."""
    below: bool = False
    period: Period | None = None
    """Without one, the latest."""


class Missing(BaseModel):
    """A word that asks for something that is not in the data; ``kind`` is a category of the language folder."""

    model_config = ConfigDict(frozen=True)

    word: str
    kind: str = "unknown"


class Loose(BaseModel):
    """A number, a period or a segment that a message names and no field takes: an answer has to show it."""

    model_config = ConfigDict(frozen=True)

    word: str
    values: tuple[Decimal, ...] = ()
    period: Period | None = None
    kind: PeriodKind | None = None
    """How long a period is meant, where none is named: "in that half"."""
    segment: str = ""
    either: bool = False
    """Whether it is one of several that are said to choose from: "15.7 or 15.8?"."""


class Operand(BaseModel):
    """One of the figures that a computation takes: a cell that is named, or one that a quoted figure stands for."""

    model_config = ConfigDict(frozen=True)

    indicator: str = HEADLINE
    segments: tuple[str, ...] = ()
    period: Period | None = None
    """Without one, the latest."""
    perimeters: tuple[str, ...] = ()
    """The perimeters that print the quoted figure; empty for a cell that is only named."""
    outlook: bool = False


class Query(BaseModel):
    """One question."""

    model_config = ConfigDict(frozen=True)

    operation: Operation
    indicator: str = HEADLINE
    segments: tuple[str, ...] = ()
    """Segment codes in the order said; empty is the total."""
    against: tuple[str, ...] = ()
    """The segments on the other side of a comparison, taken together."""
    excluded: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    """The segments whose sum is the whole of a share, where that is not the total."""
    periods: tuple[Period, ...] = ()
    spans: bool = False
    """Whether the periods are the ends of a stretch of time."""
    places: tuple[str, ...] = ()
    excluded_places: tuple[str, ...] = ()
    perimeter: str = ""
    outlook: bool = False
    """Whether a projection or a target is asked for."""
    measure: str = "amount"
    """What is ranked, compared, split or listed: ``amount``, ``share`` or ``growth``."""
    comparison: str = ""
    """``difference``, ``ratio``, ``points``, ``percent`` or empty; computed ones: ``sum``, ``mean``, ``scaled`` too."""
    order: str = "max"
    rank: int = 0
    """The place asked for in a ranking; 0 is the whole ranking."""
    ranks: tuple[int, ...] = ()
    """Places in a ranking that stand for segments: 1 is the largest, -1 the smallest."""
    threshold: Amount | None = None
    conditions: tuple[Condition, ...] = ()
    """Bounds that have to be met together."""
    operands: tuple[Operand, ...] = ()
    function: str = ""
    """What is computed from the operands: ``difference``, ``change``, ``ratio``, ``percentage``, ``points``, ``sum``,
    ``yearly``, ``per_job``, ``double``, ``mean`` or ``each_year``."""
    quoted: tuple[Amount, ...] = ()
    """Printed figures that the message quotes, to be told apart."""
    below: bool = False
    unit: str = ""
    """The unit wanted: ``MAD_bn``, ``MAD_mn``, ``MAD``, ``percent`` or empty."""
    per: str = ""
    """``month``, ``quarter``, ``day``, ``half`` or ``jobs``."""
    count: int = 0
    """How many days the message says there are, for "per day"."""
    counted: bool = False
    """Whether it is asked how many there are of what is listed."""
    pick: str = ""
    """Which of two counts of one thing: ``other``, ``recent``, ``oldest``, ``largest`` or ``smallest``."""
    chart: bool = False
    """Whether a picture is asked for."""
    topic: str = ""
    about: str = ""
    of: tuple[Query, ...] = ()
    """What a computation is made of, each a question for one figure; of a source, what is asked about."""
    factor: Decimal = Decimal(1)
    """What one figure is multiplied with."""
    claim: Claim | None = None
    denied: bool = False
    """Whether it is said in the negative, or called wrong: neither a yes nor a no would be understood."""
    ever: str = ""
    """``always`` where it is said of all years there were, ``past`` where of an earlier time: only some are held."""
    missing: tuple[Missing, ...] = ()
    loose: tuple[Loose, ...] = ()
    passed: tuple[str, ...] = ()
    """Words that were not understood and passed over, because they stand beside what is asked."""
    origins: dict[str, Provenance] = {}
    """Field name → where it comes from; a field that is not here is a default."""

    def origin(self, field: str) -> Origin:
        """Return where ``field`` comes from."""
        return self.origins[field].origin if field in self.origins else Origin.DEFAULT
