"""What an editor finds, sees and proposes at /redactie, on the real routes."""

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from bot.clock import today
from bot.desk import texts
from bot.knowledge.places import places
from bot.storage.answer_counts import add
from bot.storage.database import transaction
from bot.storage.moments import utc_now
from tests.desk.house import running

ROOT = Path(__file__).parents[2]
ANSWER = "/redactie/antwoord/utter_eigen_bijdrage"
PAGES = ("/redactie", ANSWER, "/redactie/begrippen", "/redactie/kalender", "/redactie/nakijken")


@pytest.fixture
def rik(house):
    return house.signed_in("rik")


def given(house, name, **counts):
    with transaction(house.url) as connection:
        add(connection, {(name, what): number for what, number in counts.items()}, utc_now())


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_for_editors_and_administrators(house, path):
    for name, status in (("rik", 200), ("bea", 200), ("anna", 403), ("lea", 403)):
        answer = house.signed_in(name).get(path)
        assert answer.status_code == status, (name, path)
    outside = house.client().get(path)
    assert outside.headers["location"].startswith("/desk/inloggen?verder=/redactie")


def test_a_search_finds_an_answer_with_its_level_check_and_use(house, rik):
    given(house, "utter_eigen_bijdrage", gegeven=7, helpt=2)
    page = rik.page("/redactie?zoek=eigen+bijdrage+cak")
    assert ANSWER in page
    for words in ("7 keer gegeven, 2 × helpt, 0 × helpt niet", "22 november 2026"):
        assert words in page
    assert ANSWER in rik.page("/redactie")  # given most
    assert ANSWER in rik.page("/redactie?zoek=bijdarge")
    assert "geweigerd" not in rik.page("/redactie")
    assert "Niets gevonden" in rik.page("/redactie?zoek=xqzwvxq")
    assert "/redactie/antwoord/utter_wat_is_wlz" in rik.page("/redactie?thema=wlz")


def test_an_answer_is_shown_on_both_channels_with_its_source_and_what_changes(rik):
    page = unescape(rik.page(ANSWER))
    shown = texts.page_of("utter_eigen_bijdrage", today()).variants[0]
    assert page.count("€ 212,60 tot € 1.115,80") >= 2
    assert shown.phone[-1]["choices"] == shown.buttons
    assert shown.buttons[-1] == "Meer uitleg"
    assert "<em>Bron: Blz art. 3.3.2" in page
    assert "data/nlu/geld.yml:" in page
    assert "Vanaf 1 januari 2027" in page
    later = unescape(rik.page(f"{ANSWER}?dag=2027-01-01"))
    assert "212,60" not in later.split("De teksten")[0]


def test_what_does_not_exist_is_said(house, rik):
    for path in ("/redactie/antwoord/utter_niets", "/redactie/nergens"):
        assert rik.get(path).status_code == 404
    answer = rik.post(ANSWER, variant="9", deel="text", tekst="x")
    assert answer.status_code == 404
    assert "niet (meer)" in answer.text
    assert rik.post("/redactie/begrippen", begrip="Onzin", deel="uitleg").status_code == 404


def test_a_change_is_a_patch_that_git_takes(house, rik, tmp_path):
    path = places()["utter_eigen_bijdrage"].path
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_bytes((ROOT / path).read_bytes())
    words = "U betaalt zelf mee.\r\nHoeveel hangt af van uw inkomen."
    sent = {"variant": "0", "deel": "makkelijker", "tekst": words}
    answer = rik.post(ANSWER, doe="patch", **sent)
    assert answer.headers["content-type"].startswith("text/x-diff")
    assert (
        'filename="utter_eigen_bijdrage-makkelijker.patch"' in answer.headers["content-disposition"]
    )
    for command in (["init", "-q"], ["apply", "-"]):
        subprocess.run(["git", *command], cwd=tmp_path, input=answer.content, check=True)
    assert "        Hoeveel hangt af van uw inkomen.\n" in (tmp_path / path).read_text()
    noted = house.room.desk.stores.audit.lines()[-1]
    assert (noted.what, noted.detail) == ("voorstel_opgehaald", "utter_eigen_bijdrage-makkelijker")


