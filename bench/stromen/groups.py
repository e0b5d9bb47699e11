"""What the answers that lead to the same have in common, in as few words as say exactly that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from bench.stromen.words import answer_words, numbers_in_words, phrase_words, value_words
from bot.care.conditions import WEET_NIET, Test, Value
from bot.care.paths import Course

ANY = "elk antwoord"
REST = "al het andere"
#: words for the opposite of a phrase about a list
OPPOSITE = {"bevat": "zonder", "zonder": "bevat"}
LONGEST = 70
MOST_VALUES = 8


def labels(course: Course, slot: str, groups: Sequence[Sequence[Value]]) -> list[str]:
    """Return a label for each group of answers to a question; together they are all answers.

    Args:
        course: the flow.
        slot: the question.
        groups: the answers that stand for their kinds, those that lead to the same together.
    """
    if len(groups) == 1:
        return [ANY]
    full = [_all_answers(course, slot, group) for group in groups]
    if any(isinstance(value, frozenset) for group in groups for value in group):
        found = [_of_list(course, slot, group) for group in groups]
    else:
        found = [_of_values(slot, values) for values in full]
    return _longest_is_the_rest(found)


def _longest_is_the_rest(found: list[str]) -> list[str]:
    longest = max(found, key=len)
    return [REST if said == longest and len(said) > LONGEST else said for said in found]


def _all_answers(course: Course, slot: str, group: Sequence[Value]) -> list[Value]:
    return [v for alike in course.kinds[slot] if alike[0] in group for v in alike]


def _of_values(slot: str, values: Sequence[Value]) -> str:
    numbers = [value for value in values if isinstance(value, int)]
    others = [answer_words(slot, value) for value in values if not isinstance(value, int)]
    if numbers:
        others = [*_ranges(sorted(numbers)), *others]
    said = (" of " if len(others) <= MOST_VALUES else ", ").join(others)
    return said if len(others) <= MOST_VALUES else said.ljust(LONGEST + 1)


def _ranges(numbers: list[int]) -> Iterator[str]:
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers_in_words(numbers[start:at])
            start = at


def _of_list(course: Course, slot: str, group: Sequence[Value]) -> str:
    """Return what the chosen lists have in common, by the phrases of the table itself."""
    if all(isinstance(v, frozenset) and v == {WEET_NIET} for v in group):
        return value_words(slot, WEET_NIET)
    kinds = [alike[0] for alike in course.kinds[slot]]
    target = sum(1 << at for at, value in enumerate(kinds) if value in group)
    known = list(_literals(slot, kinds, course.tests))
    implied = [(mask, words) for mask, words in _conjunctions(known) if mask and not mask & ~target]
    for size in (1, 2, 3):
        for several in combinations(_largest(implied), size):
            union = 0
            for mask, _ in several:
                union |= mask
            if union == target:
                return "; of ".join(words for _, words in several)
    return " / ".join(answer_words(slot, value) for value in group).ljust(LONGEST + 1)


def _largest(implied: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the widest of what holds for a group only, in the fewest words, at most forty."""
    best: dict[int, str] = {}
    for mask, words in implied:
        best[mask] = min(best.get(mask, words), words, key=len)
    wide = [m for m in best if not any(m != other and not m & ~other for other in best)]
    return [(mask, best[mask]) for mask in wide][:40]


def _literals(
    slot: str, kinds: Sequence[Value], tests: Sequence[Test]
) -> Iterator[tuple[int, str]]:
    everything = (1 << len(kinds)) - 1
    for phrase, test in {test.phrase: test for test in tests if test.name == slot}.items():
        mask = sum(1 << at for at, value in enumerate(kinds) if test.accepts(value))
        verb, _, rest = phrase.partition(" ")
        against = f"{OPPOSITE[verb]} {rest}" if verb in OPPOSITE else ""
        yield mask, phrase_words(slot, phrase)
        yield (
            everything & ~mask,
            phrase_words(slot, against) if against else f"niet {phrase_words(slot, phrase)}",
        )


def _conjunctions(literals: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for size in (1, 2, 3):
        for several in combinations(literals, size):
            mask = several[0][0]
            for other, _ in several[1:]:
                mask &= other
            yield mask, " en ".join(words for _, words in several)
