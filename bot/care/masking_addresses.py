"""Finds what makes a street into one door: the house number beside a postcode or a street.

The postcode alone is a whole street and is needed for the zorgkantoor, so it stays.
"""

from __future__ import annotations

import re

HOUSE_MARK = "[huisnummer]"
_WORD = r"(?:huis\s?nummer|huis\s?nr|nummer|nr|no)\b\.?"
#: 12, 12a, 12 bis, 12hs, 12-2, 12-III, 12/1
_NUMBER = (
    r"\d{1,5}(?:\s?(?:bis|hs|[a-z])(?!\w))?(?:(?:\s?[-/]\s?|-)(?:\d{1,4}|[ivx]{1,4}|[a-z])(?!\w))?"
)
#: what is counted is no house number: "6511 AB 3 jaar gewoond"
_NOT_COUNTED = (
    r"(?!\w|[-/.,:]\d|\s?(?:%|€|(?:jaar|jr|jaren|weken|week|wk|maand|maanden|mnd|dag|dagen|uur|uren|min|"
    r"minuten|minuut|keer|maal|x|km|kilometer|meter|mtr|euro|procent|mensen|personen|kinderen|"
    r"kamers|trap|trappen|graden|mg|kilo|kg|vragen|dingen|stuks|bewoners)\b))"
)
_POSTCODE = re.compile(
    r"(?<!\d[-/.])(?<![\d.,€])(?P<pc>[1-9]\d{3}(?P<gap>[\s-]?)(?P<letters>[A-Za-z]{2}))"
    rf"(?P<between>\s*[,(/–-]?\s*(?:en\s+)?(?:met\s+)?(?:{_WORD}\s*:?\s*)?#?\s*)(?<![A-Za-z]{{3}})"
    rf"{_NUMBER}{_NOT_COUNTED}\)?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?P<before>\b(?:huis\s?nummer|huis\s?nr)\b\.?\s*(?:is|:|=)?\s*){_NUMBER}{_NOT_COUNTED}",
    re.IGNORECASE,
)
_ENDINGS = (
    "straat|laan|weg|plein|gracht|kade|singel|dijk|hof|pad|park|dreef|steeg|burgwal|plantsoen|"
    "boulevard|markt"
)
_STREET = re.compile(
    # it begins where a word does, and is no longer than a name: else each letter is tried again
    rf"(?P<street>(?<![a-zà-ÿ0-9'.-])[a-zà-ÿ'.-]{{0,40}}?(?:{_ENDINGS}))\s+(?:{_WORD}\s*)?{_NUMBER}{_NOT_COUNTED}",
    re.IGNORECASE,
)
#: these end like a street and are none
_NO_STREET = re.compile(
    r"(?:onder|om|snel|spoor|auto|lucht|rijks|water|uit)weg|(?:gerechts|kerk)hof|i-?pad|\w*slaan|"
    r"(?:fiets|voet|wandel|tuin)pad|(?:vakantie|pret|wagen)park|school?plein|"
    r"(?:arbeids|zorg|woning|huizen)markt|supermarkt",
    re.IGNORECASE,
)
#: a street of one word is written with a capital; Dijk and Hof are more often names of people
_BARE = re.compile(r"(?:Gracht|Dreef|Laan|Singel|Kade|Plein|Straat|Weg|Markt|Steeg)")
#: two letters that are also a word: "in 2015 is 1 aanvraag gedaan"
_WORDS = frozenset(
    "is in op en of de te ik ze we he nu na al me je zo er ga om af ja had bij nr zn mn en u".split()
)


def without_house_numbers(text: str, kinds: list[str]) -> str:
    """Return a text in which a mark stands in the place of house numbers.

    Args:
        text: of any length.
        kinds: gets ``adres`` for each that was found.
    """

    def door(match: re.Match[str]) -> str:
        if _is_a_year(match):
            return match.group()
        kinds.append("adres")
        return f"{match['pc']} {HOUSE_MARK}"

    def street(match: re.Match[str]) -> str:
        if not _is_street(match["street"]):
            return match.group()
        kinds.append("adres")
        return f"{match['street']} {HOUSE_MARK}"

    def named(match: re.Match[str]) -> str:
        kinds.append("adres")
        return f"{match['before']}{HOUSE_MARK}"

    text = _POSTCODE.sub(door, text)
    return _STREET.sub(street, _NAMED.sub(named, text))


def _is_a_year(match: re.Match[str]) -> bool:
    """Tell whether it reads as a year and a word, and nothing says that it is a postcode."""
    if match["letters"] != match["letters"].lower() or match["letters"] not in _WORDS:
        return False
    said = match.string[max(0, match.start() - 12) : match.start()].lower()
    named = "huis" in match["between"].lower() or "postcode" in said
    return match["pc"][:2] in ("19", "20") and match["gap"] == " " and not named


def _is_street(name: str) -> bool:
    if name.lower() in _ENDINGS.split("|"):
        return _BARE.fullmatch(name) is not None
    return _NO_STREET.fullmatch(name) is None
