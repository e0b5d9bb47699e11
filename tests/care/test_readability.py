import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.jargon import Jargon
from bot.care.readability import Lexicon, advice, measure, sentences, syllables

COMMON = frozenset(
    "de het een is dat die u en in op bij van voor met hij zij kan mag niet wel zorg kantoor thuis huis "
    "dokter bel brief man vrouw komt woont ziek krijgt stuurt wacht lang week dag kind moeder hulp "
    "vraagt om heeft geen nog meer maar dan als omdat nu werk straat als".split()
)
WORDS = Lexicon(
    COMMON,
    {"omtrent": "over"},
    (Jargon("Wlz", ("Wlz",), ("Wet langdurige zorg",)), Jargon("dwangsom", ("dwangsom",))),
)


def level(text, explained=()):
    return measure(text, WORDS, explained)


def test_short_sentences_of_common_words_are_easy():
    found = level("De dokter komt. Zij is ziek. U mag dat.")
    assert found.level == "A2"
    assert found.words_per_sentence == 3


def test_a_sentence_that_is_too_long_keeps_a_text_from_b1_and_is_named():
    long = "De man woont in een huis op de dag dat de vrouw de brief van de dokter krijgt en nog wacht."
    found = level(f"Bel de dokter. {long}")
    assert not found.is_b1
    assert any("21 woorden" in line and line.startswith("'De man") for line in advice(found))


@pytest.mark.parametrize(
    ("text", "hard"),
    [
        ("Het zorgkantoor komt", ()),  # a short compound of common words
        ("De escalatie komt", ("escalatie",)),
        ("De brief omtrent zorg", ("omtrent",)),
        ("Hij woont bij Escalatië", ()),  # a name
    ],
)
def test_words_are_hard_when_nobody_meets_them_every_day(text, hard):
    assert sum((s.hard for s in level(text).sentences), ()) == hard


@pytest.mark.parametrize(
    "text",
    [
        "De brief wordt morgen verstuurd.",
        "De zorg werd gegeven.",
        "Zij weet dat het geregeld wordt.",
    ],
)
def test_a_passive_is_seen(text):
    assert level(text).passives == 1


def test_becoming_something_is_no_passive():
    assert level("Hij wordt ziek. Zij worden oud.").passives == 0


def test_clauses_within_clauses_are_counted():
    assert level("Hij wacht, omdat de dokter komt als het kan.").nested == 1
    assert level("Hij wacht, omdat de dokter komt.").nested == 0


@pytest.mark.parametrize(
    "text",
    [
        "De Wlz (Wet langdurige zorg) is er voor u.",
        "De Wet langdurige zorg (Wlz) is er voor u.",
        "U krijgt geld per dag: de dwangsom.",
        "Dat heet een dwangsom.",
        "De dwangsom is geld dat u krijgt.",
        "**Dwangsom**: geld per dag.",
        "U vraagt een dwangsom. Dat is geld per dag.",
        "Zie https://wlz.nl/Wlz voor meer.",
    ],
)
def test_a_term_counts_as_explained_when_the_text_says_what_it_is(text):
    assert level(text).jargon == []


@pytest.mark.parametrize("text", ["De Wlz is niet voor u.", "U krijgt een dwangsom van hem."])
def test_a_term_that_is_not_explained_keeps_a_text_from_b1(text):
    found = level(text)
    assert len(found.jargon) == 1
    assert not found.is_b1
    assert next(advice(found)).startswith("leg ")
    assert level(text, explained=("Wlz", "dwangsom")).jargon == []


def test_markup_blanks_and_addresses_are_no_words_to_read():
    found = level("- **Bel** {tel_ciz}\n- Kijk op https://www.hetcak.nl/eigenbijdrage")
    assert [s.words for s in found.sentences] == [2, 3]
    assert sentences("- een\n- twee: drie. vier") == ["een", "twee:", "drie.", "vier"]


def test_an_empty_text_is_easy():
    assert level("").score == 100


def test_syllables_are_about_right():
    assert [syllables(w) for w in ("zorg", "huisarts", "organisatie", "boeiende")] == [1, 2, 5, 3]


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_text_has_a_level_and_never_fails(text):
    found = level(text)
    assert found.level in ("A2", "B1", "B2", "C1")
    assert found.score <= 100
