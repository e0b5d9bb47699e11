"""The file of facts is read whole or refused, with file, line and what to write instead."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.care.facts import VERIFIED, euros
from bot.care.terms import decreed_days, dwangsom
from bot.errors import KnowledgeRefused, NotInForce
from bot.knowledge.facts import FACTS_FILE, facts, load_facts
from tests.fact_sheet import flags, lines, needs_sheet

TODAY = dt.date(2026, 11, 22)

GOOD = """\
facts:
  griffierecht:
    unit: eurocent
    values:
      - amount: 5300
        valid_from: "2025-01-01"
        valid_until: "2025-12-31"
        source: {text: "Awb art. 8:41", checked_on: "2026-11-22", flag: V}
      - amount: 5400
        valid_from: "2026-01-01"
        valid_until: "2026-12-31"
        source: {text: "Awb art. 8:41", checked_on: "2026-11-22", flag: V}
    current_at: "op https://www.rechtspraak.nl"
  tel_ciz:
    unit: tekst
    values:
      - amount: "088 789 10 00"
        valid_from: "2024-01-01"
        source: {text: "ciz.nl", checked_on: "2026-11-22", flag: V}
  hulp_tot:
    unit: datum
    values:
      - amount: "2028-07-01"
        valid_from: "2024-07-01"
        source: {text: "Stcrt. 2023, 32327", checked_on: "2026-11-22", flag: V}
