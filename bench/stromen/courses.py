"""The flows that follow rules, as courses to walk, on every stretch of days with the same rules."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from actions.flows import next_of_termijn
from actions.outcomes import ciz_term_of, termijn_response
from bot.care.conditions import Test
from bot.care.facts import ONE_DAY
from bot.care.leveringsvorm import VormTable, next_vorm_question, shortlist
from bot.care.paths import Course, End, Kinds, Node, Path, PathBroken, paths, tree
from bot.care.questions import answers_by_kind
from bot.care.rules import Table, next_question
from bot.knowledge import rules
from bot.knowledge.answers import answers

#: the day on which the law of the first release was checked; what ended before it is not walked
FROM = dt.date(2026, 11, 22)
FLOWS = ("triage", "wzd", "uitslag", "leveringsvorm", "termijn")
YES_NO = (("ja",), ("nee",), ("weet_niet",))
#: the term of the CIZ has no table: on FROM these days make every difference that its rules can see.
#: The term has passed long ago, or just (unless it stood still), or only in a crisis.
DAYS: Kinds = {
    "ontvangen_op": (("2026-06-02",), ("2026-10-08",), ("2026-11-02",), ("weet_niet",)),
    "crisis": YES_NO,
    "ciz_vroeg_info": YES_NO,
    "info_gevraagd_op": (("2026-11-09",), ("weet_niet",)),
    "info_compleet_op": (("2026-11-10",), ("2026-11-18",), ("weet_niet",)),
}


@dataclass(frozen=True, eq=False)
class Walked:
    """A flow on a stretch of days, with every way through it.

    Attributes:
        first_day: FROM, or the later day on which these rules begin to hold, as ISO date.
        course: the flow.
        grown: its paths as a tree.
    """

    first_day: str
    course: Course
    grown: Node | End

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Every path."""
        return tuple(paths(self.grown))


@functools.lru_cache(maxsize=len(FLOWS))
def walked(name: str) -> tuple[Walked, ...]:
    """Return a flow of now on each stretch of days, walked once."""
    return tuple(Walked(day.isoformat(), course, tree(course)) for day, course in courses(name))


def courses(name: str) -> Iterator[tuple[dt.date, Course]]:
    """Yield a flow with the first day of each stretch on which its rules are the same."""
    if name == "termijn":
        yield FROM, termijn(FROM)
    elif name == "leveringsvorm":
        table = rules.leveringsvormen()
        for day in stretches([(v.valid_from, v.valid_until) for v in table.vormen]):
            yield day, leveringsvorm(table, day)
    else:
        found: Table = getattr(rules, name)()
        for day in stretches([(row.valid_from, row.valid_until) for row in found.rows]):
            yield day, by_table(found, day)


def stretches(periods: list[tuple[dt.date, dt.date | None]]) -> list[dt.date]:
    """Return FROM and each later day on which something begins to hold or no longer holds."""
    turns = {first for first, _ in periods} | {last + ONE_DAY for _, last in periods if last}
    return [FROM, *sorted(day for day in turns if day > FROM)]


def by_table(table: Table, day: dt.date) -> Course:
    """Return a flow that follows an ordered table of rules."""
    tests = tuple(table.tests())
    kinds = {q.slot: answers_by_kind(q, tests) for q in table.inquiry.questions}

    rows = table.on(day)

    def end(given: dict[str, Any]) -> End:
        # what decide() says, without its reasons: those take a hundred times as long to find
        situation = table.inquiry.situation(given)
        row = next(row for row in rows if row.when.verdict(situation) is not False)
        if not row.when.verdict(situation):
            raise PathBroken(f"{table.name}: {given} leaves {row.id} undecided")
        return End(row.id, tuple(row.outcome.items()), row.source.text)

    return Course(table.name, kinds, lambda given: next_question(table, given, day), end, tests)


def leveringsvorm(table: VormTable, day: dt.date) -> Course:
    """Return the flow that ends in a short list; its outcome is that list, best first."""
    sources = {vorm.id: vorm.source.text for vorm in table.on(day)}

    def end(given: dict[str, Any]) -> End:
        forms = [form for form, _ in shortlist(given, table, day)]
        return End(" > ".join(forms), (), "; ".join(dict.fromkeys(sources[f] for f in forms)))

    tests = _tests_of_vormen(table)
    kinds = {q.slot: answers_by_kind(q, tests) for q in table.inquiry.questions}
    return Course("leveringsvorm", kinds, lambda g: next_vorm_question(g, table, day), end, tests)


def _tests_of_vormen(table: VormTable) -> tuple[Test, ...]:
    conditions = [vorm.when for vorm in table.vormen]
    conditions += [r.when for vorm in table.vormen for r in (*vorm.reasons, *vorm.never)]
    conditions += [case.when for value in table.inquiry.derived for case in value.cases]
    return tuple(test for condition in conditions for test in condition.tests())


def termijn(day: dt.date) -> Course:
    """Return the flow that calculates the term of the CIZ; its outcome is which answer is given."""
    return Course("termijn", DAYS, lambda given: next_of_termijn(given, day), _end_of_termijn)


def _end_of_termijn(given: dict[str, Any]) -> End:
    if given["ontvangen_op"] == "weet_niet":
        return _said("utter_uitkomst_termijn_onbekend")
    return _said(termijn_response(given, ciz_term_of(given, FROM), FROM))


def _said(response: str) -> End:
    source = str((answers()[response][-1].get("metadata") or {}).get("bron") or "")
    return End(response.removeprefix("utter_uitkomst_"), (), source)
