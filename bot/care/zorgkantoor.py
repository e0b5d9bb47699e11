"""From what somebody types, or a pin on the map, to the zorgkantoor of that place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.care import outlines, place_spelling
from bot.care import place_cues as cues
from bot.care.pins import read_pin
from bot.care.place_mentions import CLEAR, HOMES, Mention, meant, mentions
from bot.care.place_spots import Spot, options_of, spots, together
from bot.care.place_words import Text, read
from bot.care.postcodes import foreign_postcode, postcodes
from bot.care.region_lookup import (
    Ambiguous,
    Found,
    Lookup,
    Reason,
    Unknown,
    Why,
    distinct,
    in_region,
)
from bot.care.regions import Kind, Tables

__all__ = [
    "Ambiguous",
    "Found",
    "Lookup",
    "Reason",
    "Unknown",
    "Why",
    "extract_place",
    "find_zorgkantoor",
    "region_at",
]

#: longer texts are no answer to "waar woont u?"
LONGEST_TEXT = 2000
MOST_PLACES = 4
#: the outlines are generalised: a pin nearer to a border than this may lie on its other side
BORDER_KM = 1.0
NAMED = HOMES | {Kind.REGIO}
#: a pin on the map, degrees north and east: what a channel makes of a location that is sent


def find_zorgkantoor(text: str, tables: Tables, on: dt.date) -> Lookup:
    """Return the zorgkantoor of the place that a text names.

    Args:
        text: a postcode, place, municipality, province or region, alone or in a sentence; or a pin
            on the map, ``@52.09,5.12`` (bot/care/pins.py).
        tables: the region tables.
        on: the day; municipalities merge.
    """
    if len(text) > LONGEST_TEXT:
        return Unknown(Why.TE_VEEL)
    pin = read_pin(text)
    if pin is not None:
        return region_at(*pin, tables, on)
    words = read(text)
    if not words.words:
        return Unknown(Why.LEEG)
    found = spots(words, tables, on)
    if found:
        return _answer(words, found)
    if foreign_postcode(words):
        return Unknown(Why.BUITENLAND)
    return _misspelt(words, tables, on)


def _answer(text: Text, found: Sequence[Spot]) -> Lookup:
    abroad = [spot for spot in found if spot.kind is Kind.BUITENLAND]
    dutch = _dutch(text, found, abroad)
    unknown = [spot for spot in found if spot.kind is None and not spot.options]
    if not dutch:
        return Unknown(Why.BUITENLAND if abroad else Why.ONBEKENDE_POSTCODE)
    if any(code.last == spot.first for code in unknown for spot in dutch):
        return Unknown(Why.ONBEKENDE_POSTCODE)
    if len(dutch) > MOST_PLACES:
        return Unknown(Why.TE_VEEL)
    reason = Reason.TWEE_PLEKKEN if abroad or len(dutch) > 1 else dutch[0].reason
    near = all(spot.near for spot in dutch)
    options = [replace(o, approximate=near) for spot in dutch for o in spot.options]
    return _one_or_choice(options, reason, sure=not abroad)


def _dutch(text: Text, found: Sequence[Spot], abroad: Sequence[Spot]) -> list[Spot]:
    """Return the Dutch places, without "Putte" in "Putte, België" and "bij Nijmegen" beside another."""
    here = [spot for spot in found if spot.options]
    for other in abroad:
        here = [
            spot
            for spot in here
            if not together(text, *sorted((spot, other), key=lambda part: part.first))
        ]
    far = [spot for spot in here if not spot.near]
    return far if far or abroad else here


def _one_or_choice(options: Iterable[Found], reason: Reason, sure: bool = True) -> Lookup:
    """Return one answer if all options lie in one region, otherwise the choice."""
    different = distinct(options)
    if len({option.region_code for option in different}) > 1 or not sure:
        return Ambiguous(different, reason)
    first = different[0]
    if len(different) == 1:
        return first
    same = {option.plaats for option in different} == {first.plaats}
    one_code = {option.pc4 for option in different} == {first.pc4}
    return replace(
        first,
        gemeente=None,
        provincie=None,
        plaats=first.plaats if same else None,
        pc4=first.pc4 if one_code else None,
    )


def _misspelt(text: Text, tables: Tables, on: dt.date) -> Lookup:
    """Return the place whose name is nearest to what was typed, if one is near enough."""
    for key in place_spelling.tries(text, tables):
        hits = place_spelling.nearest(key, tables)
        names = [name for hit in hits for name in meant(tables.names[hit], before="")]
        options = [replace(o, approximate=True) for o in options_of(names, tables, on)]
        if options:
            return _one_or_choice(options, Reason.SPELLING)
    return Unknown(Why.ONBEKENDE_PLAATS)


def coarse(text: str) -> str:
    """Return a pin to a kilometre, since that is enough for a region; other texts as they are."""
    pin = read_pin(text)
    return f"@{pin[0]:.2f},{pin[1]:.2f}" if pin else text


def extract_place(text: str, tables: Tables) -> str | None:
    """Return the part of a message that names a place or postcode, or None; rather none than wrong.

    Returns:
        Words of the message for ``find_zorgkantoor``; from the first to the last place if it names two.
    """
    words = read(text[:LONGEST_TEXT])
    codes = postcodes(words)
    named = mentions(words, tables, codes, strict=True)
    abroad = any(mention.only(Kind.BUITENLAND) for mention in named)
    homes = [m for m in named if _is_home(m) and not (abroad and cues.near(words, m.first))]
    ends = [_ends(words, mention, named) for mention in homes]
    begins = {mention.first for mention in homes}
    ends += [(code.first, code.last) for code in codes if code.certain or code.last in begins]
    if not ends:
        ends = _misspelt_ends(words, tables)
    if not ends or len(ends) > 2 * MOST_PLACES:
        return None
    return _stretch(words, min(ends)[0], max(end for _, end in ends))


def _stretch(text: Text, first: int, last: int) -> str:
    """Return the words as typed, with the sign that belongs to them: 's-Hertogenbosch, Hengelo (O)."""
    begin, end = text.words[first].start, text.words[last - 1].end
    if text.text[:begin][-1:] in ("'", "’"):
        begin -= 1
    if "(" in text.text[begin:end] and text.text[end : end + 1] == ")":
        end += 1
    return text.text[begin:end]


