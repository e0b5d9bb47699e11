import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.care.callback import button_title, choose, of_part, with_start
from bot.knowledge.opening import opening

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
MOMENTS = tuple(opening().moments(NOW))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("1", "ma 23 nov 11:00-12:30"),
        ("2", "ma 23 nov 11:00-12:30"),
        ("3", "ma 23 nov 13:00-15:00"),
        ("zo snel mogelijk", "ma 23 nov 11:00-12:30"),
        ("maakt niet uit hoor", "ma 23 nov 11:00-12:30"),
        ("vandaag in de middag", "ma 23 nov 13:00-15:00"),
        ("morgen", "di 24 nov 09:00-11:00"),
        ("morgenmiddag graag", "di 24 nov 13:00-15:00"),
        ("overmorgen", "wo 25 nov 09:00-11:00"),
        ("in de morgen", "ma 23 nov 11:00-12:30"),
        ("donderdag", "do 26 nov 09:00-11:00"),
        ("do ochtend", "do 26 nov 09:00-11:00"),
        ("vrijdag om 15.30", "vr 27 nov 15:00-17:00"),
        ("woensdag 25 nov om 10 uur", "wo 25 nov 09:00-11:00"),
    ],
)
def test_a_slot_is_chosen_as_people_say_it(text, title):
    assert button_title(choose(text, MOMENTS, NOW.date())) == title


@pytest.mark.parametrize(
    "text", ["zaterdag", "vanavond", "wat kost dat", "99", "0", "vrijdag om 8 uur", ""]
)
def test_what_names_no_free_slot_is_asked_again(text):
    assert choose(text, MOMENTS, NOW.date()) is None


def test_without_slots_there_is_nothing_to_choose():
    assert choose("morgen", (), NOW.date()) is None
    assert with_start("eerste", ()) is None


def test_every_title_fits_on_a_button():
    assert max(len(button_title(moment)) for moment in MOMENTS) <= 24


def test_a_button_means_the_slot_that_it_shows():
    assert with_start(MOMENTS[3].start.isoformat(), MOMENTS) == MOMENTS[3]
    assert with_start("2020-01-01T09:00:00+01:00", MOMENTS) is None
    assert of_part("middag", MOMENTS) == MOMENTS[1]
