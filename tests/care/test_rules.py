import datetime as dt

import pytest

from bot.care.conditions import (
    All,
    AnyOf,
    Case,
    Derived,
    Test,
    between,
    none_of,
    one_of,
    only,
    without,
)
from bot.care.facts import Source
from bot.care.questions import AnswerRefused, Inquiry, Question
from bot.care.rules import decide, longest_path, nearest_other, next_question, step
from bot.care.tables import Row, Table
from bot.errors import NotInForce

TODAY = dt.date(2026, 11, 22)
SOURCE = Source("Wlz art. 3.2.1", TODAY)


def says(name, *values):
    return Test(name, " of ".join(values), one_of(*values))


def row(id, when=None, wet="open", since=dt.date(2021, 1, 1), until=None):
    return Row(id, when or All(), {"wet": wet}, SOURCE, since, until)


NACHT = Derived(
    "nacht",
    (
        Case("ja", says("toezicht", "ja")),
        Case("ja", All((says("nabij", "ja"), says("alarm", "nee")))),
        Case("nee", All((says("toezicht", "nee"), says("nabij", "nee")))),
        Case("weet_niet"),
    ),
)
VRAGEN = (
    Question("voor_wie", values=("zelf", "naaste"), ask="first"),
    Question("leeftijd", "int", low=0, high=120),
    Question("toezicht", values=("ja", "nee")),
    Question("nabij", values=("ja", "nee")),
    Question("alarm", values=("ja", "nee")),
    Question("ziekte", "list", ("lichaam", "geest", "geen")),
)


@pytest.fixture
def table():
    rows = (
        row("kind", Test("leeftijd", "< 18", between(0, 17)), "jeugdwet"),
        row("geest", All((says("nacht", "ja"), Test("ziekte", "alleen geest", only("geest"))))),
        row("zwaar", says("nacht", "ja"), "wlz"),
        row("licht", says("nacht", "nee"), "wmo"),
        row("open"),
    )
    return Table("proef", Inquiry(VRAGEN, (NACHT,)), rows, ("toezicht", "nabij"))


HEAVY = {"voor_wie": "naaste", "leeftijd": 84, "toezicht": "ja", "ziekte": ["lichaam"]}


def test_the_first_row_that_holds_decides(table):
    assert decide(table, {**HEAVY, "leeftijd": 17}, TODAY).id == "kind"
    assert decide(table, HEAVY, TODAY).id == "zwaar"


def test_the_decision_has_its_ground_and_the_fewest_answers_that_lead_to_it(table):
    decision = decide(table, {**HEAVY, "nabij": "ja", "alarm": "ja"}, TODAY)
    assert decision.source == SOURCE
    assert decision.matched == (("nacht", "ja"),)
    assert decision.because == {"leeftijd": 84, "toezicht": "ja", "ziekte": {"lichaam"}}
    assert decision.settled


def test_for_whom_comes_first_and_age_second(table):
    assert next_question(table, {}, TODAY) == "voor_wie"
    assert next_question(table, {"voor_wie": "zelf"}, TODAY) == "leeftijd"


def test_when_the_outcome_is_fixed_even_the_wording_is_not_asked_for(table):
    assert next_question(table, {"leeftijd": 9}, TODAY) is None


def test_what_can_no_longer_matter_is_not_asked(table):
    assert (
        next_question(table, {"voor_wie": "zelf", "leeftijd": 40, "toezicht": "ja"}, TODAY)
        == "ziekte"
    )


def test_not_knowing_is_an_answer_and_not_asked_again(table):
    answers = {"voor_wie": "zelf", "leeftijd": 40, "toezicht": "weet_niet"}
    assert next_question(table, answers, TODAY) == "nabij"
    answers |= {"nabij": "weet_niet"}
    assert step(table, answers, TODAY).decision.id == "open"


def test_an_answer_that_is_missing_is_asked_for_and_none_is_missing_too(table):
    assert next_question(table, {**HEAVY, "ziekte": None}, TODAY) == "ziekte"
    unfinished = decide(table, {**HEAVY, "ziekte": None}, TODAY)
    assert (unfinished.id, unfinished.settled) == ("zwaar", False)


def test_an_empty_list_is_not_knowing(table):
    assert next_question(table, {**HEAVY, "ziekte": []}, TODAY) is None


def test_a_list_may_come_as_one_word_and_none_beside_a_choice_says_nothing(table):
    assert decide(table, {**HEAVY, "ziekte": "geest"}, TODAY).id == "geest"
    assert decide(table, {**HEAVY, "ziekte": ["geest", "geen", "weet_niet"]}, TODAY).id == "geest"


@pytest.mark.parametrize("age", [84, "84", 84.0])
def test_an_age_may_come_as_a_number_or_in_digits(table, age):
    assert decide(table, {**HEAVY, "leeftijd": age}, TODAY).because["leeftijd"] == 84


@pytest.mark.parametrize(
    "wrong",
    [
        {"toezicht": "true"},
        {"toezicht": True},
        {"leeftijd": -1},
        {"leeftijd": "oud"},
        {"ziekte": ["griep"]},
    ],
)
def test_an_answer_that_is_no_value_is_refused(table, wrong):
    with pytest.raises(AnswerRefused, match=next(iter(wrong))):
        next_question(table, wrong, TODAY)


