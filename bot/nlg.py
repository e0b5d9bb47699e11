"""Turns the name of an answer into its text of today: dated facts, and the part that is asked for."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.care.facts import dutch_date
from bot.care.texts import called, capital, fill
from bot.clock import today
from bot.errors import KnowledgeRefused, NotInForce, WegwijzerError
from bot.knowledge.facts import facts

log = logging.getLogger(__name__)
Variant = dict[str, Any]
MORE = {"title": "Meer uitleg", "payload": "/meer_uitleg"}
#: parts of an outcome that are shown under a heading, in this order
HEADINGS = (
    ("waarom", "Waarom?"),
    ("nu_doen", "Wat kunt u nu doen?"),
    ("verandert", "Wanneer is het anders?"),
)


class DatedAnswers(TemplatedNaturalLanguageGenerator):
    """Answers from the domain, with ``{fact}`` filled in as it holds today.

    An action may ask for a part by ``deel``: ``kern`` (the answer itself), ``meer``,
    ``makkelijker``, ``bron``, ``waarom``, ``voorbeeld`` or ``uitkomst`` (an outcome with the answers
    given, ``antwoorden``, as reasons). Other arguments fill placeholders of the same name.
    """

    def __init__(self, endpoint_config: Any = None, domain: Domain | None = None) -> None:
        # Rasa gives the domain's answers afterwards to generators of this kind
        super().__init__(domain.responses if domain else {})

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> Variant | None:
        """Return text, buttons and source of an answer, or None when there is no such answer.

        An answer that cannot be filled becomes the sentence that something went wrong: silence is
        never an answer.
        """
        slots = tracker.current_slot_values()
        try:
            return self.answer(utter_action, slots, output_channel, kwargs)
        except WegwijzerError as failure:
            log.error("answer_failed name=%s failure=%s", utter_action, type(failure).__name__)
            return self.answer(failure.response, slots, output_channel, {})

    def answer(
        self, name: str, slots: Mapping[str, Any], channel: str, given: Mapping[str, Any]
    ) -> Variant | None:
        """Return the answer for the slots of a talk (see ``generate``)."""
        variant = self._random_response_for(name, channel, dict(slots))
        if variant is None:
            return None
        words = Words(slots, given)
        part = str(given.get("deel") or "kern")
        text = self._part(variant, part, words, slots, given, channel)
        buttons = (
            [dict(b) for b in variant.get("buttons") or []] if part in ("kern", "uitkomst") else []
        )
        meta = variant.get("metadata") or {}
        if part == "kern" and meta.get("meer") and name.startswith("utter_") and buttons:
            buttons.append(MORE)
        return {
            "text": text,
            "buttons": buttons,
            "source": shown_source(meta),
            "expects": meta.get("verwacht"),
            "kind": "result" if part == "uitkomst" else None,
            "utter_action": name,
        }

    def _part(
        self,
        variant: Variant,
        part: str,
        words: Words,
        slots: Mapping[str, Any],
        given: Mapping[str, Any],
        channel: str,
    ) -> str:
        meta = variant.get("metadata") or {}
        if part == "uitkomst":
            said = [
                self._said(s, v, slots, channel) for s, v in (given.get("antwoorden") or {}).items()
            ]
            return outcome(variant, [s for s in said if s], words)
        if part == "bron":
            return source_line(meta) or "Bij dit antwoord hoort geen wetsartikel."
        text = variant.get("text", "") if part == "kern" else meta.get(part, "")
        return words.into(text, meta.get("verlopen")).strip()

    def _said(self, slot: str, value: Any, slots: Mapping[str, Any], channel: str) -> str:
        """Return an answer as the person gave it, to complete "U zei: …"; empty when it has none."""
        question = self._random_response_for(f"utter_ask_{slot}", channel, dict(slots)) or {}
        meta = question.get("metadata") or {}
        own = meta.get("zei_zelf") if slots.get("voor_wie") == "zelf" else None
        phrases = own or meta.get("zei") or {}
        words = Words(slots, {"waarde": spoken_value(value)})
        chosen = value if isinstance(value, list) else [value]
        found = [phrases.get(str(v), phrases.get("waarde", "")) for v in chosen]
        return " en ".join(words.into(str(phrase), None) for phrase in found if phrase)


def spoken_value(value: Any) -> str:
    """Return a value as a reader sees it; a date in words."""
    try:
        return dutch_date(dt.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


class Words:
    """Looks up what a placeholder stands for: an argument, the person's name, a slot or a fact."""

    def __init__(self, slots: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self._slots = slots
        self._given = given

    def into(self, text: str, stale: str | None) -> str:
        """Fill a text; ``stale`` is said instead when a fact in it no longer holds."""
        try:
            return fill(text, self.value)
        except NotInForce:
            return fill(
                stale or "Kijk voor het actuele bedrag of de actuele termijn bij de bron.",
                self.value,
            )

    def value(self, name: str) -> str:
        """Return what a name stands for today.

        Raises:
            NotInForce: a fact does not hold today.
            KnowledgeRefused: nothing has that name.
        """
        if self._given.get(name) is not None:
            return str(self._given[name])
        if name in ("naaste", "Naaste"):
            who = called(self._slots)
            return capital(who) if name == "Naaste" else who
        if name in facts():
            return facts()[name].spoken(today())
        if self._slots.get(name) is not None:
            return spoken_value(self._slots[name])
        raise KnowledgeRefused(
            f"{{{name}}} is geen feit en geen slot; zie bot/knowledge/law/facts.yml"
        )


def outcome(variant: Variant, said: list[str], words: Words) -> str:
    """Return an outcome: the core, what the person said, and the further parts under headings."""
    meta = variant.get("metadata") or {}
    blocks = [words.into(variant.get("text", ""), meta.get("verlopen")).strip()]
    if said:
        blocks.append("**U zei:**\n" + "\n".join(f"- {phrase}" for phrase in said))
    for part, heading in HEADINGS:
        if meta.get(part):
            blocks.append(f"**{heading}**\n{words.into(meta[part], None).strip()}")
    return "\n\n".join(blocks)


def shown_source(meta: Mapping[str, Any]) -> str | None:
    """Return the source that goes with an answer; a greeting or a question of ours shows none."""
    return source_line(meta) if meta.get("zekerheid") else None


def source_line(meta: Mapping[str, Any]) -> str | None:
    """Return ``Besluit langdurige zorg art. 3.2.4 (gecontroleerd op 22 november 2026)``."""
    if not meta.get("bron"):
        return None
    day = dt.date.fromisoformat(str(meta["checked_on"]))
    return f"{meta['bron']} (gecontroleerd op {dutch_date(day)})"
