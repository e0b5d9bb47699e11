"""What the phrases are by which people tell something, and what a message told; no reading here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.care.typing_errors import Mending


@dataclass(frozen=True)
class Phrase:
    """What some words tell.

    Attributes:
        pattern: the words; matched on the words of a clause.
        says: slots that it fills beyond doubt.
        implies: slots that follow from it, unless something else was said.
        maybe: slots that it makes likely; asked to confirm, never taken as said.
        denies: slots that it fills only when somebody puts us right.
        of_person: it is told of somebody; otherwise of the case as a whole.
        date: slot that the day in the same clause fills.
        needs: words without which, somewhere in the message, it tells nothing.
        unless: words with which, in the same clause, it tells nothing.
    """

    pattern: re.Pattern[str]
    says: Mapping[str, str] = field(default_factory=dict)
    implies: Mapping[str, str] = field(default_factory=dict)
    maybe: Mapping[str, str] = field(default_factory=dict)
    denies: Mapping[str, str] = field(default_factory=dict)
    of_person: bool = False
    date: str | None = None
    needs: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Lexicon:
    """What is listened for.

    Attributes:
        phrases: that tell something.
        lists: slots that hold several values.
        mending: the words in which a typing error is forgiven.
    """

    phrases: tuple[Phrase, ...]
    lists: frozenset[str]
    mending: Mending = field(default_factory=Mending)


@dataclass(frozen=True)
class Told:
    """What a message tells.

    Attributes:
        says: slots beyond doubt, ``voor_wie`` and ``relatie`` among them.
        implies: slots that follow from those.
        maybe: slots to be confirmed.
        denies: slots of which a value was denied, with what is true instead, or with the values of
            a list that are not; it only counts when somebody corrects us.
    """

    says: Mapping[str, Any] = field(default_factory=dict)
    implies: Mapping[str, Any] = field(default_factory=dict)
    maybe: Mapping[str, Any] = field(default_factory=dict)
    denies: Mapping[str, Any] = field(default_factory=dict)
