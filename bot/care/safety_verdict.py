"""What patterns, trained detector and classifier say together: clear danger, doubt or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.care.safety_patterns import Danger, Kind

#: intents in which danger may hide; one of these is no reason to doubt a sign
NEAR = {"nood_medisch", "crisis_suicide", "huiselijk_geweld", "eenzaam", "taal_anders"}


@dataclass(frozen=True)
class Borders:
    """What is needed to count as danger; how these were chosen: docs/begrijpen.md.

    Attributes:
        doubt: from this evidence on a sign is doubtful; evidence is the detector's score, moved by
            what the classifier believes.
        doubt_seen: the same for a sign that the patterns see as clear: little may take it away.
        near: how far a classifier that is sure of an intent near danger moves it up.
        far: how far one that is sure of any other intent moves it down.
        clear: from this score on a sign that no pattern knows is clear.
        clear_seen: from this score on a sign is clear that the patterns see as clear; what they
            see as doubtful stays so.
    """

    doubt: float
    doubt_seen: float
    near: float
    far: float
    clear: float
    clear_seen: float


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
    intent, confidence = believed
    moved = (borders.near if intent in NEAR else -borders.far) * confidence
    seen = pattern is not None and pattern.strength == "duidelijk"
    border = borders.doubt_seen if seen else borders.doubt
    if scores[likeliest] + moved < border:
        return None
    if pattern is None:
        clear = scores[likeliest] >= borders.clear
    else:
        clear = seen and scores[likeliest] >= borders.clear_seen
    fits = pattern is not None and scores[pattern.kind] >= border
    kind = pattern.kind if pattern is not None and fits else likeliest
    return Danger(kind, "duidelijk" if clear else "twijfel")
