"""What patterns, trained detector and classifier say together: clear danger, doubt or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.care.safety_patterns import Danger, Kind

#: intents in which danger may hide; one of these is no reason to doubt a sign
NEAR = {"nood_medisch", "crisis_suicide", "huiselijk_geweld", "eenzaam", "taal_anders"}
#: what is said by somebody in danger is often about nothing that we know
OUTSIDE = "buiten_scope"
#: close to a wish to die in its words; its answer names 113 itself
LONELY, NAMED_THERE = "eenzaam", "crisis_suicide"
#: the lowest that the second kind counts for where the classifier sees danger
LEAST_SECOND = -1.0
#: so much likelier another kind must be than the one that a pattern names, to be told in its place
OTHER_KIND = 1.5


@dataclass(frozen=True)
class Borders:
    """What is needed to count as danger; how these were chosen: docs/begrijpen.md.

    Attributes:
        doubt: from this evidence on a sign is doubtful.
        doubt_seen: the same for a sign that the patterns see as clear: little may take it away.
        second: how much the score of the second likeliest kind of danger counts beside that of the
            likeliest; below zero it takes away, but little where the classifier sees danger too.
        far: how far a classifier that is sure of an intent without danger moves the evidence down.
        outside: the same for one that is sure that the message lies outside our scope.
        clear: from this evidence on a sign that no pattern knows is clear.
        lonely: how much more that must be for a wish to die where the classifier is sure that
            somebody feels alone.
        clear_seen: from this evidence on a sign is clear that the patterns see as clear; what they
            see as doubtful stays so.
    """

    doubt: float
    doubt_seen: float
    second: float
    far: float
    outside: float
    clear: float
    lonely: float
    clear_seen: float


def evidence(believed: tuple[str, float], scores: Mapping[Kind, float], borders: Borders) -> float:
    """Return how much speaks for danger; the borders are on the same scale.

    Args:
        believed: the classifier's first choice and its confidence, from 0 to 1.
        scores: of the detector, for each kind; it has taken the patterns into account.
        borders: how heavy each is.
    """
    first, second, *_ = sorted(scores.values(), reverse=True)
    intent, confidence = believed
    against = borders.outside if intent == OUTSIDE else 0 if intent in NEAR else borders.far
    if intent in scores:
        second = max(second, LEAST_SECOND)
    return first + borders.second * second - against * confidence


def weigh(
    pattern: Danger | None,
    believed: tuple[str, float],
    scores: Mapping[Kind, float],
    borders: Borders,
) -> Danger | None:
    """Return the danger that a message tells of, or None.

    Args:
        pattern: what the patterns say.
        believed: the classifier's first choice and its confidence, from 0 to 1.
        scores: of the detector, for each kind; it has taken the pattern into account.
        borders: what is needed.
    """
    likeliest = max(scores, key=lambda kind: scores[kind])
    found = evidence(believed, scores, borders)
    seen = pattern is not None and pattern.strength == "duidelijk"
    border = borders.doubt_seen if seen else borders.doubt
    if found < border:
        return None
    intent, confidence = believed
    named = intent == LONELY and likeliest == NAMED_THERE
    lonely = borders.lonely * confidence if named else 0
    clear_from = borders.clear + lonely if pattern is None else borders.clear_seen
    clear = found >= clear_from and (pattern is None or seen)
    fits = pattern is not None and scores[likeliest] - scores[pattern.kind] <= OTHER_KIND
    kind = pattern.kind if pattern is not None and fits else likeliest
    return Danger(kind, "duidelijk" if clear else "twijfel")
