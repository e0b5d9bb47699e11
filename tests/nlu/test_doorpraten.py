"""People talk on with the real agent: what was said is used, corrected, and asked on about."""

import pytest

pytestmark = pytest.mark.model

#: an answer that says that it does not understand, or that it is out of scope; for anything odd
HONEST = {
    "utter_bedoelt_u",
    "utter_misschien_helpt",
    "utter_geen_bedoeling",
    "utter_buiten_scope",
    "utter_taal_anders",
}
LETTER = (
    "Geachte heer De Vries,\n\nOp 3 november ontvingen wij uw aanvraag voor zorg uit de Wet "
    "langdurige zorg. Wij hebben nog informatie van uw huisarts nodig. Zolang wij die niet hebben, "
    "staat de termijn stil. U ontvangt uiterlijk 15 december bericht.\n\nMet vriendelijke groet,\nCIZ"
)


def test_a_story_starts_the_triage_with_the_one_thing_to_confirm(assistant):
    first, second = assistant.talk(
        "mijn moeder van 84 heeft dementie en loopt 's nachts weg, waar moet ik zijn?", "klopt"
    )
    assert first.slots["requested_slot"] == "toezicht24"
    assert first.names == ["utter_flow_start_triage", "utter_begrepen", "utter_ask_toezicht24"]
    assert "uw moeder is 84 jaar" in first.text
    assert second.slots["toezicht24"] == "ja"


def test_what_is_told_beside_a_question_for_information_is_used_later(assistant):
    _, _, last = assistant.talk(
        "mijn moeder van 84 heeft dementie, wat kost een verpleeghuis?",
        "ik woon in Nijmegen, wat doet een zorgkantoor",
        "/vraag_wlz_of_wmo",
    )
    assert last.slots["leeftijd"] == 84
    assert last.slots["plek"] == "Nijmegen"
    assert last.slots["requested_slot"] not in ("voor_wie", "leeftijd", "grondslag", "blijvend")


def test_a_place_told_in_a_flow_answers_the_lookup_at_once(assistant):
    *_, last = assistant.talk(
        "ik woon in Nijmegen, hoe lang mag het ciz erover doen? aangevraagd op 3 november",
        *("nee", "nee", "welk zorgkantoor is dat"),
    )
    assert last.names == ["utter_uitkomst_zorgkantoor_gevonden"]
    assert last.slots["gemeente"] == "Nijmegen"


@pytest.mark.parametrize(
    "asked", ["en in Venlo?", "en als ik in Venlo woon?", "en voor Venlo dan?"]
)
def test_a_short_question_with_another_answer_gives_the_outcome_anew(assistant, asked):
    told, tried = assistant.talk("welk zorgkantoor hoort bij Nijmegen", asked)
    assert told.slots["gemeente"] == "Nijmegen"
    assert tried.slots["gemeente"] == "Venlo"
    assert tried.names[-1] == "utter_uitkomst_zorgkantoor_gevonden"


@pytest.mark.parametrize("asked", ["is er een hospice in Venlo?", "zijn er wachtlijsten in Venlo?"])
def test_a_question_about_something_else_at_a_place_is_no_other_answer(assistant, asked):
    _, other = assistant.talk("welk zorgkantoor hoort bij Nijmegen", asked)
    assert "utter_uitkomst_zorgkantoor_gevonden" not in other.names


@pytest.mark.parametrize(
    "story", ["hij heeft alzheimer en hij wil niet", "mijn vader is 83 en hij werkt niet mee"]
)
def test_what_is_told_in_a_flow_is_taken_and_the_flow_goes_on(assistant, story):
    _, after = assistant.talk("moet er een bopz komen voor mijn vader", story)
    assert "utter_gehoord" not in after.names
    assert after.slots["requested_slot"] is not None
    assert f"utter_ask_{after.slots['requested_slot']}" in after.names


def test_how_long_one_has_is_only_after_bezwaar_about_a_term(assistant):
    *_, last = assistant.talk("ik wil in een verpleeghuis wonen", "en hoe lang heb ik nog")
    assert "utter_wachtlijst" not in last.names


@pytest.mark.parametrize("asked", ["en hoe lang heb ik daarvoor?", "en hoe lang heb ik nog"])
def test_how_long_one_has_after_bezwaar_is_about_bezwaar_alone(assistant, asked):
    *_, last = assistant.talk("ik wil bezwaar maken tegen het ciz", asked)
    assert last.names == ["utter_bezwaar_maken"]
    assert "113" not in last.text


def test_a_sign_that_the_patterns_know_gets_its_number_after_any_answer(assistant):
    *_, last = assistant.talk(
        "ik wil bezwaar maken tegen het ciz", "het hoeft voor mij niet meer zo"
    )
    assert "113" in last.text


def test_a_pgb_for_a_child_is_still_about_a_pgb(assistant):
    *_, last = assistant.talk("wat is een pgb", "en voor mijn zoon van 7?")
    assert last.names == ["utter_pgb_aanvragen"]


def test_a_correction_after_an_outcome_gives_it_anew(assistant):
    told, corrected = assistant.talk(
        "welk zorgkantoor hoort bij Nijmegen", "sorry niet Nijmegen maar Arnhem"
    )
    assert told.slots["gemeente"] == "Nijmegen"
    assert corrected.slots["gemeente"] == "Arnhem"
    assert corrected.names == ["utter_gewijzigd", "utter_uitkomst_zorgkantoor_gevonden"]