def test_a_change_can_be_looked_at_first_with_its_level(rik):
    sent = {"variant": "0", "deel": "makkelijker", "tekst": "Dit is een korte zin."}
    answer = rik.post(ANSWER, doe="bekijk", **sent)
    assert answer.status_code == 200
    page = unescape(answer.text)
    assert "Leesniveau van uw tekst" in page
    assert "+          Dit is een korte zin." in page
    assert "Dit is een korte zin.</textarea>" in page


@pytest.mark.parametrize(
    ("part", "words", "says"),
    [
        ("text", "Het kost 30 euro.", "'30' staat los in de tekst"),
        ("text", "Zie {nergens}.", "{nergens} kent niemand"),
        ("checked_on", "2026-02-30", "bestaat niet"),
        ("label", "het zorgplan", "heet al zo"),
        ("text", "", "is leeg"),
        (
            "makkelijker",
            "Hetgeen dienaangaande geschiedt, is nadien mede bepalend.",
            "Te moeilijk voor B1",
        ),
    ],
)
def test_what_may_not_stand_in_the_file_is_refused_and_what_was_typed_stays(rik, part, words, says):
    answer = rik.post(ANSWER, variant="0", deel=part, tekst=words, doe="patch")
    assert answer.status_code == 422
    assert says in unescape(answer.text)
    assert words in unescape(answer.text)


def test_nothing_changed_is_no_patch(rik):
    found = texts.page_of("utter_eigen_bijdrage", today()).variants[0].parts[0].raw
    answer = rik.post(ANSWER, variant="0", deel="text", tekst=found, doe="patch")
    assert "U heeft nog niets gewijzigd." in answer.text


def test_script_in_a_proposal_does_nothing(rik):
    page = rik.post(ANSWER, variant="0", deel="text", tekst="<script>x</script>", doe="bekijk").text
    assert "<script>x" not in page


def test_a_change_needs_the_token_of_the_session(house, rik):
    sent = {"variant": "0", "deel": "text", "tekst": "Iets.", "doe": "patch"}
    assert rik.client.post(ANSWER, data={**sent, "csrf": "x"}).status_code == 403
    assert house.signed_in("anna").post(ANSWER, **sent).status_code == 403


def test_terms_are_found_and_changed(rik):
    page = rik.page("/redactie/begrippen?zoek=mantelzorg")
    assert "mantelzorg" in page.lower()
    words = "Een wet voor mensen die altijd zorg nodig hebben."
    answer = rik.post("/redactie/begrippen", begrip="Wlz", deel="uitleg", tekst=words, doe="patch")
    assert f'+    uitleg: "{words}"' in answer.text
    long = rik.post(
        "/redactie/begrippen", begrip="Wlz", deel="uitleg", tekst="woord " * 60, doe="bekijk"
    )
    assert long.status_code == 422


def test_the_calendar_and_what_is_due_lead_to_the_answers(rik):
    page = unescape(rik.page("/redactie/kalender?dag=2027-01-01"))
    assert f'href="{ANSWER}?dag=2027-01-01"' in page
    assert "Nog onzeker" in page
    assert re.search(r"\d+ verschillen", page)
    due = rik.page("/redactie/nakijken?dagen=365")
    assert ANSWER in due
    assert "bot/knowledge/law/facts.yml:" in due


def test_editors_see_that_new_content_was_refused(tmp_path):
    with running(tmp_path, refused=("data/nlu/wlz.yml:3: een tab",)) as house:
        page = house.signed_in("rik").page("/redactie")
    assert "De nieuwe inhoud is geweigerd" in page
    assert "data/nlu/wlz.yml:3: een tab" in page
