import re

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.aanbod import take_along
from actions.answering import NEVER_AN_ANSWER
from actions.documenten import ActionAgenda, ActionBrief, ActionMeeneemblad
from actions.outcomes import (
    ActionTermijnUitkomst,
    ActionTriageUitkomst,
    ActionUitslagUitkomst,
    ActionWzdUitkomst,
)
from actions.places import ActionZorgkantoorUitkomst
from actions.shortlisting import ActionLeveringsvormUitkomst
from bot.care.texts import placeholders
from bot.documenten.maken import make
from bot.documenten.verwijzing import Links
from bot.knowledge.answers import answers
from bot.knowledge.facts import facts
from tests.documenten.wishes import ANSWERS, NOW, TODAY

#: as random as one for a public address must be
SECRET = "Zb7-qPf_93kLmXw2RtYv8sHdNc4eGj6uAa1oTi5r"
LINK = re.compile(r"https://wegwijzer\.voorbeeld\.nl/bestand/([\w.-]+)/([a-z-]+\.[a-z]+)")
TERM = {
    "ontvangen_op": "2026-11-03",
    "crisis": "nee",
    "ciz_vroeg_info": "nee",
    "uiterste_datum": "2026-12-15",
}
LATE = {**TERM, "ontvangen_op": "2026-09-01", "uiterste_datum": "2026-10-13"}
UNSURE = {**TERM, "ciz_vroeg_info": "ja", "info_gevraagd_op": "weet_niet"}
REFUSED = {"uitslag": "afgewezen", "besluit_datum": "2026-11-10", "bezwaar_tot": "2026-12-22"}


