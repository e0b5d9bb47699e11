import datetime as dt
from pathlib import Path

import pytest
import yaml

from bot.care.leveringsvorm import excluded, next_vorm_question, shortlist
from bot.care.rules import decide, longest_path, next_question
from bot.knowledge.rules import leveringsvormen, triage, uitslag, wzd

HERE = Path(__file__).parent
TABLES = {"triage": triage, "wzd": wzd, "uitslag": uitslag}
TODAY = "2026-11-22"
#: the most questions that a flow may take, whatever is answered
AT_MOST = {"triage": 7, "wzd": 5, "uitslag": 2}


def cases_of(name):
    content = yaml.load((HERE / f"{name}_cases.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    day = content.get("peildatum", TODAY)
    return [
        {**case, "peildatum": dt.date.fromisoformat(case.get("peildatum", day))}
        for case in content["cases"]
    ]


CASES = [
    pytest.param(name, case, id=f"{name}: {case['name']}")
    for name in TABLES
    for case in cases_of(name)
]
VORMEN = [pytest.param(case, id=case["name"]) for case in cases_of("leveringsvorm")]


def walked(table, case):
    """Answer what is asked, and nothing else: the answers given, and the slots in order."""
    answers = {slot: case["answers"][slot] for slot in case.get("told", [])}
    asked = []
    while slot := next_question(table, answers, case["peildatum"]):
        assert slot not in answers, f"{slot} is asked again"
        asked.append(slot)
        answers[slot] = case["answers"].get(slot, "weet_niet")
    return answers, asked


@pytest.mark.parametrize(("name", "case"), CASES)
def test_all_answers_at_once_lead_to_the_row_of_the_case(name, case):
    decision = decide(TABLES[name](), case["answers"], case["peildatum"])
    assert decision.id == case["expect"]
    for field in decision.outcome.keys() & case.keys():
        assert decision.outcome[field] == case[field]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_question_by_question_the_case_ends_at_the_same_row(name, case):
    table = TABLES[name]()
    answers, asked = walked(table, case)
    assert decide(table, answers, case["peildatum"]).id == case["expect"]
    assert len(asked) <= AT_MOST[name]
    assert asked == case.get("asks", asked)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_reached_by_a_case(name):
    rows = {row.id for row in TABLES[name]().rows}
    assert rows == {case["expect"] for case in cases_of(name)}


@pytest.mark.parametrize("name", TABLES)
def test_no_path_takes_more_questions_than_are_announced(name):
    assert longest_path(TABLES[name](), dt.date.fromisoformat(TODAY)) == AT_MOST[name]


@pytest.mark.parametrize("name", [*TABLES, "leveringsvorm"])
def test_a_case_answers_only_questions_that_exist(name):
    inquiry = leveringsvormen().inquiry if name == "leveringsvorm" else TABLES[name]().inquiry
    for case in cases_of(name):
        assert set(case["answers"]) <= set(inquiry.by_slot), case["name"]


@pytest.mark.parametrize("case", VORMEN)
def test_the_shortlist_of_a_case_is_in_order(case):
    found = shortlist(case["answers"], leveringsvormen(), case["peildatum"])
    assert [vorm for vorm, _ in found] == case["expect"]
    assert dict(found) == {**dict(found), **case.get("reasons", {})}


@pytest.mark.parametrize("case", VORMEN)
def test_what_the_profile_shuts_is_said(case):
    shut = dict(excluded(case["answers"], leveringsvormen(), case["peildatum"]))
    assert shut == {**shut, **case.get("excluded", {})}
    assert not shut.keys() & set(case["expect"])


@pytest.mark.parametrize("case", VORMEN)
def test_question_by_question_the_shortlist_is_the_same(case):
    answers, asked = {}, []
    while slot := next_vorm_question(answers, leveringsvormen(), case["peildatum"]):
        asked.append(slot)
        answers[slot] = case["answers"].get(slot, "weet_niet")
    found = shortlist(answers, leveringsvormen(), case["peildatum"])
    assert [vorm for vorm, _ in found] == case["expect"]
    assert asked == case.get("asks", asked)


def test_every_form_of_delivery_is_reached_by_a_case():
    forms = {vorm.id for vorm in leveringsvormen().vormen}
    assert forms == {vorm for case in cases_of("leveringsvorm") for vorm in case["expect"]}
    best = {case["expect"][0] for case in cases_of("leveringsvorm")}
    assert best == {"verblijf", "vpt", "mpt", "pgb", "dtv"}
