"""An answer as it is said on a day: blanks filled in, what the person said, an outcome in parts.

The chat (bot/nlg.py) and the take-along sheet (bot/documenten) both take their words from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.care.facts import dutch_date
from bot.care.texts import called, capital
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import answers
from bot.knowledge.dated import filled
from bot.knowledge.facts import facts

Variant = dict[str, Any]
MORE = {"title": "Meer uitleg", "payload": "/meer_uitleg"}
#: parts of an outcome that are shown under a heading, in this order
HEADINGS = (
    ("vormen", "Passende vormen"),
    ("deuren", "Uw loketten"),
    ("waarom", "Waarom?"),
    ("vergelijking", "De verschillen"),
    ("nu_doen", "Wat kunt u nu doen?"),
    ("bij_zorgkantoor", "Het zorgkantoor"),
    ("bij_gemeente", "De gemeente"),
    ("te_laat", "Komt er geen besluit?"),
    ("verandert", "Wanneer is het anders?"),
)


class Words:
    """Looks up what a placeholder stands for: an argument, the person's name, a slot or a fact.

    Args:
        slots: what is known of the talk, by slot.
        given: words for this answer alone; they go before the rest.
        on: the day for which facts are told.
    """

    def __init__(self, slots: Mapping[str, Any], given: Mapping[str, Any], on: dt.date) -> None:
        self._slots = slots
        self._given = given
        self._on = on

    def into(self, text: str, stale: str | None) -> str:
        """Fill a text; ``stale`` is said instead when a fact in it no longer holds."""
        return filled(text, self.value, stale)

    def value(self, name: str) -> str:
        """Return what a name stands for on the day.

        Raises:
            NotInForce: a fact does not hold on the day.
            KnowledgeRefused: nothing has that name.
        """
        if self._given.get(name) is not None:
            return str(self._given[name])
        if name in ("naaste", "Naaste"):
            who = called(self._slots)
            return capital(who) if name == "Naaste" else who
        if name in facts():
            return facts()[name].spoken(self._on)
        if self._slots.get(name) is not None:
            return spoken_value(self._slots[name])
        raise KnowledgeRefused(
            f"{{{name}}} is geen feit en geen slot; zie bot/knowledge/law/facts.yml"
        )


@dataclass(frozen=True)
class Outcome:
    """How a guided flow ended, in words.

    Attributes:
        kern: the outcome itself.
        zeker: how sure it is, in words; empty when that goes without saying.
        said: the answers on which it rests, to complete "U zei: …".
        parts: key of ``HEADINGS`` and text of each further part.
    """

    kern: str
    zeker: str
    said: tuple[str, ...]
    parts: Mapping[str, str]

    def in_chat(self) -> str:
        """Return the outcome as one message."""
        blocks = [self.kern, *([self.zeker] if self.zeker else [])]
        if self.said:
            blocks.append("**U zei:**\n" + "\n".join(f"- {phrase}" for phrase in self.said))
        blocks += [f"**{heading}**\n{self.parts[p]}" for p, heading in HEADINGS if p in self.parts]
        return "\n\n".join(blocks)


def outcome(
    variant: Variant, said: Sequence[str], words: Words, more: Mapping[str, str] | None = None
) -> Outcome:
    """Return an outcome: the core, how sure it is, what the person said, and the further parts.

    Args:
        variant: the answer of the outcome.
        said: the reasons, to complete "U zei: …".
        words: what fills the blanks.
        more: parts that were worked out; they go before those of the answer itself.
    """
    meta = {**(variant.get("metadata") or {}), **(more or {})}
    return Outcome(
        words.into(variant.get("text", ""), meta.get("verlopen")).strip(),
        words.into(meta.get("zeker") or "", None),
        tuple(phrase for phrase in said if phrase),
        {part: words.into(meta[part], None).strip() for part, _ in HEADINGS if meta.get(part)},
    )


def said(question: Variant, value: Any, slots: Mapping[str, Any], on: dt.date) -> str:
    """Return an answer as the person gave it, to complete "U zei: …"; empty when it has none.

    Args:
        question: the variant of ``utter_ask_<slot>`` that fits the talk.
        value: the value of that slot.
        slots: what is known of the talk.
        on: the day for which facts are told.
    """
    meta = question.get("metadata") or {}
    own = meta.get("zei_zelf") if slots.get("voor_wie") == "zelf" else None
    phrases = own or meta.get("zei") or {}
    words = Words(slots, {"waarde": spoken_value(value)}, on)
    chosen = value if isinstance(value, list) else [value]
    found = [phrases.get(str(v), phrases.get("waarde", "")) for v in chosen]
    return " en ".join(words.into(str(phrase), None) for phrase in found if phrase)


def spoken_value(value: Any) -> str:
    """Return a value as a reader sees it; a date in words."""
    try:
        return dutch_date(dt.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def variant_of(name: str, slots: Mapping[str, Any]) -> Variant | None:
    """Return the variant of an answer that fits a talk on no channel in particular.

    One whose conditions hold goes before one without, as in Rasa.
    """
    for_all = [v for v in answers().get(name, []) if not v.get("channel")]
    fits = [v for v in for_all if v.get("condition") and _holds(v["condition"], slots)]
    return next(iter([*fits, *(v for v in for_all if not v.get("condition"))]), None)


def _holds(conditions: Sequence[Mapping[str, Any]], slots: Mapping[str, Any]) -> bool:
    return all(slots.get(c["name"]) == c["value"] for c in conditions)


def shown_source(meta: Mapping[str, Any]) -> str | None:
    """Return the source that goes with an answer; a greeting or a question of ours shows none."""
    return source_line(meta) if meta.get("zekerheid") else None


def source_line(meta: Mapping[str, Any]) -> str | None:
    """Return ``Besluit langdurige zorg art. 3.2.4 (gecontroleerd op 22 november 2026)``."""
    if not meta.get("bron"):
        return None
    day = dt.date.fromisoformat(str(meta["checked_on"]))
    return f"{meta['bron']} (gecontroleerd op {dutch_date(day)})"


def with_more(
    buttons: Sequence[Mapping[str, str]], meta: Mapping[str, Any]
) -> list[dict[str, str]]:
    """Return the choices below an answer, with the longer explanation when there is one."""
    more = [MORE] if buttons and meta.get("meer") else []
    return [dict(button) for button in (*buttons, *more)]
