"""Conditions of the rule tables: true, false, or not known yet; nothing about who asks or answers.

A *situation* says what each name (a slot or a derived value) can still be: one value when it is
answered, several when a derived value is still open, and nothing at all when it was never asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

#: one answer: a choice or an ISO date, a number of years, or the chosen values of a list
Value = str | int | frozenset[str]
Possible = tuple[Value, ...]
Situation = Mapping[str, Possible]
#: the answer "weet ik niet"; it is known that it is not known
WEET_NIET = "weet_niet"


@dataclass(frozen=True, eq=False)
class Test:
    """One condition on one name, such as ``leeftijd: "< 18"``.

    Attributes:
        name: the slot or derived value.
        phrase: the words in the table, for the reasons and for the jurist.
        accepts: tells whether a value meets the condition.
    """

    __test__ = False  # pytest must not collect this class
    name: str
    phrase: str
    accepts: Callable[[Value], bool]

    def verdict(self, situation: Situation) -> bool | None:
        """Return whether the condition holds, or None while that is not known yet."""
        possible = situation.get(self.name)
        if not possible:
            return None
        first = self.accepts(possible[0])
        if all(self.accepts(value) == first for value in possible[1:]):
            return first
        return None

    def undecided(self, situation: Situation) -> Iterator[str]:
        """Yield the name when an answer to it can still decide the condition."""
        if self.verdict(situation) is None:
            yield self.name

    def tests(self) -> Iterator[Test]:
        """Yield the condition itself."""
        yield self


@dataclass(frozen=True, eq=False)
class All:
    """Every part must hold; without parts it always holds."""

    parts: tuple[Condition, ...] = ()

    def verdict(self, situation: Situation) -> bool | None:
        """Return False as soon as one part fails, None while a part is not known yet."""
        known = True
        for part in self.parts:
            holds = part.verdict(situation)
            if holds is False:
                return False
            known = known and holds is not None
        return True if known else None

    def undecided(self, situation: Situation) -> Iterator[str]:
        """Yield the names whose answer can still decide the condition."""
        return _undecided(self, situation)

    def tests(self) -> Iterator[Test]:
        """Yield every single condition within."""
        return (test for part in self.parts for test in part.tests())


@dataclass(frozen=True, eq=False)
class AnyOf:
    """One of the parts must hold."""

    parts: tuple[Condition, ...]

    def verdict(self, situation: Situation) -> bool | None:
        """Return True as soon as one part holds, None while a part is not known yet."""
        known = True
        for part in self.parts:
            holds = part.verdict(situation)
            if holds:
                return True
            known = known and holds is not None
        return False if known else None

    def undecided(self, situation: Situation) -> Iterator[str]:
        """Yield the names whose answer can still decide the condition."""
        return _undecided(self, situation)

    def tests(self) -> Iterator[Test]:
        """Yield every single condition within."""
        return (test for part in self.parts for test in part.tests())


Condition = Test | All | AnyOf


def _undecided(whole: All | AnyOf, situation: Situation) -> Iterator[str]:
    if whole.verdict(situation) is None:
        for part in whole.parts:
            yield from part.undecided(situation)


@dataclass(frozen=True, eq=False)
class Case:
    """A value and when it holds; without conditions it always holds."""

    value: Value
    when: Condition = All()


@dataclass(frozen=True, eq=False)
class Derived:
    """A value that follows from answers, such as ``dag_en_nacht``; the first case that holds.

    Attributes:
        name: how conditions call it.
        cases: in order; the last one has no conditions, so that there is always a value.
    """

    name: str
    cases: tuple[Case, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """Every value that it can have."""
        return tuple(dict.fromkeys(str(case.value) for case in self.cases))

    def possible(self, situation: Situation) -> Possible:
        """Return what it can still be: one value as soon as that is settled."""
        found: dict[Value, None] = {}
        for case in self.cases:
            holds = case.when.verdict(situation)
            if holds is not False:
                found[case.value] = None
            if holds:
                break
        return tuple(found)

    def undecided(self, situation: Situation) -> Iterator[str]:
        """Yield the names whose answer can still decide the value."""
        for case in self.cases:
            yield from case.when.undecided(situation)


def first_case(cases: Iterable[Case], situation: Situation) -> Value | None:
    """Return the value of the first case that holds, or None while that is not known yet."""
    for case in cases:
        holds = case.when.verdict(situation)
        if holds:
            return case.value
        if holds is None:
            return None
    return None


# The phrases of the tables, as tests on a value. Not knowing meets only what names ``weet_niet``.


def one_of(*values: str) -> Callable[[Value], bool]:
    """Accept one of the values: ``ja of weet_niet``."""
    return lambda value: value in values


def none_of(*values: str) -> Callable[[Value], bool]:
    """Accept every answer but these, not knowing included: ``niet nee``."""
    return lambda value: value not in values


def between(low: float, high: float) -> Callable[[Value], bool]:
    """Accept a number from low up to and including high: ``18 t/m 23``, ``< 18``."""
    return lambda value: isinstance(value, int) and low <= value <= high


def contains(*values: str) -> Callable[[Value], bool]:
    """Accept a list in which at least one of the values is chosen: ``bevat somatisch``."""
    return lambda value: isinstance(value, frozenset) and not value.isdisjoint(values)


def only(*values: str) -> Callable[[Value], bool]:
    """Accept a list in which nothing but these values is chosen: ``alleen psychisch``."""
    return lambda value: isinstance(value, frozenset) and value <= set(values)


def without(*values: str) -> Callable[[Value], bool]:
    """Accept a list in which none of the values is chosen: ``zonder verstandelijk``."""
    return lambda value: isinstance(value, frozenset) and value.isdisjoint(values)