def test_a_correction_after_the_triage_asks_what_is_needed_now(assistant):
    *_, outcome, corrected = assistant.talk(
        *("mijn moeder van 84 heeft dementie, wlz of wmo?", "we hebben al wel een indicatie"),
        "sorry, nee, er is geen indicatie",
    )
    assert outcome.slots["triage_route"] == "heeft_wlz"
    assert corrected.slots["heeft_wlz"] == "nee"
    assert corrected.form == "triage_form"
    assert corrected.slots["requested_slot"] == "nabij24"


@pytest.mark.parametrize(
    ("before", "short", "answer"),
    [
        ("hoe vraag ik hulp bij de wmo aan", "en hoe lang duurt dat?", "utter_wmo_aanvragen"),
        ("hoe vraag ik een indicatie aan", "en hoe lang duurt dat?", "utter_flow_start_termijn"),
        ("wat is een pgb", "en wat kost dat", "utter_eigen_bijdrage"),
        ("wat is een pgb", "hoe vraag ik dat aan", "utter_pgb_aanvragen"),
        ("wat is de wlz", "en bij dementie?", "utter_wie_krijgt_wlz"),
        ("wat is de wlz", "en voor mijn zoon?", "utter_flow_start_triage"),
    ],
)
def test_a_short_question_keeps_its_subject(assistant, before, short, answer):
    _, said = assistant.talk(before, short)
    assert said.names[0] == answer


def test_in_a_flow_a_short_question_is_an_aside_and_the_question_comes_back_shorter(assistant):
    start, first, second = assistant.talk("/vraag_wlz_of_wmo", "wat is een pgb", "wat kost dat")
    assert first.names == ["utter_pgb_uitleg", "utter_ask_voor_wie"]
    assert second.names == ["utter_eigen_bijdrage", "utter_ask_voor_wie"]
    assert start.slots["requested_slot"] == second.slots["requested_slot"]
    assert "Wie heeft de zorg nodig?" in second.text
    assert "Wie heeft de zorg nodig?" not in first.text


def test_two_questions_are_both_answered(assistant):
    (said,) = assistant.talk("wat doet een zorgkantoor en wie krijgt er wlz?")
    assert "utter_wat_doet_zorgkantoor" in said.names
    assert "utter_wie_krijgt_wlz" in said.names


def test_a_second_question_that_starts_a_flow_is_offered_and_yes_starts_it(assistant):
    offer, started = assistant.talk(
        "Hoe vraag ik een Wlz-indicatie aan, en hoe lang duurt dat?", "ja"
    )
    assert offer.names == ["utter_indicatie_aanvragen", "utter_vroeg_ook_knop"]
    assert offer.buttons[-1] == "/vraag_ciz_duur"
    assert started.form == "termijn_form"


def test_a_second_question_beside_a_flow_waits_until_its_end(assistant):
    first, *_, last = assistant.talk(
        "Hoe lang mag het CIZ erover doen en welke papieren moet ik inleveren?", "weet ik niet"
    )
    assert first.form == "termijn_form"
    assert last.names[0] == "utter_uitkomst_termijn_onbekend"
    assert "utter_papieren_aanvraag" in last.names or last.buttons[-1] == "/papieren_aanvraag"


def test_a_fact_without_a_question_is_taken_in_and_not_doubted(assistant):
    (said,) = assistant.talk("mijn moeder is 84")
    assert said.names == ["utter_gehoord"]
    assert "uw moeder is 84 jaar" in said.text


def test_a_question_beside_what_was_told_is_not_passed_over(assistant):
    (said,) = assistant.talk("mijn moeder is 84, hoe gaat dat nou verder")
    assert said.names == ["utter_gehoord_bedoelt_u"]
    assert "uw moeder is 84 jaar" in said.text
    assert "/vraag_wlz_of_wmo" in said.buttons


def test_danger_goes_before_all_of_this(assistant):
    first, second = assistant.talk("wat is een pgb", "mijn moeder van 84 ademt niet meer")
    assert second.names == ["utter_nood_medisch"]
    assert first.names == ["utter_pgb_uitleg"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "😀",
            "👍",
            "???",
            "12345",
            "6511",
            "asdfgh qwerty",
            "...",
            "\u202e\u200b",
            "' OR 1=1 --",
        ),
        *("hello ik zoek hulp for my mother please", "merci voor de info", "112233 445566"),
        "woord " * 5000,
        "ik wil graag weten of " * 1200,
    ],
)
def test_bad_input_gets_an_honest_dutch_answer(assistant, text):
    (said,) = assistant.talk(text)
    assert said.names
    assert said.text.strip()
    assert said.form is None or said.slots["requested_slot"]
    assert "utter_fout_algemeen" not in said.names


@pytest.mark.parametrize("text", ["😀", "???", "12345", "asdfgh qwerty", "..."])
def test_what_means_nothing_is_never_answered_with_confidence(assistant, text):
    (said,) = assistant.talk(text)
    assert set(said.names) <= HONEST


def test_a_pasted_letter_is_read_and_its_person_is_nobody(assistant):
    (said,) = assistant.talk(LETTER)
    assert said.names
    assert said.slots["voor_wie"] is None
    assert said.slots["leeftijd"] is None


@pytest.mark.parametrize(
    "text", ["😀", "woord " * 3000, "12345", "hello my friend", "rot op", "weet ik veel", LETTER]
)
def test_bad_input_in_a_flow_loses_nothing(assistant, text):
    *_, last, after = assistant.talk("mijn moeder van 84 heeft dementie, wlz of wmo?", text, "stop")
    assert last.names
    assert last.slots["leeftijd"] == 84
    assert last.slots["requested_slot"]
    assert after.form is None
