"""Every path through the flows that follow rules, and the walking itself on a small flow."""

import pytest

from bench.stromen.courses import FLOWS, FROM, stretches, walked
from bot.care.paths import Course, End, Node, Path, PathBroken, branched, paths, talks, tree
from bot.care.rules import decide
from bot.knowledge.rules import triage, uitslag, wzd

#: the most questions that a flow may ask, whatever is answered
AT_MOST = {"triage": 7, "wzd": 5, "uitslag": 2, "leveringsvorm": 4, "termijn": 5}
#: where someone ends who does not know anything: at no law, no list that leaves a form out, no day
NOTHING_KNOWN = {
    "triage": {"open"},
    "wzd": {"open"},
    "uitslag": {"weet_niet"},
    "leveringsvorm": {"verblijf > vpt > mpt > pgb > mpt_pgb > dtv"},
    "termijn": {"termijn_onbekend"},
}


def all_paths(name):
    return [(stretch, path) for stretch in walked(name) for path in stretch.paths]


@pytest.mark.parametrize("name", FLOWS)
def test_every_path_ends_in_an_outcome_with_a_source(name):
    assert all_paths(name)
    for _, path in all_paths(name):
        assert path.end.id, path
        assert path.end.source, path


@pytest.mark.parametrize("name", FLOWS)
def test_no_path_asks_anything_twice_or_more_than_is_announced(name):
    for _, path in all_paths(name):
        asked = [slot for slot, _ in path.steps]
        assert len(set(asked)) == len(asked) <= AT_MOST[name], path


@pytest.mark.parametrize("name", FLOWS)
def test_who_answers_every_question_with_not_knowing_never_ends_at_a_law(name):
    for stretch in walked(name):
        ends = {path.end.id for path in stretch.paths if knows_nothing(stretch.course, path)}
        assert ends == NOTHING_KNOWN[name]


def knows_nothing(course, path):
    """Whether "weet ik niet" is of the kind of every answer."""
    unknown = ("weet_niet", frozenset({"weet_niet"}))
    alike = [next(k for k in course.kinds[slot] if k[0] == value) for slot, value in path.steps]
    # a day of a decision decides no row: its one kind is a day, and not knowing comes with it
    return all(set(unknown) & set(kind) for kind in alike)


@pytest.mark.parametrize("table", [triage(), wzd(), uitslag()], ids=lambda table: table.name)
def test_the_paths_end_where_the_rules_decide(table):
    for _, path in all_paths(table.name)[::29]:
        found = decide(table, dict(path.steps), FROM)
        assert (found.id, tuple(found.outcome.items())) == (path.end.id, path.end.fields)
        assert found.settled


def test_later_days_on_which_the_rules_change_are_walked_as_well():
    before, after = FROM.replace(year=2021), FROM.replace(year=2027)
    assert stretches([(before, None)]) == [FROM]
    assert stretches([(before, None), (after, None)]) == [FROM, after]
    assert len(stretches([(before, after)])) == 2


def end(name):
    return End(name, (), "Wlz")


KINDS = {"a": (("ja", "soms"), ("nee",)), "b": (("ja",), ("nee",))}


def small(next_question):
    return Course("klein", KINDS, next_question, lambda given: end(given.get("a", "")))


def test_a_tree_holds_every_path_and_bundles_what_leads_to_the_same():
    grown = tree(small(lambda given: next((s for s in "ab" if s not in given), None)))
    assert [path.steps for path in paths(grown)] == [
        (("a", one), ("b", two)) for one in ("ja", "nee") for two in ("ja", "nee")
    ]
    assert isinstance(grown, Node)
    assert branched(grown.branches[0][1]) == [(("ja", "nee"), end("ja"))]


def test_a_path_stands_for_all_answers_of_its_kinds():
    assert talks(Path((("a", "ja"), ("b", "nee")), end("")), KINDS) == 2


@pytest.mark.parametrize("slot", ["a", "onbekend"])
def test_a_question_that_comes_twice_or_has_no_answers_is_refused(slot):
    with pytest.raises(PathBroken, match=slot):
        tree(small(lambda given: slot))
