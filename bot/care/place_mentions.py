"""Names of places in a text; an ordinary word that is also a place only where it must be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.care import place_cues as cues
from bot.care.place_words import Text
from bot.care.postcodes import Code
from bot.care.regions import Kind, Name, Ordinary, Tables

LONGEST = 6
#: an answer in parts is read as one name ("zoeter meer") only if it is at least this long
GLUED = 8
#: without a capital or "in", a message holds a place only if its name is at least this long
CLEAR = 6
HOMES = frozenset({Kind.PLAATS, Kind.GEMEENTE})


@dataclass(frozen=True)
class Mention:
    """A name in a text, from word ``first`` up to ``last``, with what it may mean."""

    first: int
    last: int
    names: Sequence[Name]

    def only(self, kind: Kind) -> bool:
        """Tell whether the name means nothing else than this kind."""
        return all(name.kind is kind for name in self.names)


def mentions(text: Text, tables: Tables, codes: Sequence[Code], strict: bool) -> list[Mention]:
    """Return the names in a text, in order.

    Args:
        text: the words of a message.
        tables: the region tables.
        codes: the postcodes of the text; their words are skipped.
        strict: the text is a message about anything, not the answer to "waar woont u?".
    """
    taken = {index for code in codes for index in range(code.first, code.last)}
    found: list[Mention] = []
    index = 0
    while index < len(text.words):
        mention = None
        if index not in taken:
            mention = _at(text, index, tables, taken, found, strict)
        if mention is not None:
            found.append(mention)
        index = mention.last if mention is not None else index + 1
    return found


def _at(
    text: Text, first: int, tables: Tables, taken: set[int], found: list[Mention], strict: bool
) -> Mention | None:
    """Return the longest name that begins at a word and is meant as one."""
    for last, names in _names_at(text, first, tables):
        names = meant(names, text.key(first - 1))
        mention = Mention(first, last, names)
        if mention.only(Kind.AFKORTING):
            if _shortens(text, mention, found):
                return mention
        elif _is_place(text, mention, tables, taken, strict):
            return mention
    return None


def _names_at(text: Text, first: int, tables: Tables) -> Iterator[tuple[int, Sequence[Name]]]:
    """Yield the names that begin at a word, longest first, as (index after it, meanings)."""
    for last in range(min(first + LONGEST, len(text.words)), first, -1):
        key = text.joined(first, last)
        names = tables.names.get(key, ())
        if names and (last - first == 1 or _parted(text, first, last, key, names)):
            yield last, names


def _parted(text: Text, first: int, last: int, key: str, names: Sequence[Name]) -> bool:
    """Tell whether words may be read as one name: it has parts, or "zoeter meer" is the whole answer."""
    if any(name.words > 1 for name in names):
        return True
    return len(key) >= GLUED and cues.core(text) == (first, last)


def meant(names: Sequence[Name], before: str) -> Sequence[Name]:
    """Return the meanings that fit the word before: "provincie Utrecht", "gemeente Beek"."""
    for words, kind in (
        (cues.GEMEENTE, Kind.GEMEENTE),
        (cues.PROVINCIE, Kind.PROVINCIE),
        (cues.REGIO, Kind.REGIO),
    ):
        asked = [name for name in names if name.kind is kind]
        if before in words and asked:
            return asked
    kinds = {name.kind for name in names}
    unlikely: set[Kind] = set()
    if kinds & HOMES or Kind.PROVINCIE in kinds:
        unlikely.add(Kind.REGIO)
    if Kind.GEMEENTE in kinds:
        unlikely.add(Kind.PROVINCIE)
    return [name for name in names if name.kind not in unlikely]


def _shortens(text: Text, mention: Mention, found: list[Mention]) -> bool:
    """Tell whether "Gld" or "L" stands right after a place, as in "Bergen L" or "Hengelo (Gld)"."""
    if not found or found[-1].last != mention.first:
        return False
    gap = text.gap(mention.first - 1)
    if len(text.words[mention.first].text) > 1 or "(" in gap:
        return gap.strip(" (,-") == ""
    return gap == " " and text.words[mention.first].capital and text.closes(mention.last)


def _is_place(text: Text, mention: Mention, tables: Tables, taken: set[int], strict: bool) -> bool:
    first, last = mention.first, mention.last
    if mention.only(Kind.PROVINCIE) and first and text.gap(first - 1) == "-":
        return False  # an unknown part, or another area: Zuidoost-Drenthe, Nieuw-Zeeland
    if _alone(text, mention, tables, taken):
        return True
    if cues.person(text, first):
        return False
    ordinary = tables.ordinary.get(text.joined(first, last))
    if ordinary is not None:
        return _meant_as_place(text, mention, tables, ordinary)
    if not strict:
        return True
    capital = text.words[last - 1].capital and not text.shouted
    long_enough = len(text.joined(first, last)) >= CLEAR
    return capital or long_enough or text.key(first - 1) in cues.CUES


def _meant_as_place(text: Text, mention: Mention, tables: Tables, ordinary: Ordinary) -> bool:
    """Tell whether an ordinary word in a sentence is a place: "in Best", "woont in leiden"."""
    first, last = mention.first, mention.last
    before = text.key(first - 1)
    moved = before == "van" and text.key(last) == "naar"
    if (moved or before in cues.CUES) and text.words[last - 1].capital and not text.shouted:
        return True
    if ordinary is Ordinary.SOMS:
        stops = text.closes(last) or _told_where(text, last, tables)
        return (before in cues.STRONG and stops) or cues.dwelling(text, first)
    article = text.key(first) in cues.ARTICLES
    return cues.dwelling(text, first) and text.closes(last) and not article


def _told_where(text: Text, last: int, tables: Tables) -> bool:
    """Tell whether "bij", "gemeente" or "provincie" and another place follow."""
    if text.key(last) not in cues.NEAR | cues.GEMEENTE | cues.PROVINCIE:
        return False
    return _beside(text, last + 1, tables, after_name=False) is not None


def _alone(text: Text, mention: Mention, tables: Tables, taken: set[int]) -> bool:
    """Tell whether the text is just this name, maybe with its postcode, municipality or province."""
    index = 0
    while index < len(text.words):
        if index == mention.first:
            index = mention.last
        elif index in taken or text.key(index) in cues.BESIDE:
            index += 1
        else:
            beside = _beside(text, index, tables, after_name=index == mention.last)
            if beside is None:
                return False
            index = beside
    return True


def _beside(text: Text, index: int, tables: Tables, after_name: bool) -> int | None:
    """Return the index after a name that begins at a word and is no ordinary word, or None."""
    for last, names in _names_at(text, index, tables):
        shortened = all(name.kind is Kind.AFKORTING for name in names)
        ordinary = text.joined(index, last) in tables.ordinary
        return None if ordinary or (shortened and not after_name) else last
    return None
