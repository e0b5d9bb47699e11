"""Free words as answers: yes, no, options and numbers of buttons; a question is no answer."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.answers import WISSELT, Choice, Kind, Option, nothing_but_an_answer, read_choice

YES_NO = (Option("ja", "Ja"), Option("nee", "Nee"), Option("weet_niet", "Weet ik niet"))
WHO = (
    Option("zelf", "Voor mijzelf", ("mezelf",)),
    Option("naaste", "Voor een naaste", ("moeder", "vader")),
    Option("kind", "Voor mijn kind"),
    Option("client", "Voor een cliënt"),
)
HELP = (
    Option("huishouden", "Huishouden"),
    Option("meedoen", "Meedoen en mensen ontmoeten"),
    Option("begeleiding", "Begeleiding bij het dagelijks leven"),
    Option("verpleging", "Verpleging of verzorging"),
)
GROUND = (
    Option("somatisch", "Een lichamelijke ziekte"),
    Option("dementie", "Dementie of een hersenziekte", ("alzheimer",)),
    Option("verstandelijk", "Een verstandelijke beperking"),
    Option("lichamelijk", "Een lichamelijke beperking"),
    Option("geen", "Geen van deze"),
    Option("weet_niet", "Weet ik niet"),
)
WANTS = (
    Option("wil", "Ja, die wil dat zelf"),
    Option("geen_bezwaar", "Geen bezwaar, maar ook geen ja"),
    Option("verzet", "Die verzet zich"),
)

SAID = {
    "ja": "ja | Ja! | jaa | jaaaa | j | ja hoor | jawel | ja joh natuurlijk | dat klopt | klopt | kolpt "
    "| ik denk van wel | eigenlijk wel | helaas wel | zeker weten | inderdaad | idd | ja graag | ja ja "
    "| volgens mij wel | ja, want ze kan niet alleen zijn | ja maar ik vind het moeilijk | ja? "
    "| ja want hij valt steeds om en dan ligt hij uren op de grond | ja, dag en nacht | 1 | de eerste "
    "| natuurlik | ja mijn moeder is vorige week gevallen en ligt nu in het ziekenhuis | ja 😀",
    "nee": "nee | Nee. | neee | n | nee joh | nou nee | niet echt | klopt niet | dat klopt niet | nooit "
    "| nee dank je | absoluut niet | volgens mij niet | ik denk het niet | denk ik niet | dat is niet zo "
    "| nee hoor dat kan ze nog zelf | nee, nooit | nee alleen overdag | 2. | nummer twee | helaas niet",
    "weet_niet": "weet ik niet | weet niet | ik weet het niet | dat weet ik echt niet | wit ik nie | kweenie "
    "| geen idee | geen flauw idee | weet ik veel | misschien | mischien | moeilijk te zeggen | optie 3 "
    "| weet_niet | ik weet niet of dat kan | nee weet ik niet | ja geen idee | de laatste "
    "| geen idee, mijn zus regelt dat allemaal voor haar en voor mij",
    WISSELT: "soms | het wisselt | wisselend | wisslet | af en toe | ligt eraan | dat hangt ervan af "
    "| ja soms | ja en nee | niet altijd | een beetje | meestal wel | ja maar alleen overdag "
    "| ja alleen overdag | ja, maar niet altijd | nee, maar soms wel | nee soms "
    "| ja, tenzij mijn broer er is | de ene dag wel de andere dag niet",
}

NO_ANSWER = (
    "wat is een pgb? | wat is een pgb | waarom vraagt u dit? | hoezo | kan mijn moeder thuis blijven "
    "| ja nee | nee dat klopt | ja dat klopt niet | nee, hij is 17 | nee ik bedoel mijn vader | nee wacht "
    "| nou ja | ja of nee | 4 | 0 | 1 en 2 | ik weet niet wat een pgb is | ok | ja wat is dat nou weer "
    "| 🤔 | ??? | stop | mijn moeder is vorige week gevallen en ligt nu in het ziekenhuis | 84 "
    "| dat weet ik wel"
)


def each(rows):
    return [
        pytest.param(text.strip(), key, id=text.strip())
        for key, texts in rows.items()
        for text in texts.split("|")
    ]


@pytest.mark.parametrize(("text", "value"), each(SAID))
def test_yes_no_and_not_knowing_in_free_words(text, value):
    choice = read_choice(text, YES_NO, Kind.JA_NEE)
    assert choice is not None
    assert choice.values == (value,)


@pytest.mark.parametrize("text", [text.strip() for text in NO_ANSWER.split("|")])
def test_what_is_no_answer_is_not_taken_for_one(text):
    assert read_choice(text, YES_NO, Kind.JA_NEE) is None


def test_what_comes_after_the_answer_is_kept():
    choice = read_choice("ja, maar wat is een pgb?", YES_NO, Kind.JA_NEE)
    assert choice == Choice(("ja",), "maar wat is een pgb")


@pytest.mark.parametrize("text", ["1", "een", "1-1", "01-01-2026"])
def test_a_number_is_no_button_where_there_is_only_one(text):
    assert read_choice(text, YES_NO[2:], Kind.KEUZE) is None


def test_a_date_is_no_number_of_a_button():
    assert read_choice("1-1", YES_NO, Kind.JA_NEE) is None


def test_it_varies_is_no_answer_to_other_questions():
    assert read_choice("soms", WHO, Kind.KEUZE) is None
    assert read_choice("ja", WHO, Kind.KEUZE) is None


def test_not_knowing_is_an_answer_also_without_a_button():
    assert read_choice("geen idee", WHO, Kind.KEUZE) == Choice(("weet_niet",))


ONE = {
    "zelf": "zelf | mijzelf | voor mezelf | Voor mijzelf | 1 | de eerste | doe maar 1",
    "naaste": "naaste | mijn moeder | een naaste | de tweede | voor mijn vader | nastee",
    "kind": "mijn kind | kind | voor mijn kind van 8 | nee, voor mijn kind | optie 3 | de derde knop",
    "client": "cliënt | een client | 4 | nr. 4 | de laatste",
}


@pytest.mark.parametrize(("text", "value"), each(ONE))
def test_one_option_by_title_part_number_or_value(text, value):
    choice = read_choice(text, WHO, Kind.KEUZE)
    assert choice is not None
    assert choice.values == (value,)


@pytest.mark.parametrize(
    "text",
    [
        "niet voor mijzelf",
        "1 of 2",
        "1 en 2",
        "5",
        "mijn kind en mijn moeder",
        "wie is een naaste?",
        "voor wie",
        "misschien mijn kind",
        "mijn moeder woont sinds kort bij ons en wij kunnen het niet meer aan",
    ],
)
def test_more_than_one_option_or_a_denied_one_is_no_choice(text):
    assert read_choice(text, WHO, Kind.KEUZE) is None


SEVERAL = [
    ("huishouden en verpleging", ("huishouden", "verpleging")),
    ("1 en 3", ("huishouden", "begeleiding")),
    ("3, 1", ("huishouden", "begeleiding")),
    ("1+2", ("huishouden", "meedoen")),
    ("een en vier", ("huishouden", "verpleging")),
    ("eerste en laatste", ("huishouden", "verpleging")),
    ("alles", ("huishouden", "meedoen", "begeleiding", "verpleging")),
    ("alle vier", ("huishouden", "meedoen", "begeleiding", "verpleging")),
    ("verpleeging", ("verpleging",)),
    ("mensen ontmoeten en het huishouden", ("huishouden", "meedoen")),
    ("huishouden, want dat gaat echt niet meer sinds ze gevallen is", ("huishouden",)),
]


@pytest.mark.parametrize(("text", "values"), SEVERAL)
def test_a_list_is_read_in_the_order_of_the_buttons(text, values):
    choice = read_choice(text, HELP, Kind.LIJST)
    assert choice is not None
    assert choice.values == values


@pytest.mark.parametrize(
    "text", ["1 en 9", "1.3", "huishouden maar geen verpleging", "alle drie", "allebei", "hulp"]
)
def test_a_list_that_is_not_clear_is_not_read(text):
    assert read_choice(text, HELP, Kind.LIJST) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ze heeft alzheimer", ("dementie",)),
        ("lichamelijke ziekte", ("somatisch",)),
        ("lichamelijke beperking", ("lichamelijk",)),
        ("geen van deze", ("geen",)),
        ("niks", ("geen",)),
        ("nee", ("geen",)),
        ("dementie en een verstandelijke beperking", ("dementie", "verstandelijk")),
        ("weet ik niet", ("weet_niet",)),
    ],
)
def test_near_titles_are_told_apart(text, values):
    choice = read_choice(text, GROUND, Kind.LIJST)
    assert choice is not None
    assert choice.values == values


@pytest.mark.parametrize("text", ["geen dementie", "misschien dementie", "beperking", "1 en 5"])
def test_denied_doubted_or_shared_words_are_no_option(text):
    assert read_choice(text, GROUND, Kind.LIJST) is None


PLACES = (
    Option("thuis", "Thuis"),
    Option("instelling", "In een instelling"),
    Option("deels", "Deels thuis"),
)
ILLNESS = (
    Option("somatisch", "Lichamelijke ziekte"),
    Option("psychisch", "Psychische ziekte"),
    Option("verstandelijk", "Beperking verstand"),
    Option("lichamelijk", "Beperking lichaam"),
    Option("zintuiglijk", "Slecht zien of horen"),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [("ze blijft thuis", "thuis"), ("deels thuis", "deels"), ("ze is deels nog thuis", "deels")],
)
def test_of_titles_within_titles_the_one_that_was_said_is_meant(text, value):
    choice = read_choice(text, PLACES, Kind.KEUZE)
    assert choice == Choice((value,))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("een lichamelijke beperking", ("lichamelijk",)),
        ("lichamelijke ziekte", ("somatisch",)),
        ("psychische en lichamelijke ziekte", ("somatisch", "psychisch")),
        ("verstandelijke beperking", ("verstandelijk",)),
        ("psychish", ("psychisch",)),
        ("slecht verstaan", ("zintuiglijk",)),
    ],
)
def test_other_forms_of_words_find_the_option_that_fits_best(text, values):
    choice = read_choice(text, ILLNESS, Kind.LIJST)
    assert choice == Choice(values)


@pytest.mark.parametrize("text", ["lichamelijk", "ziekte", "beperking"])
def test_a_word_of_two_options_is_asked_back(text):
    assert read_choice(text, ILLNESS, Kind.LIJST) is None


def test_a_title_with_a_denial_in_it_is_still_found():
    assert read_choice("geen bezwaar", WANTS, Kind.KEUZE) == Choice(("geen_bezwaar",))
    assert read_choice("ze heeft geen bezwaar", WANTS, Kind.KEUZE) == Choice(("geen_bezwaar",))
    assert read_choice("hij verzet zich", WANTS, Kind.KEUZE) == Choice(("verzet",))
    assert read_choice("hij verzet zich niet", WANTS, Kind.KEUZE) is None


PIECES = st.sampled_from(
    "ja nee niet soms maar want weet ik geen idee 1 2 84 een huishouden "
    "dementie verpleging , . ? ! of en misschien ' + - wat 3,5 alles laatste".split()
)


@given(text=st.text(max_size=500) | st.lists(PIECES, max_size=14).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_gives_a_known_value_or_nothing(text):
    for options, kind in ((YES_NO, Kind.JA_NEE), (WHO, Kind.KEUZE), (GROUND, Kind.LIJST)):
        choice = read_choice(text, options, kind)
        allowed = {option.value for option in options} | {"weet_niet", WISSELT}
        assert choice is None or (choice.values and set(choice.values) <= allowed)
        assert choice is None or kind is Kind.LIJST or len(choice.values) == 1


@pytest.mark.parametrize("text", ["ja " * 160, "1 en " * 100, "a" * 500, "bijna " * 80, "3 " * 250])
def test_long_noise_is_read_quickly(text):
    started = time.process_time()
    read_choice(text, GROUND, Kind.LIJST)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("lichamelijke ziekte en psychische ziekte en slecht zien of horen",
         {"somatisch", "psychisch", "zintuiglijk"}),
        ("schizofrneie en blind", {"psychisch", "zintuiglijk"}),
        ("niks van dat alles", {"geen"}),
    ],
)  # fmt: skip
def test_of_a_list_nothing_that_was_said_is_left_out(text, values):
    words = {"psychisch": ("schizofrenie",), "zintuiglijk": ("blind",)}
    options = [Option(o.value, o.title, words.get(o.value, ())) for o in ILLNESS]
    assert (
        set(read_choice(text, [*options, Option("geen", "Geen van deze")], Kind.LIJST).values)
        == values
    )


def test_it_varies_in_nine_words_is_still_an_answer():
    said = "de ene keer wel en de andere keer niet"
    assert read_choice(said, YES_NO, Kind.JA_NEE).value == WISSELT


@pytest.mark.parametrize(
    ("text", "only"),
    [("ik denk het niet", True), ("de derde", True), ("ze is 84 jaar", True), ("hij verzet zich", True),
     ("mijn man", True), ("nee voor m'n dochter van 9", True), ("mijn man slaat mij", False),
     ("mijn man is weg", False), ("ja en hij slaat mij", False),
     ("verzet zich tegen alles", False), ("ik wil niet meer", False)],
)  # fmt: skip
def test_what_cannot_be_anything_but_an_answer(text, only):
    options = [Option(o.value, o.title.removeprefix("Die ")) for o in WANTS]
    assert nothing_but_an_answer(text, options) is only
