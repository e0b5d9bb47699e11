"""What may stand between braces in a text beside the answers: facts without a last day, and little else."""

from __future__ import annotations

from collections.abc import Collection

from bot.care.texts import placeholders
from bot.errors import KnowledgeRefused
from bot.knowledge.facts import facts
from bot.knowledge.marked import Marked


def fact_names(part: Marked, what: str, also: Collection[str] = ()) -> list[str]:
    """Return the names between braces in a text, in order.

    A fact that ends is refused too: such a text has no words for after its last day.

    Args:
        part: the text.
        what: what it is, for the refusal.
        also: names that are filled in though they are no facts.

    Raises:
        KnowledgeRefused: a brace stands alone, or a name is no fact, or one that ends.
    """
    try:
        names = placeholders(part.text(what))
    except KnowledgeRefused as wrong:
        part.refuse(f"{what}: {wrong}", "{naam_van_een_feit}")
    for name in names:
        if name in also:
            continue
        if name not in facts():
            part.refuse_at(
                f"{{{name}}}", f"{what}: feit '{name}' bestaat niet", "een naam uit law/facts.yml"
            )
        if facts()[name].values[-1].valid_until is not None:
            part.refuse_at(
                f"{{{name}}}", f"{what}: {{{name}}} houdt eens op", "een zin zonder dit bedrag"
            )
    return names
