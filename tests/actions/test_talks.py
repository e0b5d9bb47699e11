"""Talks through the flows as people have them: free words, corrections, mistakes."""

import pytest

from actions.flows import FLOWS, LEVERINGSVORM, TERMIJN, TRIAGE, ZORGKANTOOR
from tests.actions.talks import Talk, begun

WALKS_OFF = "mijn moeder van 84 heeft dementie en loopt 's nachts weg"


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


def test_what_the_story_tells_is_not_asked_and_what_it_makes_likely_is_confirmed():
    talk = begun(TRIAGE, WALKS_OFF)
    assert talk.said == ["utter_flow_start_triage", "utter_begrepen"]
    assert talk.asks == "toezicht24"  # after who, age, ground and how long it lasts
    assert talk.slots["toezicht24"] is None if "toezicht24" in talk.slots else True
    talk.says("ja")
    assert talk.slots["toezicht24"] == "ja"


def test_a_guess_that_is_denied_is_never_taken_for_said():
    talk = begun(TRIAGE, WALKS_OFF)
    assert talk.says("nee") == "nabij24"
    assert talk.slots["toezicht24"] == "nee"


def test_a_guess_that_cannot_matter_is_not_asked():
    talk = begun(TRIAGE, "mijn dochter van 8 heeft autisme en loopt vaak weg")
    assert talk.asks != "toezicht24"


@pytest.mark.parametrize("form", FLOWS)
def test_no_flow_asks_for_what_was_told_before_it_began(form):
    flow = FLOWS[form]
    stories = {
        "triage_form": WALKS_OFF,
        "wzd_form": "mijn vader van 80 heeft alzheimer en moet opgenomen worden",
        "termijn_form": "ik heb op 3 november bij het ciz een indicatie aangevraagd",
        "zorgkantoor_form": "wij wonen in Nijmegen",
        "leveringsvorm_form": "mijn moeder heeft VV5 en wil thuis blijven wonen",
        "uitslag_form": "het ciz heeft de aanvraag op 12 oktober afgewezen",
        "overdracht_form": "hallo",
    }
    before = begun(TRIAGE if flow is ZORGKANTOOR else ZORGKANTOOR, stories[form])
    told = {n: v for n, v in before.slots.items() if n in flow.slots and v is not None}
    assert told or form == "overdracht_form"
    talk = begun(flow, "/" + flow.intent, **told)
    for _ in range(12):
        assert talk.asks not in told
        if talk.asks is None:
            return
        talk.says("weet ik niet")
    pytest.fail("the flow has no end")


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("nee, hij is 17", "leeftijd", 17),
        ("hij is 86", "leeftijd", 86),
        ("nee, mijn vader", "relatie", "vader"),
        ("ik bedoelde mijn vader", "relatie", "vader"),
        ("sorry, het is toch niet blijvend", "blijvend", "nee"),
        ("ze heeft ook kanker", "grondslag", ["dementie", "somatisch"]),
    ],
)
def test_a_correction_changes_its_slot_and_leaves_the_question_open(text, slot, value):
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    asked = talk.asks
    talk.says(text)
    assert talk.slots[slot] == value
    assert "utter_gewijzigd" in talk.said
    assert talk.slots.get(asked) is None


def test_a_correction_drops_the_questions_that_are_no_longer_needed():
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    assert talk.asks == "nabij24"
    assert talk.says("we hebben al wel een indicatie") is None


def test_a_plain_no_is_an_answer_and_no_correction():
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    talk.says("nee")
    assert talk.slots["nabij24"] == "nee"
    assert "utter_gewijzigd" not in talk.said


def test_somebody_who_helps_is_not_whom_the_talk_is_about():
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    talk.says("ja, mijn vader van 86 let dag en nacht op haar")
    assert (talk.slots["relatie"], talk.slots["leeftijd"]) == ("moeder", 84)
    assert talk.slots["nabij24"] == "ja"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("2", "kind"), ("de tweede", "kind"), ("optie 2", "kind"), ("voor mijn zoontje", "kind")),
        *(("voor mij", "zelf"), ("mijn ma", "naaste"), ("een cliënt van mij", "client")),
    ],
)
def test_the_first_question_takes_buttons_numbers_and_free_words(text, value):
    talk = begun(TRIAGE)
    assert talk.asks == "voor_wie"
    assert talk.says(text) == "leeftijd"
    assert talk.slots["voor_wie"] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("84", 84), ("1942", 84), ("ze is net 84 geworden", 84), ("in de vijftig", 55)),
        *(("vierentachtig", 84), ("weet ik veel", "weet_niet"), ("sla over", "weet_niet")),
    ],
)
def test_an_age_is_read_as_people_say_it(text, value):
    talk = begun(TRIAGE, "/vraag_wlz_of_wmo", voor_wie="naaste")
    talk.says(text)
    assert talk.slots["leeftijd"] == value


