"""Each rule of an answer refuses what it should, at the line where it stands, and says what to write."""

import re
from pathlib import Path

import pytest
import yaml

from bot.channels.limits import WHATSAPP
from bot.knowledge.answer_rules import META, problems
from bot.knowledge.answers import answers

#: a good answer to a question for information, and one of the talk
GOOD = """\
responses:
  utter_wachtlijst:
    - text: |
        Hoelang u wacht op een plek in een instelling, hangt af van uw situatie en uw wensen.
        Het CIZ (dat beslist over langdurige zorg) antwoordt binnen {ciz_beslistermijn}.
      buttons:
        - title: "Zorg tijdens wachten"
          payload: "/overbruggingszorg"
        - title: "Medewerker spreken"
          payload: "/vraag_medewerker"
      metadata:
        meer: |
          Er is meer. Kijk op https://ciz.nl.
        makkelijker: |
          U wacht op een plek.
          Bel uw zorgkantoor.
        bron: "Wlz art. 3.2.1"
        checked_on: "2026-11-22"
        label: "de wachtlijst"
        zekerheid: "V"
"""
DANGER = """\
responses:
  utter_nood_medisch:
    - text: |
        Bel nu {tel_noodnummer}.
"""


def wrong_in(tmp_path, text, name="wet.yml"):
    folder = tmp_path / "nlu"
    folder.mkdir()
    (folder / name).write_text(text)
    return problems(tmp_path)


def test_the_good_answers_are_good(tmp_path):
    assert wrong_in(tmp_path, GOOD) == []
    (tmp_path / "nlu/veiligheid.yml").write_text(DANGER)
    assert problems(tmp_path) == []


CASES = yaml.safe_load(Path(__file__).with_name("answer_rules_cases.yml").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_wrong_is_refused_with_its_line_and_what_to_write(tmp_path, case):
    assert GOOD.count(case["replace"]) == 1
    text = GOOD.replace(case["replace"], case["by"] * case.get("times", 1))
    line = case["line"]
    if line is None:
        text, line = text.replace("{ciz_beslistermijn}", "{eigen_bijdrage_laag_minimum}"), 17
    found = wrong_in(tmp_path, text)
    pattern = rf"wet\.yml, regel {line}: .*{case['problem']}.*Schrijf: .*{case.get('advice', '')}"
    assert [one for one in found if re.search(pattern, one)], found
    assert all("Schrijf: " in one for one in found)


def test_easier_words_in_longer_sentences_are_not_easier(tmp_path):
    hard = GOOD.replace(
        "uw situatie en uw wensen", "zulke dienaangaande ingediende aanvraagformulieren"
    )
    long = "U wacht op een plek en u belt dan met wie u daar mee helpt.\n"
    text = hard.replace("U wacht op een plek.\n          Bel uw zorgkantoor.\n", long)
    assert any(
        "woorden per zin" in one and "kortere zinnen" in one for one in wrong_in(tmp_path, text)
    )


def test_an_answer_that_does_not_fit_whatsapp_is_refused(tmp_path):
    long = "Dit is een zin van een paar woorden.\n\n          "
    found = wrong_in(
        tmp_path, GOOD.replace("Er is meer.", long * (WHATSAPP.text // 30) + "Er is meer.")
    )
    assert any(f"hoogstens {WHATSAPP.text}, voor WhatsApp" in one for one in found), found


def test_with_choices_a_text_may_be_as_long_as_whatsapp_shows_above_them(tmp_path):
    word = "w" * 30 + ". "
    text = GOOD.replace("Het CIZ (dat", word * 40 + "Het CIZ (dat")
    assert any(
        f"hoogstens {WHATSAPP.body}, voor WhatsApp" in one for one in wrong_in(tmp_path, text)
    )


def test_more_choices_than_a_list_of_whatsapp_has_are_refused(tmp_path):
    rows = "".join(
        f'        - {{title: "Keuze {n}", payload: "/zorgplan"}}\n' for n in "abcdefghijk"
    )
    text = f'responses:\n  utter_x:\n    - text: "Kies."\n      buttons:\n{rows}'
    assert any("heeft 11 keuzes. Schrijf: hoogstens 10" in one for one in wrong_in(tmp_path, text))


NO_NUMBER = DANGER.replace("{tel_noodnummer}", "de dokter")
WITH_CHOICES = DANGER + '      buttons:\n        - {title: "Meer", payload: "/zorgplan"}\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (NO_NUMBER, r"regel 3: .*geen nummer om te bellen.*\{tel_noodnummer\}"),
        (WITH_CHOICES, r"regel 5: .*heeft keuzes.*geen knoppen"),
    ],
)
def test_an_answer_to_danger_has_its_number_and_nothing_to_choose(tmp_path, text, says):
    found = wrong_in(tmp_path, text, "veiligheid.yml")
    assert any(re.search(rf"veiligheid\.yml, {says}", one) for one in found), found


def test_talk_need_not_have_what_information_has(tmp_path):
    text = 'responses:\n  utter_groet:\n    - text: "Welkom."\n      metadata: {label: "kennismaken"}\n'
    assert wrong_in(tmp_path, text, "gesprek.yml") == []


def test_in_a_flow_the_law_that_it_is_about_is_known(tmp_path):
    (tmp_path / "flows").mkdir()
    text = 'responses:\n  utter_x:\n    - text: "De Wlz past."\n      metadata: {{waarom: "{}"}}\n'
    (tmp_path / "flows/a.yml").write_text(text.format("Dat is zware zorg."))
    assert problems(tmp_path) == []
    (tmp_path / "flows/a.yml").write_text(text.format("Of de Wmo."))
    (found,) = problems(tmp_path)
    assert "regel 4: utter_x (waarom): Wmo staat er de eerste keer niet voluit" in found


def test_no_key_of_metadata_is_known_that_no_answer_has():
    used = {
        key for variants in answers().values() for v in variants for key in v.get("metadata") or {}
    }
    assert used == set(META)


def test_the_page_for_editors_names_the_rules():
    page = (Path(__file__).parents[2] / "docs/redactie.md").read_text()
    for words in (
        "150",
        "20 words",
        "WhatsApp",
        "adressen.yml",
        "hieronder",
        "three choices",
        "voluit",
    ):
        assert words in page, words
