import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from bot.care.rules import decide, next_question
from bot.errors import KnowledgeRefused, NotInForce
from bot.knowledge.rules import LAW, leveringsvormen, load_table, load_vormen, triage, uitslag, wzd

TABLE = """\
questions:
  - {slot: leeftijd, kind: int, from: 0, to: 120}
  - {slot: nabij24, values: [ja, nee]}
  - slot: alarm
    values: [ja, nee]
    ask_when: {nabij24: ja}
    otherwise: weet_niet
  - {slot: ziekte, kind: list, values: [lichaam, geest]}
derived:
  nacht:
    - {value: ja, when: {nabij24: ja, alarm: nee}}
    - {value: nee}
turning_points: [nabij24]
outcome:
  wet: [wlz, wmo, open]
rows:
  - id: kind
    when: {leeftijd: "< 18", ziekte: [bevat geest, zonder lichaam]}
    wet: open
    source: {text: "Wlz art. 3.2.1 lid 6", checked_on: "2026-11-22"}
    valid_from: "2021-01-01"
  - id: zwaar
    when: {any_of: [{nacht: ja}, {ziekte: alleen lichaam}]}
    wet: wlz
    source: {text: "Wlz art. 3.2.1", checked_on: "2026-11-22"}
    valid_from: "2021-01-01"
  - id: open
    wet: open
    source: {text: "Wlz art. 3.2.1", checked_on: "2026-11-22"}
    valid_from: "2021-01-01"
"""
NEW_ROW = """\
  - id: zwaar
    when: {nacht: ja}
    wet: wlz
    source: {text: "Wlz art. 3.2.1", checked_on: "2026-11-22"}
    valid_from: "2027-01-01"
"""


def load(tmp_path, text):
    path = tmp_path / "proef.yml"
    path.write_text(text, encoding="utf-8")
    return load_table(path)


def test_a_table_is_read_as_it_stands(tmp_path):
    table = load(tmp_path, TABLE)
    assert [row.id for row in table.rows] == ["kind", "zwaar", "open"]
    assert table.name == "proef"
    assert table.rows[1].source.text == "Wlz art. 3.2.1"
    assert table.rows[1].source.checked_on == dt.date(2026, 11, 22)
    assert next_question(table, {"leeftijd": 40, "nabij24": "nee"}, dt.date(2026, 1, 1)) == "ziekte"


@pytest.mark.parametrize("table", [triage, wzd, uitslag])
def test_the_tables_of_the_law_are_read_once(table):
    assert table() is table()
    assert all(row.source.checked_on <= dt.date(2026, 11, 22) for row in table().rows)


def test_the_forms_of_delivery_are_read_once():
    assert leveringsvormen() is leveringsvormen()


REFUSED = yaml.safe_load((Path(__file__).parent / "rules_refused_cases.yml").read_text("utf-8"))[
    "cases"
]


def broken(case):
    if "text" in case:
        return case["text"]
    if "append" in case:
        return TABLE + case["append"]
    assert case["replace"] in TABLE, case["replace"]
    return TABLE.replace(case["replace"], case["by"], -1 if "everywhere" in case else 1)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
def test_what_is_wrong_is_refused_with_file_line_and_advice(tmp_path, case):
    with pytest.raises(KnowledgeRefused) as refused:
        load(tmp_path, broken(case))
    message = str(refused.value)
    assert re.search(rf"proef\.yml, regel {case['line']}: ", message), message
    assert case["problem"] in message
    assert case["advice"] in message.split("Schrijf: ")[1]


def closed(until):
    """The table with the row "zwaar" ended, so that a new one can follow."""
    end = '    valid_from: "2021-01-01"\n'
    head, tail = TABLE.split("  - id: open\n")
    return (
        head.removesuffix(end)
        + end
        + f'    valid_until: "{until}"\n'
        + NEW_ROW
        + "  - id: open\n"
        + tail
    )


def test_a_row_may_be_closed_and_followed_by_a_new_one_with_its_id(tmp_path):
    table = load(tmp_path, closed("2026-12-31"))
    thin = {"leeftijd": 40, "nabij24": "nee", "ziekte": ["lichaam"]}
    assert decide(table, thin, dt.date(2026, 12, 31)).id == "zwaar"
    assert decide(table, thin, dt.date(2027, 1, 1)).id == "open"


@pytest.mark.parametrize(
    ("until", "problem", "advice"),
    [("2026-12-30", "een gat", '"2026-12-31"'), ("2027-01-01", "overlappen", "valid_until")],
)
def test_the_periods_of_one_id_must_join(tmp_path, until, problem, advice):
    with pytest.raises(KnowledgeRefused, match=problem) as refused:
        load(tmp_path, closed(until))
    assert advice in str(refused.value)


def test_a_day_before_the_first_row_has_no_outcome(tmp_path):
    with pytest.raises(NotInForce, match="proef on 2020-12-31"):
        decide(load(tmp_path, TABLE), {}, dt.date(2020, 12, 31))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(KnowledgeRefused, match=r"weg\.yml"):
        load_table(tmp_path / "weg.yml")


FORMS = (LAW / "leveringsvorm.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "profielgroep: herstel of lvg of ggz_b",
            "profielgroep: herstel of lgv",
            "'lgv' is geen waarde",
        ),
        ("points: 4", "points: veel", "'veel' is geen gewicht"),
        ("  - id: mpt\n", "  - id: vpt\n", "overlappen"),
        ("{key: in_instelling, when", "{reden: in_instelling, when", "'reden' is onbekend"),
        (
            '    source: {text: "Wlz art. 3.3.3; Rlz hoofdstuk 5", checked_on: "2026-11-22"}\n',
            "",
            "'source'",
        ),
    ],
)
def test_a_wrong_form_of_delivery_is_refused(tmp_path, old, new, problem):
    assert old in FORMS
    path = tmp_path / "vormen.yml"
    path.write_text(FORMS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeRefused, match=r"vormen\.yml, regel \d+: ") as refused:
        load_vormen(path)
    assert problem in str(refused.value)