@pytest.mark.parametrize("text", ["213 jaar", "2030", "-5", "999"])
def test_an_age_that_nobody_has_is_asked_again(text):
    talk = begun(TRIAGE, "/vraag_wlz_of_wmo", voor_wie="naaste")
    assert talk.says(text) == "leeftijd"
    assert talk.doubt == "utter_leeftijd_onmogelijk" or talk.said == [
        "utter_antwoord_niet_begrepen"
    ]
    assert talk.slots.get("leeftijd") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("ja hoor", "ja"), ("soms", "weet_niet"), ("het wisselt", "weet_niet"), ("1", "ja")),
        *(("dag en nacht", "ja"), ("weet ik veel", "weet_niet"), ("👍", "ja"), ("nee joh", "nee")),
        *(("sla over", "weet_niet"), ("alleen overdag", "nee"), ("optie 3", "weet_niet")),
    ],
)
def test_yes_no_and_not_knowing_in_free_words(text, value):
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    talk.says(text)
    assert talk.slots["nabij24"] == value


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [("rot op", "uitschelden", 0.99), ("wat is een pgb?", "pgb_uitleg", 0.97)],
)
def test_a_swear_word_or_a_question_is_left_to_rasa_and_loses_nothing(text, intent, confidence):
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    before = dict(talk.slots)
    talk.says(text, intent, confidence)
    assert talk.aside
    assert talk.asks == "nabij24"
    assert talk.slots["leeftijd"] == before["leeftijd"]


@pytest.mark.parametrize("text", ["😀", "blauw", "???", "12345", "asdfgh"])
def test_what_is_no_answer_is_asked_again_and_loses_nothing(text):
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    assert talk.says(text) == "nabij24"
    assert talk.said == ["utter_antwoord_niet_begrepen"]


def test_an_answer_with_a_question_behind_it_is_taken_and_the_question_answered():
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    talk.says("nee, maar wat is een pgb?", "pgb_uitleg", 0.95)
    assert talk.slots["nabij24"] == "nee"
    assert "utter_pgb_uitleg" in talk.said


def test_an_answer_with_a_question_for_another_flow_offers_that_at_the_end():
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    talk.says("nee, maar hoe lang mag het CIZ erover doen?", "vraag_ciz_duur", 0.95)
    assert talk.slots["ook"]["intent"] == "vraag_ciz_duur"


def test_the_same_request_again_repeats_the_question():
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    assert talk.says("wlz of wmo?", "vraag_wlz_of_wmo") == "nabij24"
    assert not talk.aside


def test_terug_goes_back_one_question():
    talk = begun(TRIAGE, "/vraag_wlz_of_wmo", voor_wie="naaste")
    talk.says("84")
    assert talk.says("terug") == "leeftijd"
    assert talk.slots["leeftijd"] is None


def test_a_flow_left_for_another_does_not_take_its_question_along():
    talk = Talk(TERMIJN, requested_slot="nabij24")
    assert talk.says("hoe lang mag het ciz erover doen", TERMIJN.intent) == "ontvangen_op"


def test_wishes_and_a_profile_told_before_leave_only_what_is_open():
    talk = begun(LEVERINGSVORM, "mijn moeder heeft VV5 en wil thuis blijven wonen")
    assert talk.asks == "wie_regelt"
    assert talk.slots["zorgprofiel"] == "VV5"


@pytest.mark.parametrize(
    ("who", "called"),
    [
        ({"voor_wie": "zelf"}, "u"),
        ({"voor_wie": "naaste", "relatie": "moeder"}, "uw moeder"),
        ({"voor_wie": "naaste"}, "uw naaste"),
        ({"voor_wie": "kind"}, "uw kind"),
        ({"voor_wie": "client"}, "uw cliënt"),
    ],
)
def test_who_it_is_for_decides_how_the_person_is_called(who, called):
    from bot.care.texts import called as spoken

    assert spoken(who) == called


def test_the_question_comes_back_once_after_an_aside_and_the_second_time_is_counted():
    talk = begun(TRIAGE, "mijn moeder van 84 heeft dementie")
    for times in (1, 2):
        after = talk.comes_back("utter_pgb_uitleg")
        assert after["requested_slot"] == "nabij24"
        assert after["teruggekomen"] == times
    talk.says("nee")
    assert talk.slots["teruggekomen"] is None


def test_when_hearing_fails_the_talk_goes_on_without_a_word_about_it(monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("geheim verhaal")

    monkeypatch.setattr("actions.hearing.hear", broken)
    talk = begun(TRIAGE, "hallo")
    assert talk.asks == "voor_wie"
    assert talk.said == ["utter_flow_start_triage"]
    assert "RuntimeError" in caplog.text
    assert "geheim" not in caplog.text
