"""What an outcome is made up of, a decision of the CIZ, and the short list of forms of care."""

import pytest

from actions.outcomes import ActionTriageUitkomst, ActionUitslagUitkomst
from actions.shortlisting import ActionLeveringsvormUitkomst
from tests.actions.single_turns import run, titles


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


def test_an_outcome_says_how_sure_it_is_what_would_change_it_and_the_desk():
    slots = {
        "leeftijd": 84,
        "grondslag": ["dementie"],
        "blijvend": "ja",
        "toezicht24": "ja",
        "plek": "Malden",
    }
    _, (message,) = run(ActionTriageUitkomst(), slots=slots)
    assert list(message["delen"]) == ["zeker", "verandert", "bij_zorgkantoor"]
    assert (message["regio"], message["gemeente"]) == ("Nijmegen", "Heumen")


def test_without_a_place_the_gemeente_can_be_looked_up():
    slots = {"leeftijd": 68, "nabij24": "nee", "hulp_nodig": ["huishouden"]}
    _, (message,) = run(ActionTriageUitkomst(), slots=slots)
    assert titles(message) == ["Loket in mijn gemeente", "Meeneemblad maken"]


# a decision of the CIZ


def test_who_got_what_was_asked_for_is_not_asked_for_a_date():
    _, messages = run(ActionUitslagUitkomst(), slots={"uitslag": "toegekend"})
    assert [m["response"] for m in messages] == ["utter_uitkomst_uitslag_toegekend"]


@pytest.mark.parametrize(
    ("day", "response"),
    [
        ("2026-11-03", "utter_uitkomst_bezwaar_tot"),
        ("2026-09-03", "utter_uitkomst_bezwaar_voorbij"),
        ("weet_niet", "utter_uitkomst_bezwaar_onbekend"),
    ],
)
def test_after_a_refusal_the_last_day_for_an_objection_is_said(day, response):
    slots = {"uitslag": "afgewezen", "besluit_datum": day}
    _, messages = run(ActionUitslagUitkomst(), slots=slots)
    assert messages[1]["response"] == response


# the form of care


def test_the_short_list_is_one_message_with_reasons_and_a_table():
    slots = {
        "waar_wonen": "thuis",
        "wie_regelt": "aanbieder",
        "maaltijden_zelf": "nee",
        "zorgprofiel": "VV5",
    }
    events, (message,) = run(ActionLeveringsvormUitkomst(), slots=slots)
    lines = message["delen"]["vormen"].split("\n")
    assert lines[0].startswith("1. **Volledig pakket thuis (vpt)**")
    assert lines[0].endswith(
        "U zei: u wilt de zorg thuis, een aanbieder mag de zorg regelen en u kunt niet zelf voor "
        "eten zorgen."
    )
    assert lines[1].endswith("Maaltijden horen er niet bij.")
    assert message["tabel"][0] == ["", "vpt", "mpt"]
    assert titles(message) == [
        "Meer over vpt",
        "Meer over mpt",
        "Zorgkantoor zoeken",
        "Meeneemblad maken",
        "Medewerker spreken",
    ]
    assert events[0]["value"] == ["vpt", "mpt"]


def test_what_the_law_shuts_is_said_and_one_form_has_no_table():
    slots = {"waar_wonen": "deels", "wie_regelt": "zelf", "zorgprofiel": "VV9b"}
    _, (message,) = run(ActionLeveringsvormUitkomst(), slots=slots)
    assert "Een pgb kan niet bij dit zorgprofiel." in message["delen"]["vormen"]
    _, (message,) = run(
        ActionLeveringsvormUitkomst(), slots={"waar_wonen": "instelling", "wie_regelt": "aanbieder"}
    )
    assert message["tabel"] is None
