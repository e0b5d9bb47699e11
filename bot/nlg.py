"""Turns the name of an answer into its text of today: dated facts, and the part that is asked for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.care.comparison import Grid, as_lines, as_markdown
from bot.care.texts import called
from bot.clock import today
from bot.errors import WegwijzerError
from bot.knowledge.spoken import Variant, Words, outcome, said, shown_source, source_line, with_more

log = logging.getLogger(__name__)
#: channels that show no table
WITHOUT_TABLES = ("whatsapp",)
ASK, RELATION = "utter_ask_", "relatie"
#: the relation says it better than "voor een naaste"; with an age or an illness neither is needed
WHO = ("voor_wie", RELATION)
#: one illness in two flows: said once when both are told
ILLNESS, ILLNESS_OF_WZD = "grondslag", "wzd_aandoening"


class DatedAnswers(TemplatedNaturalLanguageGenerator):
    """Answers from the domain, with ``{fact}`` filled in as it holds today.

    An action may ask for a part by ``deel``: ``kern`` (the answer itself), ``meer``,
    ``kort`` (the same without buttons), ``makkelijker``, ``bron``, ``waarom``, ``voorbeeld`` or
    ``uitkomst`` (an outcome with the answers given, ``antwoorden``, as reasons, parts in ``delen``
    that an action worked out, and a small table in ``tabel``, its head first). ``{gezegd}`` in a
    text is what the person said: ``antwoorden``, or what this message told. ``bron_van`` is the
    source when it is not that of the answer itself (a term). Other arguments fill placeholders of
    the same name.
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
        words = Words(slots, {"gezegd": self._all_said(slots, given, channel), **given}, today())
        part = str(given.get("deel") or "kern")
        text = self._part(variant, part, words, slots, given, channel)
        buttons = (
            [dict(b) for b in variant.get("buttons") or []] if part in ("kern", "uitkomst") else []
        )
        if part == "kern" and name.startswith(ASK):
            text = self._asked(name, variant, slots, channel) or text
            buttons = [*_choices(name, slots), *buttons]
        meta = variant.get("metadata") or {}
        if part == "kern":
            buttons = with_more(buttons, meta)
        return {
            "text": text,
            "buttons": buttons,
            "source": shown_source({**meta, **(given.get("bron_van") or {})}),
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
            reasons = self._said(given.get("antwoorden") or {}, slots, channel)
            return outcome(variant, reasons, words, more_parts(given, channel)).in_chat()
        if part == "bron":
            own = {**meta, **(given.get("bron_van") or {})}
            return source_line(own) or "Bij dit antwoord hoort geen wetsartikel."
        text = variant.get("text", "") if part in ("kern", "kort") else meta.get(part, "")
        return words.into(text, meta.get("verlopen")).strip()

    def _said(self, told: Mapping[str, Any], slots: Mapping[str, Any], channel: str) -> list[str]:
        """Return answers as the person gave them, to complete "U zei: …"."""
        found = []
        for slot, value in told.items():
            question = self._random_response_for(f"{ASK}{slot}", channel, dict(slots)) or {}
            found.append(said(question, value, slots, today()) if slot != RELATION else _who(slots))
        return found

    def _asked(
        self, name: str, variant: Variant, slots: Mapping[str, Any], channel: str
    ) -> str | None:
        """Return other words for a question: what was not clear, what is likely, or shorter.

        The second time in a row that a question comes back after something else, its easy form is
        enough.
        """
        slot = name.removeprefix(ASK)
        doubt = slots.get("keuzes") or {}
        if doubt.get("slot") == slot:
            asked = self.answer(doubt["antwoord"], slots, channel, doubt.get("woorden") or {})
            return str((asked or {})["text"])
        guess = (slots.get("vermoed") or {}).get(slot)
        if guess and slots.get(slot) is None:
            likely = self._said({slot: guess}, slots, channel)[0]
            return str(
                (self.answer("utter_vermoed", slots, channel, {"gezegd": likely}) or {})["text"]
            )
        easy = (variant.get("metadata") or {}).get("makkelijker")
        again = int(slots.get("teruggekomen") or 0) > 1
        return Words(slots, {}, today()).into(easy, None) if again and easy else None

    def _all_said(
        self, slots: Mapping[str, Any], given: Mapping[str, Any], channel: str
    ) -> str | None:
        """Return what the person said in one sentence: given answers, or what this message told."""
        noted = (slots.get("gehoord") or {}).get("slots") or ()
        told = given.get("antwoorden") or {name: slots.get(name) for name in noted}
        if any(name not in WHO for name in told):
            told = {name: value for name, value in told.items() if name not in WHO}
        told = {name: value for name, value in told.items() if value is not None}
        if told.get(ILLNESS_OF_WZD, "") in _as_list(told.get(ILLNESS)):
            del told[ILLNESS_OF_WZD]
        phrases = self._said(told, slots, channel)
        return _listed([phrase for phrase in dict.fromkeys(phrases) if phrase])


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _who(slots: Mapping[str, Any]) -> str:
    return f"het gaat om {called(slots)}"


def _choices(name: str, slots: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return buttons for what an unclear answer may have meant."""
    doubt = slots.get("keuzes") or {}
    mine = doubt.get("slot") == name.removeprefix(ASK)
    return [dict(button) for button in doubt.get("knoppen") or ()] if mine else []


def _listed(phrases: list[str]) -> str | None:
    """Return ``a, b en c``; None of nothing."""
    if len(phrases) < 2:
        return phrases[0] if phrases else None
    return ", ".join(phrases[:-1]) + " en " + phrases[-1]


def more_parts(given: Mapping[str, Any], channel: str) -> dict[str, str]:
    """Return the parts that an action worked out: they go before those of the answer itself."""
    parts = dict(given.get("delen") or {})
    if given.get("tabel"):
        head, *rows = map(tuple, given["tabel"])
        grid = Grid(head, tuple(rows))
        parts["vergelijking"] = (as_lines if channel in WITHOUT_TABLES else as_markdown)(grid)
    return parts
