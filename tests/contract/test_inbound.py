import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.inbound import KEPT, Refused, Vocabulary, clean

WORDS = Vocabulary({"groet", "antwoord", "opnieuw"}, {"blijvend", "grondslag", "leeftijd"})


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200b", "\x00\x01"])
def test_a_message_without_anything_in_it_is_answered_with_an_invitation(text):
    with pytest.raises(Refused) as refused:
        clean(text, WORDS)
    assert "Typ uw vraag" in refused.value.sentence


def test_a_message_of_many_pages_is_refused_politely():
    with pytest.raises(Refused) as refused:
        clean("a" * 20_001, WORDS)
    assert "te lang" in refused.value.sentence


def test_a_letter_of_ten_thousand_characters_is_read_from_its_beginning():
    assert clean("Geachte heer, " + "bla " * 2500, WORDS).text.startswith("Geachte heer")
    assert len(clean("woord " * 1600, WORDS).text) == KEPT


def test_control_characters_are_dropped_and_words_stay():
    assert clean("wat is\x07 de \u202eWlz", WORDS).text == "wat is de Wlz"


@pytest.mark.parametrize("text", ["😀", "<b>hoi</b>", "'; DROP TABLE events; --", "{broken json"])
def test_odd_text_is_still_a_message(text):
    assert clean(text, WORDS).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/groet", "/groet"),
        ('/antwoord{"blijvend": "ja"}', '/antwoord{"blijvend": "ja"}'),
        ('/antwoord {"leeftijd":84}', '/antwoord{"leeftijd": 84}'),
        ('/antwoord{"grondslag": ["dementie"]}', '/antwoord{"grondslag": ["dementie"]}'),
        ("/restart", "/opnieuw"),
    ],
)
def test_a_payload_that_exists_gets_one_spelling(text, expected):
    assert clean(text, WORDS).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "/onbekend",
        "/session_start",
        '/antwoord{"onbekend": "ja"}',
        '/antwoord{"blijvend": {"a": 1}}',
        '/antwoord{"blijvend": null}',
        "/antwoord{kapot}",
        "/antwoord[1]",
        "/" * 50,
        '/antwoord{"blijvend": "' + "x" * 300 + '"}',
        pytest.param("/antwoord" + '{"blijvend":' * 1500 + "1" + "}" * 1500, id="1500 deep"),
    ],
)
def test_a_payload_that_does_not_exist_is_refused_politely(text):
    with pytest.raises(Refused) as refused:
        clean(text, WORDS)
    assert "Typ uw vraag" in refused.value.sentence


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("111222333", '"[bsn]"'),
        ("84", "84"),
        ("true", "true"),
        ('"mijn bsn is 111222333"', '"mijn bsn is [bsn]"'),
        ('["dementie", "jan@voorbeeld.nl"]', '["dementie", "[e-mailadres]"]'),
        ('"a\\u0000b\\ud800c\\u202ed"', '"abcd"'),
        ('"een \\"woord\\""', '"een \\"woord\\""'),
    ],
)
def test_the_values_of_a_payload_are_cleaned_and_masked_one_by_one(value, expected):
    left = clean(f'/antwoord{{"leeftijd": {value}}}', WORDS).text
    assert left == f'/antwoord{{"leeftijd": {expected}}}'


VALUE = st.text(max_size=60) | st.text('0123456789 -()+"\\}{NLBA@.', max_size=60)


@given(VALUE | st.integers() | st.booleans() | st.lists(VALUE, max_size=3))
def test_a_payload_stays_json_whatever_is_in_it(value):
    left = clean("/antwoord" + json.dumps({"leeftijd": value}), WORDS).text
    assert set(json.loads(left.removeprefix("/antwoord"))) == {"leeftijd"}
    left.encode()  # no half characters
    assert clean(left, WORDS).text == left


@given(st.text(max_size=300))
def test_any_text_is_cleaned_or_refused(text):
    try:
        left = clean(text, WORDS).text
    except Refused as refused:
        left = refused.sentence
    assert left
