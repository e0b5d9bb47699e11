"""Days, places, names and numbers in talks through the flows, also those that cannot be."""

import pytest

from actions.flows import OVERDRACHT, TERMIJN, TRIAGE, UITSLAG, ZORGKANTOOR
from tests.actions.talks import Talk, begun


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("30 februari", "utter_datum_onmogelijk"),
        ("1 januari 2030", "utter_datum_toekomst"),
        ("3 maart 2012", "utter_datum_te_oud"),
        ("begin oktober", "utter_datum_ongeveer"),
    ],
)
def test_a_day_that_cannot_be_is_asked_again_once(text, says):
    talk = begun(TERMIJN)
    assert talk.says(text) == "ontvangen_op"
    assert talk.doubt == says
    assert talk.said == []
    talk.says("3 november")
    assert talk.slots["ontvangen_op"] == "2026-11-03"
    assert talk.doubt is None


def test_a_day_given_one_question_too_early_is_kept():
    talk = begun(UITSLAG)
    assert talk.says("12 oktober") == "uitslag"
    talk.says("afgewezen")
    assert talk.slots["besluit_datum"] == "2026-10-12"
    assert talk.asks is None


@pytest.mark.parametrize("answer", ["2", "de tweede", "Berg en Dal"])
def test_a_place_that_exists_more_than_once_is_chosen_by_number_or_name(answer):
    talk = begun(ZORGKANTOOR)
    talk.says("Beek")
    assert talk.doubt == "utter_uitkomst_zorgkantoor_twee"
    assert talk.says(answer) is None
    assert "Berg en Dal" in talk.slots["plek"]


def test_of_two_postcodes_one_is_chosen():
    talk = begun(ZORGKANTOOR)
    talk.says("6511 en 6821")
    assert len(talk.slots["keuzes"]["opties"]) == 2
    assert talk.says("1") is None
    assert "6511" in talk.slots["plek"]


def test_a_place_told_in_one_flow_is_not_asked_in_the_lookup():
    talk = begun(TRIAGE, "ik woon in Nijmegen en mijn moeder van 84 heeft dementie")
    lookup = begun(ZORGKANTOOR, "/zoek_zorgkantoor", plek=talk.slots["plek"])
    assert lookup.asks is None


def test_a_typed_question_about_the_place_just_found_does_not_ask_for_it_again():
    found = {"plek": "Ede", "regio_code": "ZK04", "gemeente": "Ede"}
    assert begun(ZORGKANTOOR, "welk zorgkantoor hoort daarbij", **found).asks is None
    assert begun(ZORGKANTOOR, "/zoek_zorgkantoor", **found).asks == "plek"


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("overdracht_naam", "sla over", "geen"),
        ("overdracht_naam", "liever niet", "geen"),
        ("overdracht_naam", "Marie", "Marie"),
        ("overdracht_onderwerp", "weet ik niet", "iets anders"),
        ("terugbellen", "sla over", {"telefoon": "geen", "tijdvak": ""}),
    ],
)
def test_a_free_question_can_be_skipped(asked, text, value):
    talk = Talk(OVERDRACHT, requested_slot=asked)
    talk.says(text)
    assert talk.slots[asked] == value


def test_an_emoji_is_no_name():
    talk = Talk(OVERDRACHT, requested_slot="overdracht_naam")
    assert talk.says("😀") == "overdracht_naam"
