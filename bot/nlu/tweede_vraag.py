"""The second question of a message, judged by the classifier; only where there is reason to look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.care.follow_up import follow_up
from bot.care.two_questions import questions_in
from bot.knowledge.answers import labels
from bot.knowledge.follow_ups import follow_ups

Ranking = list[dict[str, Any]]
#: what a message with a second question carries beside its intent
ALSO = "tweede_vraag"
#: from which confidence on a part counts as understood, and from which it is answered unasked
UNDERSTOOD, SURE = 0.6, 0.85
#: what is said beside a question, or means something else when it stands alone
NO_QUESTION = frozenset(
    "groet afscheid dank bevestig ontken weet_niet stop opnieuw hulp_bot ben_je_mens privacy "
    "taal_anders nood_medisch crisis_suicide huiselijk_geweld uitschelden niet_begrepen klacht_bot "
    "eenzaam buiten_scope vraag_medewerker".split()
)


def second_question(
    text: str, whole: Ranking, judge: Callable[[str], Ranking]
) -> dict[str, Any] | None:
    """Return the other question of a message; None unless it holds two that are understood.

    Two needs share what the classifier believes of the message as a whole, so where that is not sure
    and both parts are, the parts count. Else one of them must be what the whole was taken for.

    Args:
        text: as typed.
        whole: intents that the message as a whole may have, likeliest first.
        judge: from a part to the intents it may have, likeliest first.

    Returns:
        ``intent`` of the other question, ``zeker`` whether it may be answered unasked, and
        ``eerst``, the intent of the first one when the message as a whole was not sure.
    """
    parts = questions_in(text)
    if parts is None:
        return None
    first = _meaning(judge(parts[0]))
    asks_on = follow_up(parts[1], [f"utter_{first[0]}"], follow_ups())
    second = (asks_on, 1.0) if asks_on else _meaning(judge(parts[1]))
    intent, confidence = _meaning(whole)
    both = confidence < SURE and min(first[1], second[1]) >= SURE
    if both and (found := _noted(second, first)):
        return found
    if confidence < UNDERSTOOD and intent not in (first[0], second[0]):
        return None
    others = [part for part in (first, second) if part[0] != intent]
    return _noted(others[0]) if len(others) == 1 else None


def _noted(
    other: tuple[str, float], first: tuple[str, float] | None = None
) -> dict[str, Any] | None:
    names = {other[0], *([first[0]] if first else [])}
    if other[1] < UNDERSTOOD or names & NO_QUESTION or not names <= labels().keys():
        return None
    if first and first[0] == other[0]:
        return None
    found = {"intent": other[0], "zeker": other[1] >= SURE}
    return {**found, "eerst": first[0]} if first else found


def _meaning(ranking: Ranking) -> tuple[str, float]:
    return str(ranking[0]["name"]), float(ranking[0]["confidence"])
