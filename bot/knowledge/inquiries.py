"""Reads the questions of a rule table and what is derived from the answers."""

from __future__ import annotations

from typing import get_args

from bot.care.conditions import WEET_NIET, All, Case, Derived
from bot.care.questions import AnswerRefused, Ask, Inquiry, Kind, Question
from bot.knowledge.marked import Marked
from bot.knowledge.phrases import Names, condition

KINDS = get_args(Kind)
ASKS = get_args(Ask)
QUESTION_KEYS = ("values", "kind", "from", "to", "ask", "ask_when", "otherwise")


def inquiry(questions: Marked, derived: Marked | None) -> Inquiry:
    """Return the questions, in order, and the derived values.

    Raises:
        KnowledgeRefused: a slot or name is double or unknown, or a part is of the wrong form.
    """
    bare = _questions(questions)
    names: dict[str, Question | Derived] = dict(bare)
    for name, part in derived.mapping("derived").items() if derived else ():
        if name in names:
            part.refuse(f"'{name}' bestaat al", "een andere naam")
        names[name] = _derived(name, part, names)
    # conditions may be about questions further down, so these are read when all names are known
    asked = tuple(_with_conditions(part, bare, names) for part in questions.items("questions"))
    return Inquiry(asked, tuple(n for n in names.values() if isinstance(n, Derived)))


def _questions(part: Marked) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for row in part.items("questions"):
        question = _question(row)
        if question.slot in found:
            row.refuse(f"de vraag '{question.slot}' staat er twee keer", "elke vraag één keer")
        found[question.slot] = question
    return found


def _question(row: Marked) -> Question:
    parts = row.mapping("de vraag", ("slot",), QUESTION_KEYS)
    slot = parts["slot"].text("slot")
    kind: Kind = _kind(parts, slot)
    if kind == "int":
        low, high = (_part(row, parts, key).number(f"{slot}: {key}") for key in ("from", "to"))
        return Question(slot, kind, low=low, high=high, ask=_ask(parts))
    if kind == "date":
        return Question(slot, kind, ask=_ask(parts))
    values = [value.text(slot) for value in _part(row, parts, "values").items(f"{slot}: values")]
    if WEET_NIET in values or len(set(values)) < len(values):
        parts["values"].refuse(
            f"{slot}: een waarde staat er te veel", "elke waarde één keer; weet_niet mag altijd al"
        )
    return Question(slot, kind, tuple(values), ask=_ask(parts))


def _part(row: Marked, parts: dict[str, Marked], key: str) -> Marked:
    if key not in parts:
        row.refuse(f"'{key}' ontbreekt", f"'{key}: …'")
    return parts[key]


def _kind(parts: dict[str, Marked], slot: str) -> Kind:
    if "kind" not in parts:
        return "choice"
    said = parts["kind"].text(slot)
    for kind in KINDS:
        if said == kind:
            return kind  # type: ignore[no-any-return]
    parts["kind"].refuse(f"{slot}: kind '{said}' is onbekend", ", ".join(KINDS))


def _ask(parts: dict[str, Marked]) -> Ask:
    if "ask" not in parts:
        return "needed"
    said = parts["ask"].text("ask")
    for ask in ASKS:
        if said == ask:
            return ask  # type: ignore[no-any-return]
    parts["ask"].refuse(f"ask '{said}' is onbekend", ", ".join(ASKS))


def _derived(name: str, part: Marked, names: Names) -> Derived:
    cases = []
    rows = part.items(name)
    for row in rows:
        parts = row.mapping(name, ("value",), ("when",))
        when = condition(parts["when"], names) if "when" in parts else All()
        cases.append(Case(parts["value"].text(name), when))
        if ("when" in parts) == (row is rows[-1]):
            row.refuse(
                f"{name}: alleen de laatste waarde heeft geen 'when'",
                "'- value: weet_niet' als slot",
            )
    return Derived(name, tuple(cases))


def _with_conditions(row: Marked, bare: dict[str, Question], names: Names) -> Question:
    parts = row.mapping("de vraag")
    plain = bare[parts["slot"].text("slot")]
    if ("ask_when" in parts) != ("otherwise" in parts) and plain.ask != "always":
        row.refuse(
            f"{plain.slot}: 'ask_when' en 'otherwise' horen bij elkaar",
            "beide: wanneer de vraag komt, en wat anders telt",
        )
    return Question(
        plain.slot,
        plain.kind,
        plain.values,
        plain.low,
        plain.high,
        plain.ask,
        condition(parts["ask_when"], names) if "ask_when" in parts else None,
        tuple(_otherwise(parts["otherwise"], plain, names)) if "otherwise" in parts else (),
    )


def _otherwise(part: Marked, question: Question, names: Names) -> list[Case]:
    """Return what counts for a question that is not asked: one value, or cases in order."""
    if isinstance(part.content, str):
        return [Case(_value(part, question))]
    cases = []
    for row in part.items("otherwise"):
        parts = row.mapping("otherwise", ("value",), ("when",))
        when = condition(parts["when"], names) if "when" in parts else All()
        cases.append(Case(_value(parts["value"], question), when))
    return cases


def _value(part: Marked, question: Question) -> str | int | frozenset[str]:
    said = part.text(question.slot)
    try:
        return question.read(said) or question.unknown()
    except AnswerRefused:
        part.refuse(f"{question.slot}: '{said}' is geen waarde", ", ".join(question.values))
