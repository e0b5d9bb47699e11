import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.opening import Block, CallBacks, Opening, is_holiday
from bot.errors import KnowledgeRefused
from bot.knowledge.opening import OWN, opening

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UTC = dt.timezone.utc


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def whole_week(*blocks, closed=None, on_holidays=False, minutes=120):
    made = tuple(Block(dt.time.fromisoformat(a), dt.time.fromisoformat(b)) for a, b in blocks)
    return Opening((made,) * 7, on_holidays, closed or {}, CallBacks(minutes, 4, 7, 60))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T08:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T12:29", True),
        ("2026-11-23T12:30", False),  # between the blocks
        ("2026-11-23T13:00", True),
        ("2026-11-23T17:00", False),
        ("2026-11-28T10:00", False),  # Saturday
        ("2026-12-25T10:00", False),  # Christmas on a Friday
    ],
)
def test_the_desk_is_open_within_its_blocks_and_not_on_a_holiday(moment, expected):
    assert opening().is_open(at(moment)) is expected


def test_a_moment_counts_as_the_clock_in_amsterdam_shows_it():
    assert opening().is_open(dt.datetime(2026, 11, 23, 8, 30, tzinfo=UTC))  # 09:30 in winter
    assert not opening().is_open(dt.datetime(2026, 7, 6, 15, 30, tzinfo=UTC))  # 17:30 in summer


def test_holidays_are_those_of_the_netherlands():
    assert is_holiday(dt.date(2026, 4, 27))
    assert is_holiday(dt.date(2026, 5, 14))
    assert not is_holiday(dt.date(2026, 10, 3))  # a German one


def test_a_closing_day_of_ones_own_is_closed_and_a_holiday_may_be_open():
    hours = whole_week(("09:00", "17:00"), closed={dt.date(2026, 11, 24): "studiedag"})
    assert not hours.is_open(at("2026-11-24T10:00"))
    assert whole_week(("09:00", "17:00"), on_holidays=True).is_open(at("2026-12-25T10:00"))


def test_the_next_opening_passes_over_the_weekend_and_holidays():
    assert opening().next_opening(at("2026-12-24T17:30")) == at("2026-12-28T09:00")
    assert opening().next_opening(at("2026-11-23T12:40")) == at("2026-11-23T13:00")


def test_who_is_never_open_has_no_next_opening():
    assert whole_week().next_opening(at("2026-11-23T12:40")) is None


def test_a_block_of_the_night_holds_on_both_nights_of_a_clock_change():
    night = whole_week(("01:30", "03:30"), minutes=60)
    # 25 October 2026: the hour from two to three comes twice
    assert night.is_open(dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    assert night.is_open(dt.datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    autumn = [m for m in night.moments(at("2026-10-24T12:00")) if m.start.day == 25]
    assert (
        sum((m.end.astimezone(UTC) - m.start.astimezone(UTC)).seconds for m in autumn) == 3 * 3600
    )
    # 29 March 2026: from two to three does not exist
    spring = [m for m in night.moments(at("2026-03-28T12:00")) if m.start.day == 29]
    assert sum((m.end.astimezone(UTC) - m.start.astimezone(UTC)).seconds for m in spring) == 3600


def test_slots_are_parts_of_the_blocks_and_not_too_soon():
    moments = list(opening().moments(at("2026-11-23T09:30")))
    assert [m.words for m in moments[:3]] == [
        "maandag 23 november, 11:00 tot 12:30 uur",
        "maandag 23 november, 13:00 tot 15:00 uur",
        "maandag 23 november, 15:00 tot 17:00 uur",
    ]
    assert [m.part for m in moments[:2]] == ["ochtend", "middag"]


@settings(max_examples=30)
@given(
    moment=st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2029, 1, 1)),
    minutes=st.integers(10, 600),
    edges=st.lists(st.times(), min_size=2, max_size=6, unique=True).map(sorted),
)
def test_every_slot_is_real_time_in_which_the_desk_is_open(moment, minutes, edges):
    pairs = [(a.isoformat(), b.isoformat()) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    hours = whole_week(*pairs, minutes=minutes)
    last = None
    for slot in hours.moments(moment.replace(tzinfo=UTC)):
        start, end = slot.start.astimezone(UTC), slot.end.astimezone(UTC)
        assert dt.timedelta() < end - start <= dt.timedelta(minutes=minutes)
        assert last is None or start >= last
        last = end


GOOD = OWN.read_text()


@pytest.mark.parametrize(
    ("wrong", "instead", "said"),
    [
        ("zaterdag: geen", 'zaterdag: ["9-12"]', "zaterdag: '9-12' is geen blok"),
        ("zaterdag: geen", 'zaterdag: ["12:00-09:00"]', "eindigt voor het begint"),
        ("zaterdag: geen", 'zaterdag: ["09:00-12:00", "11:00-13:00"]', "lopen door elkaar"),
        ("zaterdag: geen", 'zaterdag: ["09:00-24:30"]', "24:30 bestaat niet"),
        ("  zaterdag: geen\n", "", "'zaterdag' ontbreekt"),
        ("feestdagen: dicht", "feestdagen: soms", "'soms' is onbekend"),
        ("gesloten: geen", 'gesloten: {"2026-02-30": "weg"}', "2026-02-30 bestaat niet"),
        ("gesloten: geen", 'gesloten: {"2026-12-24": ""}', "is leeg"),
        ("dagen_vooruit: 7", "dagen_vooruit: 0", "dagen_vooruit is 0"),
        ("dagen_vooruit: 7", "dagen_vooruit: veel", "geen heel getal"),
        ("terugbellen:", "terugbelen:", "'terugbelen' is onbekend"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_what_to_write(tmp_path, wrong, instead, said):
    assert wrong in GOOD
    path = tmp_path / "openingstijden.yml"
    path.write_text(GOOD.replace(wrong, instead))
    with pytest.raises(KnowledgeRefused) as refused:
        opening(path)
    assert said in str(refused.value)
    assert "regel" in str(refused.value)


def test_a_whole_day_may_be_open_until_midnight(tmp_path):
    path = tmp_path / "openingstijden.yml"
    path.write_text(GOOD.replace("zaterdag: geen", 'zaterdag: ["00:00-24:00"]'))
    assert opening(path).is_open(at("2026-11-28T23:59"))
