"""Ages in figures, in words, by birth year and roughly; other numbers are no ages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.answers import AgeReading, read_age


def each(rows):
    return [
        pytest.param(text.strip(), key, id=text.strip())
        for key, texts in rows.items()
        for text in texts.split("|")
    ]


EXACT = {
    84: "84 | 84 jaar | 84 jr | 84jr | vierentachtig | vier en tachtig | ze is 84 | mijn moeder is 84 "
    "| Annie is 84 | hij is 84 jaar oud | 84-jarige | vierentachtigjarige | bijna 85 | 84, bijna 85 "
    "| 84, want ze is van 1942",
    82: "tweeëntachtig | 82",
    17: "17,5 | 17½ | 17 en een half | bijna 18 | wordt 18 | hij wordt in maart 18 | over een maand 18 "
    "| nee, hij is 17 | zeventien",
    18: "18 | net 18 | pas 18 geworden | achttien",
    0: "8 maanden | 0 | 2 weken | half jaar | een half jaar",
    1: "18 maanden | anderhalf | een jaar | 1 | een",
    2: "2 jaar en 8 maanden | 30 maanden",
    102: "honderdtwee | 102",
}

ROUGH = [
    ("1942", AgeReading(84, True, 83, 84)),
    ("geboren in 1942", AgeReading(84, True, 83, 84)),
    ("12 maart 1942", AgeReading(84, True, 83, 84)),
    ("12-03-1942", AgeReading(84, True, 83, 84)),
    ("'42", AgeReading(84, True, 83, 84)),
    ("2008", AgeReading(18, True, 17, 18)),
    ("in de vijftig", AgeReading(55, True, 50, 59)),
    ("eind zeventig", AgeReading(78, True, 76, 79)),
    ("begin tachtig", AgeReading(82, True, 80, 84)),
    ("halverwege de zestig", AgeReading(65, True, 63, 67)),
    ("tachtiger", AgeReading(85, True, 80, 89)),
    ("80+", AgeReading(80, True, 80, 120)),
    ("over de 80", AgeReading(80, True, 80, 120)),
    ("nog geen 18", AgeReading(17, True, 0, 17)),
    ("een jaar of 80", AgeReading(80, True, 77, 83)),
    ("82 of 83", AgeReading(82, True, 82, 83)),
    ("tussen de 80 en 85", AgeReading(82, True, 80, 85)),
    ("baby", AgeReading(0, True, 0, 1)),
]


@pytest.mark.parametrize(("text", "age"), each(EXACT))
def test_an_age_is_read_in_whole_years(text, age):
    assert read_age(text, 2026) == AgeReading(age, False, age, age)


@pytest.mark.parametrize(("text", "reading"), ROUGH)
def test_a_rough_age_says_between_which_years(text, reading):
    assert read_age(text, 2026) == reading


@pytest.mark.parametrize("text", ["213 jaar", "121", "2031", "1803", "9999", "wordt 130"])
def test_an_age_that_nobody_has_is_refused(text):
    reading = read_age(text, 2026)
    assert reading is not None
    assert reading.refused
    assert not reading.settles(18)


@pytest.mark.parametrize(
    "text",
    [
        "weet ik niet",
        "wat is een pgb?",
        "hoe oud moet je zijn, 18?",
        "6511 AB",
        "0612345678",
        "84 euro",
        "ik woon op nummer 84",
        "sinds 2019",
        "al 3 jaar ziek",
        "3 november",
        "ik ben 84 en mijn man 86",
        "mijn moeder van 84 is gevallen en ligt nu in het ziekenhuis",
        "-5",
        "",
    ],
)
def test_a_number_that_is_no_age_is_not_read(text):
    assert read_age(text, 2026) is None


def test_a_birth_year_on_the_edge_of_an_age_does_not_settle_it():
    assert not read_age("2008", 2026).settles(18)
    assert read_age("2007", 2026).settles(18)
    assert read_age("17", 2026).settles(18)


PIECES = st.sampled_from(
    "84 1942 18 bijna wordt in de tachtig ruim , . ? ! of en jaar maanden ' + - een 3,5 is baby ze "
    "vier tussen 12-03-1942 want nog geen over maart".split()
)


@given(text=st.text(max_size=500) | st.lists(PIECES, max_size=14).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_gives_a_human_age_or_nothing(text):
    reading = read_age(text, 2026)
    if reading is not None and reading.age is not None:
        assert 0 <= reading.low <= reading.age <= reading.high <= 120


@given(age=st.integers(0, 120))
@settings(max_examples=60, deadline=None)
def test_every_age_is_read_in_figures_and_in_a_sentence(age):
    for text in (str(age), f"{age} jaar", f"ze is {age}", f"mijn vader is {age} jaar"):
        assert read_age(text, 2026) == AgeReading(age, False, age, age)


@pytest.mark.parametrize("text", ["a" * 500, "bijna " * 80, "3 " * 250, "wordt " * 80, "1" * 500])
def test_long_noise_is_read_quickly(text):
    started = time.process_time()
    read_age(text, 2026)
    assert time.process_time() - started < 1