def test_slots_of_other_flows_are_passed_over(table):
    assert decide(table, {**HEAVY, "wzd_acuut": "rood"}, TODAY).id == "zwaar"


def test_the_nearest_other_outcome_is_one_answer_away(table):
    other = nearest_other(table, {**HEAVY, "nabij": "nee"}, TODAY)
    assert (other.slot, other.value, other.id, other.laws) == ("toezicht", "nee", "licht", ("wmo",))
    assert other.certain


def test_not_knowing_is_the_nearest_thing_to_change(table):
    answers = {"voor_wie": "zelf", "leeftijd": 40, "toezicht": "nee", "nabij": "weet_niet"}
    other = nearest_other(table, answers, TODAY)
    assert (other.slot, other.value, other.id) == ("nabij", "nee", "licht")


def test_without_turning_points_there_is_no_other_outcome(table):
    assert nearest_other(table, {"leeftijd": 9}, TODAY) is None


def test_the_longest_path_is_counted_from_what_is_known(table):
    assert longest_path(table, TODAY) == 6
    assert longest_path(table, TODAY, {"voor_wie": "zelf", "leeftijd": 40}) == 4
    assert longest_path(table, TODAY, HEAVY) == 0


def test_before_the_first_day_and_after_the_last_there_is_no_outcome():
    ended = Table("oud", Inquiry(VRAGEN), (row("open", until=dt.date(2025, 12, 31)),))
    assert decide(ended, {}, dt.date(2025, 12, 31)).id == "open"
    for day in (dt.date(2020, 12, 31), dt.date(2026, 1, 1)):
        with pytest.raises(NotInForce, match=f"oud on {day}"):
            decide(ended, {}, day)


def test_a_row_holds_from_its_first_day_to_its_last():
    rows = (
        row("oud", says("nabij", "ja"), "wmo", until=dt.date(2026, 12, 31)),
        row("nieuw", says("nabij", "ja"), "wlz", since=dt.date(2027, 1, 1)),
        row("open"),
    )
    table = Table("proef", Inquiry(VRAGEN), rows)
    assert decide(table, {"nabij": "ja"}, dt.date(2026, 12, 31)).id == "oud"
    assert decide(table, {"nabij": "ja"}, dt.date(2027, 1, 1)).id == "nieuw"


def asked_only_when_close(otherwise):
    alarm = Question(
        "alarm", values=("ja", "nee"), ask_when=says("nabij", "ja"), otherwise=otherwise
    )
    return Table(
        "proef",
        Inquiry((VRAGEN[3], alarm)),
        (row("zwaar", says("alarm", "nee"), "wlz"), row("open")),
    )


def test_what_is_not_asked_counts_as_the_table_says():
    table = asked_only_when_close((Case("nee"),))
    assert next_question(table, {"nabij": "nee"}, TODAY) is None
    assert decide(table, {"nabij": "nee"}, TODAY).id == "zwaar"


def test_what_someone_says_unasked_goes_before_what_the_table_takes_to_be():
    table = asked_only_when_close((Case("nee"),))
    assert decide(table, {"nabij": "nee", "alarm": "ja"}, TODAY).id == "open"


def test_what_counts_otherwise_can_depend_on_other_answers():
    table = asked_only_when_close((Case("nee", says("nabij", "nee")), Case("weet_niet")))
    assert decide(table, {"nabij": "nee"}, TODAY).id == "zwaar"
    assert decide(table, {"nabij": "weet_niet"}, TODAY).id == "open"


def test_a_question_that_is_always_wanted_comes_when_the_outcome_is_fixed():
    datum = Question("datum", "date", ask="always", ask_when=says("nabij", "ja"))
    table = Table(
        "proef", Inquiry((VRAGEN[3], datum)), (row("zwaar", says("nabij", "ja")), row("open"))
    )
    assert next_question(table, {"nabij": "ja"}, TODAY) == "datum"
    assert next_question(table, {"nabij": "nee"}, TODAY) is None
    assert step(table, {"nabij": "ja", "datum": dt.date(2026, 11, 3)}, TODAY).decision.id == "zwaar"
    with pytest.raises(AnswerRefused):
        next_question(table, {"datum": "3 november"}, TODAY)


def test_conditions_are_true_false_or_not_known_yet():
    both, either = (
        All((says("a", "ja"), says("b", "ja"))),
        AnyOf((says("a", "ja"), says("b", "ja"))),
    )
    assert both.verdict({"a": ("nee",)}) is False
    assert both.verdict({"a": ("ja",)}) is None
    assert both.verdict({"a": ("ja",), "b": ("ja",)}) is True
    assert either.verdict({"a": ("ja",)}) is True
    assert either.verdict({"a": ("nee",)}) is None
    assert either.verdict({"a": ("weet_niet",), "b": ("nee",)}) is False


def test_not_knowing_meets_no_age_and_no_list_but_does_meet_not_no():
    assert not between(0, 17)("weet_niet")
    assert none_of("nee")("weet_niet")
    assert without("geest")(frozenset({"weet_niet"}))
    assert not only("geest")(frozenset({"weet_niet"}))