def _is_home(mention: Mention) -> bool:
    return any(name.kind in NAMED for name in mention.names)


def _ends(text: Text, mention: Mention, named: Sequence[Mention]) -> tuple[int, int]:
    """Return the words of a place, with "gemeente" or "bij" before it and its province after it."""
    first, last = mention.first, mention.last
    if text.key(first - 1) in cues.GEMEENTE | cues.REGIO | cues.NEAR | cues.AROUND:
        first -= 1
    elif cues.near(text, first):
        first -= 2
    for other in named:
        between = {text.key(index) for index in range(last, other.first)}
        if other.first >= last and not _is_home(other) and between <= cues.BETWEEN:
            last = other.last
    return first, last


def _misspelt_ends(text: Text, tables: Tables) -> list[tuple[int, int]]:
    """Return the word after "woont in" that has one letter wrong, if there is one."""
    for at, word in enumerate(text.words):
        likely = cues.dwelling(text, at) and text.key(at - 2) in cues.LIVING
        likely = likely and len(word.key) >= CLEAR and word.key not in tables.names
        if likely and len(place_spelling.nearest(word.key, tables, most=1)) == 1:
            return [(at, at + 1)]
    return []


def region_at(lat: float, lon: float, tables: Tables, on: dt.date) -> Lookup:
    """Return the region in which a pin lies; near a border the person chooses.

    Args:
        lat: degrees north, WGS84.
        lon: degrees east.
        tables: the region tables.
        on: the day.
    """
    if not (abs(lat) <= 90.0 and abs(lon) <= 180.0):
        return Unknown(Why.BUITENLAND)
    around = [
        outline
        for outline in tables.outlines
        if outlines.inside(outline, lat, lon) or outlines.distance(outline, lat, lon) <= BORDER_KM
    ]
    codes = sorted({outline.region_code for outline in around})
    if not codes:
        return Unknown(Why.BUITENLAND)
    sure = any(outlines.inside(outline, lat, lon) for outline in around)
    options = [in_region(tables, on, code) for code in codes]
    return _one_or_choice(options, Reason.GRENS, sure)
