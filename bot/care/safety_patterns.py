"""What the patterns of danger are made of; ``bot.knowledge.safety`` reads them from the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

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
        slot: number of the words that may stand here.
        gap: how many other words may stand before it.
        optional: it may be left out.
        erases: in a harmless phrase: the words that stand here are no longer looked at.
    """

    slot: int
    gap: int = 0
    optional: bool = False
    erases: bool = True


@dataclass(frozen=True)
class Phrase:
    """Words in an order.

    Attributes:
        steps: from left to right.
        need: the slots that it cannot do without, as bits.
    """

    steps: tuple[Step, ...]
    need: int


@dataclass(frozen=True)
class Rule:
    """Phrases that together mean danger, or together mean none.

    Attributes:
        danger: what it means; None for a harmless one, whose first phrase is wiped out.
        near: phrases that stand near each other, in any order.
        anywhere: phrases that stand somewhere in the message.
        not_near: phrases that do not stand near them.
        not_anywhere: phrases that stand nowhere in the message.
        need: the slots that it cannot do without, as bits.
        line: where it stands in the file.
    """

    danger: Danger | None
    near: tuple[Phrase, ...]
    anywhere: tuple[Phrase, ...]
    not_near: tuple[Phrase, ...]
    not_anywhere: tuple[Phrase, ...]
    need: int
    line: int


@dataclass(frozen=True)
class Patterns:
    """Everything that is known about danger, compiled.

    Attributes:
        spellings: words that are read as other words.
        key_words: strong words in which a typing error is forgiven, by the length of a word that
            may have been meant for one of them.
        known: words that are never a typing error.
        words: the slots in which a word may stand.
        prefixes: the slots in which every word with this beginning may stand.
        prefix_lengths: how long those beginnings are.
        phrases: for each slot the phrases, of slots with a lower number, that may stand in it.
        above: for each slot the slots that hold a phrase with that slot as its rarest part.
        harmless: what is wiped out before danger is looked for.
        rules: the dangers, the one that counts most first.
    """

    spellings: Mapping[str, tuple[str, ...]]
    key_words: Mapping[int, tuple[str, ...]]
    known: frozenset[str]
    words: Mapping[str, tuple[int, ...]]
    prefixes: Mapping[str, tuple[int, ...]]
    prefix_lengths: tuple[int, ...]
    phrases: tuple[tuple[Phrase, ...], ...] = field(repr=False)
    above: Mapping[int, tuple[int, ...]] = field(repr=False)
    harmless: tuple[Rule, ...] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
