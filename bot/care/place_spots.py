"""The places that a text names, as options; a municipality or province beside one decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.care import place_cues as cues
from bot.care.place_mentions import Mention, mentions
from bot.care.place_words import Text
from bot.care.postcodes import Code, postcodes
from bot.care.region_lookup import Found, Reason, distinct, in_region
from bot.care.regions import Kind, Name, Tables


@dataclass(frozen=True)
class Spot:
    """One place in a text.

    Attributes:
        first: index of its first word.
        last: index after its last word.
        options: what it may be, one for each municipality; none abroad or for an unknown postcode.
        reason: why there is a choice, if there is one.
        kind: what kind of name it is; None for a postcode.
        provincies: provinces it stands for, if it is one.
        certain: False for four bare digits.
        near: it only tells where another place lies: "bij Nijmegen", "in de buurt van Arnhem".
    """

    first: int
    last: int
    options: tuple[Found, ...]
    reason: Reason
    kind: Kind | None
    provincies: frozenset[str] = frozenset()
    certain: bool = True
    near: bool = False

    @property
    def regions(self) -> set[str]:
        """Return the codes of the regions it may lie in."""
        return {option.region_code for option in self.options}


def spots(text: Text, tables: Tables, on: dt.date) -> list[Spot]:
    """Return the places in an answer to "waar woont u?", in order, each with what narrows it."""
    codes = postcodes(text)
    found = [code_spot(code, tables, on) for code in codes]
    for mention in mentions(text, tables, codes, strict=False):
        near = cues.near(text, mention.first)
        found.append(replace(name_spot(mention, tables, on), near=near))
    return _narrow_all(text, sorted(found, key=lambda spot: spot.first))


def code_spot(code: Code, tables: Tables, on: dt.date) -> Spot:
    """Return the options of a postcode; none if it is not in the table."""
    options: list[Found] = []
    for row in tables.postcodes.get(code.pc4, ()):
        plaats = row.plaats or None
        homes = tables.gemeenten_of(row.gemeente, on) if row.gemeente else ()
        options += [in_region(tables, on, g.region_code, g, plaats, row.pc4) for g in homes]
        if not homes:
            options.append(in_region(tables, on, row.region_code, None, plaats, row.pc4))
    return Spot(
        code.first,
        code.last,
        distinct(options),
        Reason.POSTCODE_TWEE_REGIOS,
        None,
        certain=code.certain,
    )


def name_spot(mention: Mention, tables: Tables, on: dt.date) -> Spot:
    """Return the options of a name."""
    provincies = {n.target for n in mention.names if n.kind in (Kind.PROVINCIE, Kind.AFKORTING)}
    return Spot(
        mention.first,
        mention.last,
        distinct(options_of(mention.names, tables, on)),
        _reason(mention.names, tables, on),
        mention.names[0].kind,
        provincies=frozenset(provincies),
    )


def options_of(names: Sequence[Name], tables: Tables, on: dt.date) -> Iterator[Found]:
    """Yield everything that a name may mean on a day."""
    for name in names:
        if name.kind in (Kind.PLAATS, Kind.GEMEENTE):
            plaats = name.label if name.kind is Kind.PLAATS else None
            for gemeente in tables.gemeenten_of(name.target, on):
                yield in_region(tables, on, gemeente.region_code, gemeente, plaats)
        elif name.kind is Kind.REGIO:
            yield in_region(tables, on, name.target)
        elif name.kind is not Kind.BUITENLAND:
            for code in sorted({g.region_code for g in tables.gemeenten_in(name.target, on)}):
                yield replace(in_region(tables, on, code), provincie=name.target)


def _reason(names: Sequence[Name], tables: Tables, on: dt.date) -> Reason:
    homes = [name.target for name in names if name.kind is Kind.GEMEENTE]
    if any(len(tables.gemeenten_of(home, on)) > 1 for home in homes):
        return Reason.GESPLITSTE_GEMEENTE
    named = homes or any(name.kind is Kind.PLAATS for name in names)
    return Reason.ZELFDE_NAAM if named else Reason.PROVINCIE


def _narrow_all(text: Text, found: list[Spot]) -> list[Spot]:
    """Merge a place with the postcode, municipality or province that tells which one it is."""
    merged: list[Spot] = []
    for spot in found:
        both = _merged(text, merged[-1], spot) if merged else None
        if both is not None:
            merged[-1] = both
        else:
            merged.append(spot)
    return list(_with_codes(merged))


def _merged(text: Text, left: Spot, right: Spot) -> Spot | None:
    """Return two spots as one if they stand together and fit each other, otherwise None."""
    if not left.options or not right.options or not together(text, left, right):
        return None
    if left.kind is None and right.kind is None:
        return None
    kept, other = sorted((left, right), key=_weight)
    options = _fitting(kept, other)
    return replace(kept, first=left.first, last=right.last, options=options) if options else None


def together(text: Text, left: Spot, right: Spot) -> bool:
    """Tell whether two spots stand side by side, as in "Beek (gemeente Berg en Dal)"."""
    between = {text.key(index) for index in range(left.last, right.first)}
    return between <= cues.BETWEEN


def _weight(spot: Spot) -> tuple[bool, bool, bool, int]:
    """Order the parts of a place: a postcode says most, then the name that may mean most."""
    region = spot.kind is Kind.REGIO
    return spot.kind is not None, bool(spot.provincies), region, -len(spot.options)


def _fitting(kept: Spot, other: Spot) -> tuple[Found, ...]:
    """Return the options of one spot that another allows: by province, municipality, then region."""
    in_provincie = tuple(o for o in kept.options if o.provincie in other.provincies)
    if in_provincie or other.kind in (Kind.PROVINCIE, Kind.AFKORTING):
        return in_provincie
    homes = set() if other.near else {option.gemeente for option in other.options} - {None}
    same = tuple(option for option in kept.options if option.gemeente in homes)
    return same or tuple(o for o in kept.options if o.region_code in other.regions)


def _with_codes(found: Sequence[Spot]) -> Iterator[Spot]:
    """Let a postcode decide for a place further on; drop bare digits that disagree with it."""
    codes = [spot for spot in found if spot.kind is None and spot.options]
    places = [spot for spot in found if spot.kind is not None]
    for spot in found:
        if spot.kind is not None:
            fits = next((fit for code in codes if (fit := _fitting(spot, code))), spot.options)
            yield replace(spot, options=fits)
        elif spot.certain or not places or any(_backs(spot, place) for place in places):
            yield spot


def _backs(code: Spot, place: Spot) -> bool:
    """Tell whether bare digits fit a place, or stand right before it, as a postcode does."""
    return code.last == place.first or bool(_fitting(place, code))
