"""Filling a text with facts; when one holds no more, what is said instead says where to look."""

from __future__ import annotations

from collections.abc import Callable

from bot.care.texts import fill
from bot.errors import NotInForce

ELSEWHERE = "Kijk voor het actuele bedrag of de actuele termijn {where}."


def filled(text: str, value: Callable[[str], str], stale: str | None = None) -> str:
    """Return a text with its blanks filled in.

    Args:
        text: with ``{names}``.
        value: what a name stands for; it raises ``NotInForce`` for a fact that does not hold.
        stale: what is said instead when a fact in the text does not hold. Without it a sentence that
            names the place where the fact stands.
    """
    try:
        return fill(text, value)
    except NotInForce as ended:
        return fill(stale, value) if stale else ELSEWHERE.format(where=ended.where)
