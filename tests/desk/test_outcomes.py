"""What an adviser reads of each flow that was finished: the outcome, and the answers it rests on."""

import datetime as dt

import pytest

from actions.flows import FLOWS
from bot.desk.briefing import briefing_of
from bot.desk.chatwoot import as_note
from bot.desk.outcomes import Outcome
from bot.storage.story import Story
from tests.desk.rooms import desk_room, visitor_waits

TODAY = dt.date(2026, 11, 23)
#: form -> what a finished talk left in the slots, a part of the outcome, and what it rests on
ENDED = {
    "triage_form": (
        {
            **{"voor_wie": "naaste", "relatie": "moeder", "leeftijd": 84, "blijvend": "ja"},
            **{"toezicht24": "ja", "grondslag": ["dementie"], "kan_alarmeren": "nee"},
            **{"triage_route": "wlz_waarschijnlijk", "triage_zekerheid": "waarschijnlijk"},
        },
        "Wet en loket: ",
        "Er is dementie",
    ),
    "wzd_form": (
        {
            **{"wzd_opname": "ja", "wzd_aandoening": "dementie", "wzd_houding": "verzet"},
            **{"wzd_acuut": "nee", "leeftijd": 84, "wzd_route": "rm"},
        },
        "Wzd of Wvggz: ",
        "De oorzaak is dementie",
    ),
    "termijn_form": (
        {
            **{"ontvangen_op": "2026-10-01", "ciz_vroeg_info": "nee", "crisis": "nee"},
            **{"uiterste_datum": "2026-11-12", "ingebreke_vanaf": "2026-11-13"},
        },
        "CIZ beslist uiterlijk rond 12 november 2026; ingebrekestelling kan vanaf rond 13",
        "Het CIZ ontving de aanvraag op 1 oktober 2026",
    ),
    "gemeente": (
        {
            **{"termijn_soort": "gemeente", "gemeld_op": "2026-10-01", "aanvraag_op": "niet"},
            "termijn_uitkomst": "gemeente",
        },
        "Gemeente: onderzoek tot en met 12 november 2026",
        "U meldde zich op 1 oktober 2026 bij de gemeente",
    ),
    "bezwaar": (
        {
            **{"termijn_soort": "bezwaar", "besluit_van": "ciz", "besluit_datum": "2026-11-02"},
            **{"termijn_uitkomst": "bezwaar", "bezwaar_tot": "2026-12-14"},
        },
        "Bezwaar kan tot en met 14 december 2026",
        "Het besluit is van 2 november 2026",
    ),
    "leveringsvorm_form": (
        {
            **{"waar_wonen": "thuis", "wie_regelt": "zelf", "maaltijden_zelf": "ja"},
            "leveringsvormen": ["pgb"],
        },
        "Vorm van zorg: ",
        "U wilt de zorg thuis",
    ),
    "uitslag_form": (
        {"uitslag": "afgewezen", "besluit_datum": "weet_niet", "bezwaar_tot": "weet_niet"},
        "Na de brief van het CIZ: ",
        None,
    ),
}
#: these end in a place and its desks, and in the conversation itself
ELSEWHERE_ON_THE_CARD = {"zorgkantoor_form", "overdracht_form"}


def card(slots):
    return briefing_of(Story((), slots), TODAY)


def test_every_flow_has_a_case():
    assert set(FLOWS) - ELSEWHERE_ON_THE_CARD <= set(ENDED)


@pytest.mark.parametrize("flow", ENDED)
def test_the_outcome_of_a_flow_stands_on_the_card_with_what_it_rests_on(flow):
    slots, text, reason = ENDED[flow]
    made = card(slots)
    (outcome,) = made.outcomes
    assert outcome.text.startswith(text)
    assert outcome.because
    assert reason is None or reason in outcome.because
    assert "{" not in str(outcome)
    if flow != "leveringsvorm_form":  # there the words of the short list itself
        assert set(outcome.because) <= set(made.situation)


def test_several_flows_keep_their_own_reasons_apart():
    slots = {
        key: value for name in ("triage_form", "bezwaar") for key, value in ENDED[name][0].items()
    }
    triage, objection = card(slots).outcomes
    assert not set(triage.because) & set(objection.because)


def test_an_outcome_that_the_answers_no_longer_lead_to_has_no_reasons():
    slots = {**ENDED["triage_form"][0], "triage_route": "heeft_wlz"}
    (outcome,) = card(slots).outcomes
    assert outcome.because == ()


@pytest.mark.parametrize("flow", ENDED)
def test_answers_of_an_older_release_do_not_spoil_the_card(flow):
    slots = {name: "zoals vroeger" for name in ENDED[flow][0]}
    assert card({**slots, "leveringsvormen": ["vroeger"]}).for_whom == slots.get("relatie", "")


def test_a_place_is_on_the_card_with_its_desks():
    made = card({"plek": "6511 AB"})
    assert (made.outcomes, made.gemeente) == ((), "Nijmegen")
    assert "VGZ" in made.zorgkantoor


def test_an_outside_desk_reads_the_reasons_too(url):
    room = desk_room(url)
    _, row = visitor_waits(room, consent=True)
    note = as_note(row, card(ENDED["bezwaar"][0]))
    assert "Uitkomst: Bezwaar kan tot en met 14 december 2026 (op grond van: " in note
    assert str(Outcome("Iets")) == "Iets"
