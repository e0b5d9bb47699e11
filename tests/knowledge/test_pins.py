"""A pin on the map, as WhatsApp sends one, in the place of a name."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.pins import pin_text, read_pin
from bot.care.zorgkantoor import Unknown, Why, find_zorgkantoor
from bot.knowledge.zorgkantoren import region_tables

DAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize("text", ["@51.84,5.85", " @ 51.84 , 5.85 ", "@51.8421,5.8528"])
def test_a_pin_in_the_place_of_a_name_finds_its_region(text):
    assert find_zorgkantoor(text, region_tables(), DAY).region == "Nijmegen"


@pytest.mark.parametrize("text", ["@48.85,2.35", "@99,999"])
def test_a_pin_that_is_not_in_the_netherlands_is_said_to_be_elsewhere(text):
    assert find_zorgkantoor(text, region_tables(), DAY) == Unknown(Why.BUITENLAND)


@pytest.mark.parametrize("text", ["51.84,5.85", "@", "@a,b", "jan@51.84,5.85"])
def test_what_only_looks_like_a_pin_is_none(text):
    assert read_pin(text) is None


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
def test_a_pin_is_read_back_as_it_was_written(lat, lon):
    lat, lon = round(lat, 2), round(lon, 2)
    assert read_pin(pin_text(lat, lon)) == (lat, lon)