"""

WRONG = [
    (
        "haakje vergeten",
        ', checked_on: "2026-11-22", flag: V}\n  hulp',
        "\n  hulp",
        20,
        "geen geldige YAML",
    ),
    ("onbekende eenheid", "unit: eurocent", "unit: euro", 3, "kies uit"),
    ("bedrag met komma", "amount: 5400", 'amount: "54,00"', 9, "schrijf een heel getal"),
    ("bedrag met breuk", "amount: 5400", "amount: 54.5", 9, "schrijf een heel getal"),
    ("bedrag met nul voorop", "amount: 5400", "amount: 05400", 9, "schrijf een heel getal"),
    ("negatief bedrag", "amount: 5400", "amount: -54", 9, "schrijf een heel getal"),
    ("telefoon als getal", '"088 789 10 00"', "887891000", 17, "aanhalingstekens"),
    ("dag zonder aanhalingstekens", '"2024-01-01"', "2024-01-01", 18, "aanhalingstekens"),
    ("dag die niet bestaat", '"2024-01-01"', '"2024-02-30"', 18, "die bestaat"),
    ("dag anders geschreven", '"2024-01-01"', '"1-1-2024"', 18, '"2026-01-31"'),
    ("datum als bedrag fout", '"2028-07-01"', '"1 juli 2028"', 23, "schrijf een dag"),
    ("gat tussen periodes", '"2026-01-01"', '"2026-01-02"', 5, "laat elke periode aansluiten"),
    ("overlap van periodes", '"2026-01-01"', '"2025-12-31"', 5, "laat elke periode aansluiten"),
    ("open periode voor een volgende", '        valid_until: "2025-12-31"\n', "", 5, "aansluiten"),
    ("eind voor begin", '"2026-12-31"', '"2025-12-31"', 11, "schrijf 2026-01-01 of later"),
    (
        "onbekende sleutel",
        "unit: tekst",
        "unit: tekst\n    eenheid: x",
        16,
        "gebruik alleen current_at, unit, values",
    ),
    ("sleutel vergeten", '        valid_from: "2024-01-01"\n', "", 17, "'valid_from' ontbreekt"),
    (
        "bron zonder dag",
        ', checked_on: "2026-11-22", flag: V}\n  hulp',
        "}\n  hulp",
        19,
        "'checked_on' ontbreekt",
    ),
    ("bron leeg", 'text: "ciz.nl"', 'text: ""', 19, "schrijf tekst"),
    ("twee keer dezelfde naam", "  hulp_tot:", "  tel_ciz:", 20, "staat er twee keer"),
    ("naam met hoofdletter", "  tel_ciz:", "  Tel_CIZ:", 15, "gebruik kleine letters"),
    ("geen rijen", "facts:\n", "facts: {}\nx:\n", 2, "gebruik alleen facts"),
    ("geen feiten", GOOD, "facts: {}\n", 1, "ten minste één"),
    ("onzeker", "flag: V}\n  hulp", "flag: U}\n  hulp", 19, "wordt niet gezegd; kies uit V, V-org"),
    ("zonder flag", ", flag: V}\n  hulp", "}\n  hulp", 19, "'flag' ontbreekt"),
    ("niet nagekeken", "flag: V}\n  hulp", "flag: V-old}\n  hulp", 19, "schrijf 'because: …'"),
    (
        "niet nagekeken, zonder reden",
        "flag: V}\n  h",
        'flag: G, because: ""}\n  h',
        19,
        "schrijf tekst",
    ),
    (
        "eindigt zonder plaats",
        '    current_at: "op https://www.rechtspraak.nl"\n',
        "",
        5,
        "schrijf 'current_at:",
    ),
    ("een tab", "    unit: tekst", "\tunit: tekst", 15, "een tab; schrijf spaties"),
    ("leeg bestand", GOOD, "", 1, "begin met 'facts:'"),
    ("een lijst", GOOD, "- facts\n", 1, "schrijf hier 'sleutel: waarde'"),
]


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "facts.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_good_file_gives_facts_with_their_periods_and_sources(written):
    read = load_facts(written(GOOD))
    assert set(read) == {"griffierecht", "tel_ciz", "hulp_tot"}
    assert read["griffierecht"].number(dt.date(2025, 12, 31)) == 5300
    assert read["griffierecht"].spoken(TODAY) == "€ 54"
    assert read["tel_ciz"].spoken(TODAY) == "088 789 10 00"
    assert read["hulp_tot"].spoken(TODAY) == "1 juli 2028"
    assert read["tel_ciz"].values[0].source.checked_on == TODAY


@pytest.mark.parametrize(
    ("good", "wrong", "line", "advice"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG]
)
def test_a_wrong_file_is_refused_with_file_line_and_advice(written, good, wrong, line, advice):
    assert GOOD.count(good) >= 1
    path = written(GOOD.replace(good, wrong, 1))
    with pytest.raises(KnowledgeRefused) as refusal:
        load_facts(path)
    assert f"{path}, regel {line}: " in str(refusal.value)
    assert advice in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(KnowledgeRefused, match="niet te lezen"):
        load_facts(tmp_path / "weg.yml")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "facts.yml"
    path.write_bytes(b"facts:\n  \xe9: 1\n")
    with pytest.raises(KnowledgeRefused, match="niet te lezen"):
        load_facts(path)


def test_the_facts_of_the_law_are_read_once_and_cannot_be_changed():
    assert facts() is facts()
    with pytest.raises(TypeError):
        facts()["nieuw"] = facts()["griffierecht"]


def test_every_fact_of_the_law_can_be_said_today():
    assert FACTS_FILE.name == "facts.yml"
    for fact in facts().values():
        assert fact.spoken(TODAY).strip()


def test_amounts_of_2026_are_not_said_in_2027():
    with pytest.raises(NotInForce):
        facts()["griffierecht"].spoken(dt.date(2027, 1, 1))


def test_the_steps_of_the_penalty_in_the_law_add_up_to_its_maximum():
    penalty = dwangsom(facts(), TODAY)
    assert sum(step.bedrag for step in penalty.treden) == penalty.maximum
    assert penalty.treden[-1].laatste_dag == facts()["dwangsom_dagen"].number(TODAY)
    assert euros(penalty.maximum) == "€ 1.442"


def test_days_made_equal_to_a_holiday_can_be_read_when_they_are_in_the_facts():
    for year in range(2021, 2036):
        assert all(day.weekday() < 5 for day in decreed_days(facts(), dt.date(year, 6, 1)))


def test_a_number_that_is_not_verified_is_said_with_its_reason_alone(written):
    path = written(
        GOOD.replace("flag: V}\n  hulp", 'flag: V-old, because: "vele bronnen"}\n  hulp')
    )
    source = load_facts(path)["tel_ciz"].values[0].source
    assert (source.flag, source.because) == ("V-old", "vele bronnen")


def test_every_number_that_is_said_is_verified_or_says_why_it_is_said():
    for name, fact in facts().items():
        for value in fact.values:
            assert value.source.flag in VERIFIED or len(value.source.because) > 20, name


@needs_sheet
@pytest.mark.parametrize("name", [name for name in facts() if name.startswith("tel_")])
def test_a_phone_number_stands_in_the_fact_sheet_with_the_flag_that_we_give_it(name):
    value = facts()[name].values[-1]
    number = digits(str(value.amount))
    told = [flags(line) for line in lines() if number in digits(line)]
    assert told, f"{name}: {value.amount} staat niet in feiten.md"
    assert any(value.source.flag in found for found in told), (name, value.source.flag, told)


def digits(text):
    """Return the digits of a text, with a space where something else than a space or a dash stands."""
    return re.sub(r"[^\d ]", " ", re.sub(r"(?<=\d)[ -](?=\d)", "", text))


def test_no_phone_number_stands_anywhere_but_in_the_facts():
    """A number in a page, a script or a setting would not be looked at again when its fact is."""
    known = {digits(str(value.amount)) for fact in facts().values() for value in fact.values}
    found = {}
    for path in [
        *ROOT.glob("bot/**/*"),
        *ROOT.glob("actions/*.py"),
        *ROOT.glob("data/flows/*.yml"),
    ]:
        if path.suffix in (".html", ".js", ".py", ".yml") and not set(path.parts) & NO_TEXTS:
            for number in PHONE.findall(path.read_text(encoding="utf-8")):
                if digits(number) not in known:
                    found[str(path.relative_to(ROOT))] = number
    assert not found


ROOT = Path(__file__).parents[2]
#: what people may type, not what we say
NO_TEXTS = {"danger", "regions", "veiligheid.yml"}
PHONE = re.compile(r"\b0[89]00[ -]?\d{2,4}(?:[ -]?\d{2,4})*\b|\b088[ -]?\d{3,4}(?:[ -]?\d{2,3})+\b")
