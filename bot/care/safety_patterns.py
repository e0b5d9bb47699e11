"""What the patterns of danger are made of; ``bot.knowledge.safety`` reads them from the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.care.typing_errors import Mending

Kind = Literal["nood_medisch", "crisis_suicide", "huiselijk_geweld"]
Strength = Literal["duidelijk", "twijfel"]


@dataclass(frozen=True)
class Danger:
    """What a message seems to tell.

    Attributes:
        kind: the safety intent.
        strength: ``duidelijk``: give the safety answer and nothing else; ``twijfel``: give the
            normal answer and add the number.
    """

    kind: Kind
    strength: Strength


@dataclass(frozen=True)
class Step:
    """One place in a phrase.

    Attributes:
        slot: number of what may stand here.
        gap: how many other words may stand before it.
        optional: it may be left out.
        erases: in a harmless phrase: the words that stand here are no longer looked at.
    """

    slot: int
    gap: int = 0
    optional: bool = False
    erases: bool = True


#: places in an order, from left to right
Phrase = tuple[Step, ...]


@dataclass(frozen=True)
class Slot:
    """What may stand in one place.

    Attributes:
        words: words; with a star at the end every word that begins so, at the beginning every
            word that ends so.
        phrases: phrases of slots with a lower number.
    """

    words: frozenset[str]
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Rule:
    """Phrases that together mean danger, or together mean none.

    Attributes:
        danger: what it means; None for a harmless one, whose first phrase is wiped out.
        near: phrases that stand near each other, in any order.
        anywhere: phrases that stand somewhere in the message.
        not_near: phrases that do not stand near them.
        not_anywhere: phrases that stand nowhere in the message.
        triggers: words without one of which it cannot hold.
        line: where it stands in the file.
    """

    danger: Danger | None
    near: tuple[Phrase, ...]
    anywhere: tuple[Phrase, ...]
    not_near: tuple[Phrase, ...]
    not_anywhere: tuple[Phrase, ...]
    triggers: frozenset[str]
    line: int


@dataclass(frozen=True)
class Patterns:
    """Everything that is known about danger, compiled.

    Attributes:
        spellings: words that are read as other words.
        mending: the strong words in which a typing error is forgiven.
        parts: the beginnings and ends, with a star, that stand in a pattern.
        slots: what may stand in a place, by number.
        rules: harmless ones first, then the dangers, the one that counts most first.
        triggered: for each word, in the order of ``rules``, the rules that it may make hold.
    """

    spellings: Mapping[str, tuple[str, ...]]
    mending: Mending
    parts: frozenset[str]
    slots: tuple[Slot, ...] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    triggered: Mapping[str, tuple[int, ...]] = field(repr=False)
