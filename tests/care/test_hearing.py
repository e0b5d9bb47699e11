from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.hearing import Known, hear
from bot.knowledge.lexicon import lexicon
from bot.knowledge.rules import leveringsvormen
from bot.knowledge.zorgkantoren import region_tables

TODAY = date(2026, 11, 22)
MOTHER = {"voor_wie": "naaste", "relatie": "moeder", "leeftijd": 84, "grondslag": ["dementie"]}
SON = {"voor_wie": "kind", "relatie": "zoon", "leeftijd": 11}


def heard(text, held, asked=False):
    known = Known(lexicon(), region_tables(), leveringsvormen())
    return hear(text, TODAY, known, held, ("plek",), asked)


@pytest.mark.parametrize(
    ("held", "text", "changes"),
    [
        (MOTHER, "nee, hij is 17", {"leeftijd": 17}),
        (MOTHER, "ik bedoelde mijn vader", {"relatie": "vader"}),
        ({**MOTHER, "blijvend": "nee"}, "het is toch blijvend", {"blijvend": "ja"}),
        ({**MOTHER, "blijvend": "ja"}, "het is toch niet blijvend", {"blijvend": "nee"}),
        ({"plek": "Nijmegen"}, "sorry niet Nijmegen maar Arnhem", {"plek": "Arnhem"}),
        ({"heeft_wlz": "nee"}, "we hebben al wel een indicatie", {"heeft_wlz": "ja"}),
        ({**MOTHER, "heeft_wlz": "ja"}, "nee, ze heeft geen wlz-indicatie", {"heeft_wlz": "nee"}),
        (
            {"besluit_datum": "2026-10-12"},
            "nee 13 oktober was het",
            {"besluit_datum": "2026-10-13"},
        ),
        (MOTHER, "sorry, geen dementie maar parkinson", {"grondslag": ["somatisch"]}),
        (SON, "ik bedoel 12 jaar", {"leeftijd": 12}),
        (MOTHER, "nee, ze heeft geen dementie", {"grondslag": None}),
        (MOTHER, "nee, het gaat om mijzelf", {}),
        (MOTHER, "ze heeft ook kanker", {"grondslag": ["dementie", "somatisch"]}),
        (MOTHER, "sorry, ze heeft ook kanker", {"grondslag": ["dementie", "somatisch"]}),
        (MOTHER, "sorry, ze heeft parkinson", {"grondslag": ["somatisch"]}),
        (MOTHER, "ik vergiste me, ze heeft parkinson", {"grondslag": ["somatisch"]}),
        (
            {"voor_wie": "zelf", "leeftijd": 70},
            "sorry, voor mijn man",
            {"voor_wie": "naaste", "relatie": "man"},
        ),
    ],
)
def test_a_correction_in_free_words_changes_its_slot(held, text, changes):
    assert dict(heard(text, held, asked=True).changes) == changes


def test_somebody_else_outside_a_flow_begins_anew_and_the_place_stays():
    found = heard("mijn vader van 90 is terminaal", {**MOTHER, "plek": "Ede"})
    assert found.other
    assert found.changes["grondslag"] is None
    assert (found.changes["relatie"], found.changes["leeftijd"]) == ("vader", 90)
    assert "plek" not in found.changes


def test_somebody_who_is_merely_mentioned_in_a_flow_is_not_whom_it_is_about():
    assert heard("ja, mijn vader van 85 let op haar", MOTHER, asked=True).changes == {}


def test_what_is_told_again_changes_nothing():
    assert heard("mijn moeder is 84", MOTHER).changes == {}


def test_what_only_follows_never_goes_before_what_was_said():
    held = {"voor_wie": "naaste", "relatie": "moeder", "blijvend": "weet_niet"}
    changes = heard("mijn moeder heeft dementie", held).changes
    assert "blijvend" not in changes
    assert changes["grondslag"] == ["dementie"]


def test_of_two_illnesses_the_one_that_counts_for_an_admission_is_asked():
    held = {**MOTHER, "wzd_aandoening": "dementie"}
    assert heard("ze heeft ook schizofrenie", held).changes["wzd_aandoening"] is None


@settings(max_examples=40)
@given(st.text(max_size=200), st.booleans())
def test_any_text_is_heard_without_a_failure(text, asked):
    heard(text, MOTHER, asked)


@settings(max_examples=40)
@given(st.sampled_from(["ja", "nee", "weet ik niet", "2", "soms", "de tweede", "klopt", "ja hoor"]))
def test_a_bare_answer_changes_nothing_by_itself(text):
    assert heard(text, MOTHER, asked=True).changes == {}