@pytest.fixture(autouse=True)
def _settings(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")
    monkeypatch.setenv("GEHEIM", SECRET)
    monkeypatch.setenv("OPENBARE_URL", "https://wegwijzer.voorbeeld.nl")


def run(action, text="", entities=None, **slots):
    message = {
        "text": text,
        "intent": {"name": "x", "confidence": 1.0},
        "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
    }
    tracker = Tracker("test", slots, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    action.run(dispatcher, tracker, {})
    return dispatcher.messages


def links_in(message):
    """Return what each link in a message carries, by the name of the file."""
    found = {}
    for value in message.values():
        if isinstance(value, str) and (match := LINK.fullmatch(value)):
            found[match[2]] = Links(SECRET).read(match[1])
    return found


def one(messages):
    (message,) = messages
    return message


@pytest.mark.parametrize(
    ("slots", "days"),
    [
        (TERM, {"ontvangen_op", "uiterste_datum", "ingebreke_vanaf", "dwangsom_vanaf"}),
        (REFUSED, {"besluit_datum", "bezwaar_tot"}),
    ],
)
def test_the_days_that_were_worked_out_are_in_the_link_of_the_calendar(slots, days):
    message = one(run(ActionAgenda(), **slots))
    assert message["response"] == "utter_agenda_klaar"
    assert message["link_geldig"] == "24 uur"
    (wish,) = links_in(message).values()
    assert set(wish.dagen) == days
    assert not wish.onzeker


def test_a_calendar_of_a_term_that_may_have_stood_still_says_so():
    (wish,) = links_in(one(run(ActionAgenda(), **UNSURE))).values()
    assert wish.onzeker


@pytest.mark.parametrize(
    ("action", "response"),
    [
        (ActionAgenda(), "utter_agenda_eerst"),
        (ActionBrief(), "utter_brief_keuze"),
        (ActionMeeneemblad(), "utter_meeneemblad_eerst"),
    ],
)
def test_without_an_outcome_the_assistant_says_what_to_do_first(action, response):
    assert one(run(action))["response"] == response
    assert one(run(action, ontvangen_op="weet_niet", bezwaar_tot=None))["response"] == response


def test_a_calendar_of_days_that_have_passed_is_not_offered():
    slots = {**LATE, "ontvangen_op": "2025-01-06", "uiterste_datum": "2025-02-17"}
    assert one(run(ActionAgenda(), **slots))["response"] == "utter_agenda_voorbij"


@pytest.mark.parametrize(
    ("slots", "response", "names_the_end"),
    [
        (TERM, "utter_brief_ingebrekestelling", True),
        (LATE, "utter_brief_ingebrekestelling_nu", True),
        (UNSURE, "utter_brief_ingebrekestelling_onzeker", False),
    ],
)
def test_a_notice_of_default_says_whether_it_may_be_sent(slots, response, names_the_end):
    message = one(run(ActionBrief(), entities={"brief": "ingebrekestelling"}, **slots))
    assert message["response"] == response
    links = links_in(message)
    assert set(links) == {"ingebrekestelling-ciz.docx", "ingebrekestelling-ciz.pdf"}
    for wish in links.values():
        assert ("uiterste_datum" in wish.dagen) == names_the_end


def test_without_a_term_the_term_comes_first():
    message = one(run(ActionBrief(), entities={"brief": "ingebrekestelling"}))
    assert message["response"] == "utter_brief_eerst_termijn"


@pytest.mark.parametrize(
    ("slots", "response"),
    [
        (REFUSED, "utter_brief_bezwaar_tot"),
        (
            {**REFUSED, "besluit_datum": "2026-06-01", "bezwaar_tot": "2026-07-13"},
            "utter_brief_bezwaar_voorbij",
        ),
        ({"uitslag": "afgewezen", "bezwaar_tot": "weet_niet"}, "utter_brief_bezwaar_onbekend"),
    ],
)
def test_an_objection_comes_whole_and_short_each_in_two_formats(slots, response):
    message = one(run(ActionBrief(), text="maak de brief", **slots))
    assert message["response"] == response
    expected = {
        f"{name}-ciz.{e}" for name in ("bezwaar", "voorlopig-bezwaar") for e in ("docx", "pdf")
    }
    assert set(links_in(message)) == expected


def test_the_days_of_the_ciz_never_stand_in_a_letter_to_another():
    message = one(run(ActionBrief(), entities={"brief": "bezwaar_cak"}, **REFUSED))
    assert message["response"] == "utter_brief_bezwaar_onbekend"
    assert message["organisatie"] == "het CAK"
    assert all(not wish.dagen for wish in links_in(message).values())


@pytest.mark.parametrize(
    ("text", "slots", "response"),
    [
        ("maak de brief", TERM, "utter_brief_ingebrekestelling"),
        ("maak de bezwaarbrief", {**TERM, **REFUSED}, "utter_brief_bezwaar_tot"),
        ("maak een ingebrekestelling", {**TERM, **REFUSED}, "utter_brief_ingebrekestelling"),
        ("maak de brief", {**TERM, **REFUSED}, "utter_brief_keuze"),
        ("maak een bezwaarschrift", TERM, "utter_brief_keuze"),
        ("maak de brief", {"uitslag": "wzd", "bezwaar_tot": "weet_niet"}, "utter_brief_keuze"),
    ],
)
def test_which_letter_follows_from_the_words_or_from_the_talk(text, slots, response):
    assert one(run(ActionBrief(), text=text, **slots))["response"] == response


@pytest.mark.parametrize("value", ["onzin", "bezwaar_", 5, ["bezwaar_ciz"]])
def test_a_letter_that_does_not_exist_is_asked_back(value):
    assert (
        one(run(ActionBrief(), entities={"brief": value}, **TERM))["response"]
        == "utter_brief_keuze"
    )


def test_the_sheet_carries_the_outcome_and_its_reasons():
    slots = {**ANSWERS, "relatie": "moeder", "triage_route": "wlz_waarschijnlijk"}
    links = links_in(one(run(ActionMeeneemblad(), **slots, plek="Kerkstraat 1 Nijmegen")))
    assert set(links) == {"meeneemblad.pdf", "meeneemblad.html", "meeneemblad.txt"}
    (ended,) = links["meeneemblad.txt"].uitkomsten
    assert ended.uitkomst == "uitkomst_triage_wlz_waarschijnlijk"
    said = one(run(ActionTriageUitkomst(), **slots))
    assert ended.antwoorden == said["antwoorden"]
    assert links["meeneemblad.txt"].slots == {"voor_wie": "naaste", "relatie": "moeder"}
    assert "Kerkstraat" not in str(links)


def test_the_sheet_of_a_whole_talk_can_be_made():
    slots = {
        **{**ANSWERS, "triage_route": "x", "relatie": "moeder"},
        **{"wzd_route": "x", "wzd_opname": "ja", "wzd_aandoening": "dementie"},
        **{**TERM, **REFUSED, "regio_code": "ZK16"},
        **{"leveringsvormen": ["vpt", "mpt"], "waar_wonen": "thuis"},
    }
    wish = links_in(one(run(ActionMeeneemblad(), **slots)))["meeneemblad.txt"]
    assert len(wish.uitkomsten) == 7
    text = " ".join(make(wish, "txt", TODAY, NOW).content.decode().split())
    for part in ("dinsdag 22 december 2026", "dinsdag 15 december 2026", "controleer op de site"):
        assert part in text


OUTCOMES = [
    (ActionTriageUitkomst(), ANSWERS, ["/meeneemblad"]),
    (ActionWzdUitkomst(), {"wzd_opname": "ja", "wzd_houding": "wil"}, ["/meeneemblad"]),
    (ActionTermijnUitkomst(), TERM, ["/agenda", "/meeneemblad"]),
    (ActionTermijnUitkomst(), UNSURE, ["/agenda", "/meeneemblad"]),
    (ActionTermijnUitkomst(), LATE, ['/brief{"brief": "ingebrekestelling"}', "/meeneemblad"]),
    (ActionTermijnUitkomst(), {"ontvangen_op": "weet_niet"}, []),
    (
        ActionUitslagUitkomst(),
        {"uitslag": "afgewezen", "besluit_datum": "2026-11-10"},
        ["/agenda", '/brief{"brief": "bezwaar_ciz"}', "/meeneemblad"],
    ),
    (ActionUitslagUitkomst(), {"uitslag": "weet_niet"}, ["/meeneemblad"]),
    (ActionLeveringsvormUitkomst(), {"waar_wonen": "thuis"}, ["/meeneemblad"]),
    (ActionTermijnUitkomst(), {"termijn_soort": "gemeente", "gemeld_op": "2026-11-03"}, []),
    (
        ActionTermijnUitkomst(),
        {"termijn_soort": "bezwaar", "besluit_van": "gemeente", "besluit_datum": "2026-11-10"},
        ["/agenda", '/brief{"brief": "bezwaar_gemeente"}'],
    ),
    (ActionZorgkantoorUitkomst(), {"plek": "6511"}, ["/meeneemblad"]),
]


@pytest.mark.parametrize(("action", "slots", "payloads"), OUTCOMES)
def test_below_the_last_message_of_a_flow_stands_what_can_be_taken_along(action, slots, payloads):
    *earlier, last = run(action, **slots)
    assert taken_along(last) == payloads
    assert not any(taken_along(message) for message in earlier)


def taken_along(message):
    kinds = ("/agenda", "/brief", "/meeneemblad")
    return [b["payload"] for b in message["buttons"] if b["payload"].startswith(kinds)]


def test_the_letter_against_a_decision_of_the_gemeente_goes_there_with_its_day():
    slots = {"besluit_van": "gemeente", "besluit_datum": "2026-11-10", "bezwaar_tot": "2026-12-22"}
    wish = links_in(one(run(ActionBrief(), **slots)))["bezwaar-gemeente.pdf"]
    assert wish.aan == "gemeente"
    assert wish.dagen == {"besluit_datum": "2026-11-10", "bezwaar_tot": "2026-12-22"}


def test_in_acute_danger_nothing_is_offered_to_print():
    for route in ("ibs", "crisismaatregel"):
        assert take_along(f"utter_uitkomst_wzd_{route}") == []


def test_every_text_gets_the_words_that_it_names():
    talks = [
        (ActionAgenda(), {}, TERM),
        *((ActionBrief(), {"brief": "ingebrekestelling"}, s) for s in (TERM, LATE, UNSURE)),
        (ActionBrief(), {"brief": "bezwaar_ciz"}, REFUSED),
        (ActionBrief(), {"brief": "bezwaar_gemeente"}, {}),
        (ActionMeeneemblad(), {}, {"regio_code": "ZK16"}),
    ]
    for action, entities, slots in talks:
        message = one(run(action, entities=entities, **slots))
        for variant in answers()[message["response"]]:
            for text in (variant["text"], variant["metadata"]["makkelijker"]):
                assert set(placeholders(text)) <= set(message) | set(facts())


def test_asking_for_a_document_is_no_answer_to_a_question():
    assert {"agenda", "brief", "meeneemblad"} <= set(NEVER_AN_ANSWER)
