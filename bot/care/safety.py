"""The safety net beside the model: does a message tell of danger to life, suicide or abuse?

The patterns stand in ``bot/knowledge/words/veiligheid.yml``. A miss weighs far more than a false
alarm: whoever is wrongly shown a number can go on; whoever is not shown it may have nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.care.safety_match import Sheet, candidates
from bot.care.safety_patterns import Danger, Kind, Patterns, Rule, Strength
from bot.care.safety_text import pieces, placed

__all__ = ["Danger", "Kind", "Patterns", "Strength", "find_danger"]


def find_danger(text: str, patterns: Patterns) -> Danger | None:
    """Return what danger a message tells of, or None. It never raises and keeps nothing.

    Args:
        text: one message as it was typed.
        patterns: what to look for (``bot.knowledge.safety.patterns``).
    """
    rule = next(matches(text, patterns), None)
    return rule.danger if rule else None


def matches(text: str, patterns: Patterns) -> Iterator[Rule]:
    """Return the rules that hold for a message, the one that counts most first."""
    parts = [patterns.mending.mended(part) for part in pieces(text)]
    sheet = Sheet(placed(parts, patterns.spellings), patterns)
    rules = candidates(sheet.words, patterns)
    harmless = 0
    for rule in rules:
        if rule.danger is None and sheet.fires(rule):
            harmless |= sheet.wiped(rule.near[0])
    if harmless:
        sheet.erase(harmless)
    return (rule for rule in rules if rule.danger and sheet.fires(rule))
