"""How one language writes figures, periods and names, after the language folder and the names file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from bot.languages import Language
from knowledge import TOTAL, Estimate, Knowledge, Names, Operation, Period, Term
from knowledge.estimates import Formula
from knowledge.models import Name, Qualifier

_BOUNDS = {Qualifier.MORE_THAN: "at_least", Qualifier.LESS_THAN: "at_most"}
_MONEY = {"MAD_bn": Decimal(10**9), "MAD_mn": Decimal(10**6), "MAD": Decimal(1)}
_BARE = frozenset({"persons", "count", "name", "status", "index"})
"""Units that say nothing which the name of what is counted does not; any other is written behind the figure."""
_SMALL = Decimal("0.1")
"""Below so many billions an amount is written in millions."""

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷", "^": "^"}
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}


@lru_cache(maxsize=4096)
def _formatted(value: Decimal, pattern: str, locale: Locale) -> str:
    """Write a number by a pattern; figures are few, and each is written again and again."""
    return format_decimal(value, format=pattern, locale=locale)


@dataclass(frozen=True)
class Voice:
    """Writes in one language."""

    language: Language
    knowledge: Knowledge

    @property
    def names(self) -> Names:
        """What things are called."""
        return self.knowledge.names[self.language.code]

    def setting(self, name: str) -> Any:
        """Return a setting of the language folder."""
        return self.language.settings[name]

    # --- figures ----------------------------------------------------------------------------------------------------

    def number(self, value: Decimal, decimals: int, *, signed: bool = False) -> str:
        """Write a number with so many decimals, as the language groups and points it."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
        written = _formatted(abs(value), pattern, self.language.locale)
        if value < 0:
            return f"−{written}"
        return f"+{written}" if signed and value > 0 else written

    def figure(self, estimate: Estimate, unit: str = "", *, signed: bool = False, short: bool = False) -> str:
        """Write a figure with its unit and its hedge: "plus de 120 000 emplois"."""
        if isinstance(estimate.value, str):
            return estimate.value
        return self._hedged(estimate, self.bare(estimate, unit, signed=signed, short=short))

    def _hedged(self, estimate: Estimate, written: str) -> str:
        hedge = str(estimate.qualifier)
        if estimate.vague and hedge == Qualifier.EXACT:
            hedge = Qualifier.ABOUT
        if estimate.formula is not None and hedge in _BOUNDS:
            hedge = _BOUNDS[Qualifier(hedge)]  # a computed bound is rounded, and so no bound to the last digit
        return written if hedge == Qualifier.EXACT else str(self.setting(hedge)).format(figure=written)

    def bare(self, estimate: Estimate, unit: str = "", *, signed: bool = False, short: bool = False) -> str:
        """Write a figure with its unit, without the hedge."""
        value, decimals = estimate.number, estimate.decimals
        if estimate.unit in _MONEY:
            return self.money(value, decimals, estimate.unit, unit, signed=signed, short=short)
        number = self.number(value, decimals, signed=signed)
        if estimate.unit == "percent":
            return str(self.setting("percent")).format(number=number)
        if estimate.unit in ("points", "ratio"):
            return self._plural(estimate.unit, value, number)
        if estimate.unit == "rank":
            return self._ordinal(int(value), number)
        return self._counted(estimate, number)

    def money(
        self, value: Decimal, decimals: int, unit: str, wanted: str = "", *, signed: bool = False, short: bool = False
    ) -> str:
        """Write an amount in the unit wanted; by default in billions, small ones in millions."""
        target = self._target(value, unit, wanted)
        factor = _MONEY[unit] / _MONEY[target]
        shift = int(factor.log10())
        scaled = value * factor
        number = self.number(scaled, max(0, decimals - shift), signed=signed)
        return self._plural(f"{target}_short" if short and target != "MAD" else target, scaled, number)

    @staticmethod
    def _target(value: Decimal, unit: str, wanted: str) -> str:
        """Return the unit in which a figure is written: amounts in the one wanted, else small ones in millions."""
        if unit not in _MONEY:
            return unit
        if wanted in _MONEY:
            return wanted
        return "MAD_mn" if unit == "MAD_bn" and abs(value) < _SMALL and not wanted else unit

    def _plural(self, unit: str, value: Decimal, number: str) -> str:
        forms = self.setting(unit)
        if isinstance(forms, str):
            return forms.format(number=number)
        many = abs(value) >= Decimal(str(self.setting("plural_from")))
        return str(forms["many" if many else "one"]).format(number=number)

    def _ordinal(self, value: int, number: str) -> str:
        forms = self.setting("rank")
        ending = {1: "first", 2: "second", 3: "third"}.get(value if value < 20 else value % 10, "other")
        if ending == "first" and value != 1 and "second" not in forms:
            ending = "other"
        return str(forms.get(ending, forms["other"])).format(number=number)

    def _counted(self, estimate: Estimate, number: str) -> str:
        counted = estimate.cell or next((one for one in estimate.inputs), None)
        code = counted.indicator if counted else ""
        name = self.names.indicators.get(code)
        unit = (name.counted if name else "") or ("" if estimate.unit in _BARE else estimate.unit)
        return str(self.setting("counted")).format(number=number, unit=unit).strip()

    def interval(self, estimate: Estimate, unit: str = "") -> str:
        """Write the interval of a figure in the unit it is written in; empty where it says nothing more."""
        return self.plain_interval(estimate, self._target(estimate.number, estimate.unit, unit))

    def plain(self, estimate: Estimate, unit: str = "", *, signed: bool = False) -> str:
        """Write a figure with its hedge but without its unit, which stands elsewhere; a percent keeps its sign."""
        if estimate.unit == "percent":
            return self._hedged(estimate, self.bare(estimate, signed=signed))
        factor, decimals = self._scale(estimate, unit)
        return self._hedged(estimate, self.number(estimate.number * factor, decimals, signed=signed))

    def plain_interval(self, estimate: Estimate, unit: str = "") -> str:
        """Write its interval in that unit, one digit finer than the figure; empty where it says nothing more."""
        if not estimate.vague or estimate.low is None or estimate.high is None:
            return ""
        factor, _ = self._scale(estimate, unit)
        finer = max(0, estimate.decimals + 1 - int(factor.log10()))
        ends = [self.number(end * factor, finer) for end in (estimate.low, estimate.high)]
        return str(self.setting("interval")).format(low=ends[0], high=ends[1])

    def _scale(self, estimate: Estimate, unit: str) -> tuple[Decimal, int]:
        """Return what to multiply an amount with to write it in ``unit``, and the decimals that are left."""
        if estimate.unit not in _MONEY or unit not in _MONEY:
            return Decimal(1), estimate.decimals
        factor = _MONEY[estimate.unit] / _MONEY[unit]
        return factor, max(0, estimate.decimals - int(factor.log10()))

    def formula(self, formula: Formula) -> str:
        """Write a formula with the numbers in it."""
        if isinstance(formula, Term):
            decimals = max(0, -int(formula.value.as_tuple().exponent))
            number = self.number(formula.value, decimals)
            return str(self.setting("percent")).format(number=number) if formula.percent else number
        left, right = self._side(formula, formula.left, right=False), self._side(formula, formula.right, right=True)
        space = "" if formula.symbol == "^" else " "
        return f"{left}{space}{_SIGNS[formula.symbol]}{space}{right}"

    def _side(self, outer: Operation, side: Formula, *, right: bool) -> str:
        written = self.formula(side)
        if isinstance(side, Term):
            return written
        looser = _BINDS[side.symbol] < _BINDS[outer.symbol]
        tied = right and _BINDS[side.symbol] == _BINDS[outer.symbol] and outer.symbol in "-/"
        return f"({written})" if looser or tied else written

    # --- periods ----------------------------------------------------------------------------------------------------

    def period(self, period: Period | None, form: str = "bare") -> str:
        """Write a period: ``bare`` ("2024"), ``in`` ("en 2024"), ``to`` ("par rapport à 2024")."""
        if period is None:
            return ""
        forms: Mapping[str, Any] = self.setting(period.kind.value)
        nth = forms["nth"][period.index - 1] if "nth" in forms else ""
        return str(forms[form]).format(year=period.year, last=period.index, nth=nth)

    # --- names ------------------------------------------------------------------------------------------------------

    def segments(self, codes: Sequence[str], *, full: bool = False) -> str:
        """Write segments: "CRM", "CRM (relation client)", "BPO et KPO ensemble"; the total is written empty."""
        if not codes or tuple(codes) == (TOTAL,):
            return ""
        if len(codes) > 1:
            return str(self.setting("together")).format(names=self.listed(codes))
        return self.segment(codes[0], full=full)

    def segment(self, code: str, *, full: bool = False) -> str:
        """Write one segment, with its full name where ``full``."""
        name = self.names.segments.get(code)
        if code == TOTAL:
            return name.short if name and name.short else code
        return str(self.setting("named")).format(code=code, name=name.name) if full and name else code

    def listed(self, words: Sequence[str]) -> str:
        """Write "A, B et C"."""
        if len(words) < 2:
            return "".join(words)
        comma, last = str(self.setting("comma")), str(self.setting("and"))
        return f"{comma.join(words[:-1])}{last}{words[-1]}"

    def place(self, code: str) -> str:
        """Write a place."""
        name = self.names.places.get(code)
        return name.name if name else code

    def indicator(self, code: str) -> Name | None:
        """Return the name of an indicator."""
        return self.names.indicators.get(code)

    @cached_property
    def subject(self) -> Mapping[str, str]:
        """Return what the headline figure is called: in full, in short, with a capital, and behind "of"."""
        name = self.indicator(self.knowledge.headline)
        whole = name.name if name else self.knowledge.headline
        level = (name.short if name else "") or whole
        article = name.article if name else ""
        contracted = self.language.settings.get("of_article", {}).get(article)
        of = contracted or str(self.language.settings.get("of", "of ")).format(article=article)
        return {
            "whole": whole,
            "level": level,
            "Level": level[:1].upper() + level[1:],
            "of_whole": of + whole,
            "of_level": of + level,
        }

    def perimeter(self, code: str) -> str:
        """Write a perimeter."""
        name = self.names.perimeters.get(code)
        return name.name if name else code

    def citation(self, source: str) -> str:
        """Write a source as it is cited."""
        found = self.knowledge.sources.get(source)
        return found.citation.get(self.language.code, found.publisher) if found else source
