"""Turns the name of an answer into its text of today: dated facts, and the part that is asked for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.care.comparison import Grid, as_lines, as_markdown
from bot.clock import today
from bot.errors import WegwijzerError
from bot.knowledge.spoken import Variant, Words, outcome, said, shown_source, source_line

log = logging.getLogger(__name__)
MORE = {"title": "Meer uitleg", "payload": "/meer_uitleg"}
#: channels that show no table
WITHOUT_TABLES = ("whatsapp",)


class DatedAnswers(TemplatedNaturalLanguageGenerator):
    """Answers from the domain, with ``{fact}`` filled in as it holds today.

    An action may ask for a part by ``deel``: ``kern`` (the answer itself), ``meer``,
    ``makkelijker``, ``bron``, ``waarom``, ``voorbeeld`` or ``uitkomst`` (an outcome with the answers
    given, ``antwoorden``, as reasons, parts in ``delen`` that an action worked out, and a small
    table in ``tabel``, its head first). Other arguments fill placeholders of the same name.
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
        words = Words(slots, given, today())
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
            reasons = self._said(given, slots, channel)
            return outcome(variant, reasons, words, more_parts(given, channel)).in_chat()
        if part == "bron":
            return source_line(meta) or "Bij dit antwoord hoort geen wetsartikel."
        text = variant.get("text", "") if part == "kern" else meta.get(part, "")
        return words.into(text, meta.get("verlopen")).strip()

    def _said(self, given: Mapping[str, Any], slots: Mapping[str, Any], channel: str) -> list[str]:
        """Return the answers on which an outcome rests, to complete "U zei: …"."""
        found = []
        for slot, value in (given.get("antwoorden") or {}).items():
            question = self._random_response_for(f"utter_ask_{slot}", channel, dict(slots)) or {}
            found.append(said(question, value, slots, today()))
        return found


def more_parts(given: Mapping[str, Any], channel: str) -> dict[str, str]:
    """Return the parts that an action worked out: they go before those of the answer itself."""
    parts = dict(given.get("delen") or {})
    if given.get("tabel"):
        head, *rows = map(tuple, given["tabel"])
        grid = Grid(head, tuple(rows))
        parts["vergelijking"] = (as_lines if channel in WITHOUT_TABLES else as_markdown)(grid)
    return parts
