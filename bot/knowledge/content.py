"""All content at once: read everything, and say of each thing that is wrong where and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.errors import KnowledgeRefused
from bot.knowledge import answer_rules, rules
from bot.knowledge.addresses import bodies
from bot.knowledge.answers import answers, commands, labels
from bot.knowledge.comparison import comparison
from bot.knowledge.documenten import documents
from bot.knowledge.domain import domain_names
from bot.knowledge.example_files import examples_by_intent
from bot.knowledge.facts import facts
from bot.knowledge.files import ROOT, refuse
from bot.knowledge.follow_ups import follow_ups
from bot.knowledge.gegevens import data_map
from bot.knowledge.glossary import glossary
from bot.knowledge.law_changes import law_changes
from bot.knowledge.level_rules import too_hard
from bot.knowledge.lexicon import lexicon
from bot.knowledge.offers import never_offered
from bot.knowledge.opening import opening
from bot.knowledge.outcome_words import outcome_words
from bot.knowledge.plain_questions import themes
from bot.knowledge.plan import plan
from bot.knowledge.questions import other_words, question
from bot.knowledge.readability import formal_words
from bot.knowledge.review import periods
from bot.knowledge.safety import patterns
from bot.knowledge.safety_examples import examples
from bot.knowledge.zorgkantoren import region_tables

#: without these nothing else can be told about the texts
FIRST: dict[str, Callable[[], Any]] = {
    "domain.yml": domain_names,
    "bot/knowledge/law/facts.yml": facts,
    "bot/knowledge/words/invullen.yml": answer_rules.fillable,
    "bot/knowledge/words/adressen.yml": bodies,
}
#: file or folder -> what reads it; a loader that is not here is not looked at (a test counts them)
THEN: dict[str, Callable[[], Any]] = {
    "data": answers,
    "data (label)": labels,
    "data/nlu": themes,
    "data/nlu/handen": examples_by_intent,
    "bot/knowledge/words/antwoorden.yml": lambda: [question(slot) for slot in other_words()],
    "bot/knowledge/words/opdrachten.yml": commands,
    "bot/knowledge/words/aanbod.yml": never_offered,
    "bot/knowledge/words/begrippen.yml": glossary,
    "bot/knowledge/words/plan.yml": plan,
    "bot/knowledge/words/formeel.yml": formal_words,
    "bot/knowledge/words/uitkomsten.yml": outcome_words,
    "bot/knowledge/words/veiligheid.yml": patterns,
    "bot/knowledge/words/verteld.yml": lexicon,
    "bot/knowledge/words/vervolg.yml": follow_ups,
    "bot/knowledge/danger": examples,
    "bot/knowledge/law/triage.yml": rules.triage,
    "bot/knowledge/law/wzd.yml": rules.wzd,
    "bot/knowledge/law/uitslag.yml": rules.uitslag,
    "bot/knowledge/law/leveringsvorm.yml": rules.leveringsvormen,
    "bot/knowledge/law/vergelijking.yml": comparison,
    "bot/knowledge/law/documenten.yml": documents,
    "bot/knowledge/law/wijzigingen.yml": law_changes,
    "bot/knowledge/law/nakijken.yml": periods,
    "bot/knowledge/desk/openingstijden.yml": opening,
    "bot/knowledge/privacy/gegevens.yml": data_map,
    "bot/knowledge/regions": region_tables,
}
PLACE = re.compile(r"^(?P<path>[^:\n]+?), regel (?P<line>\d+): ")


def problems() -> list[str]:
    """Return everything that is wrong, each as ``file:line: what. Schrijf: …``; empty when all is well."""
    found = list(_refusals(FIRST))
    if not found:
        found = [*answer_rules.problems(), *_refusals(THEN)]
    if not found:
        found = too_hard()
    return list(dict.fromkeys(shown(one) for one in found))


def read_everything() -> None:
    """Read all content now, so that a file that changes later is read at the next start only.

    Raises:
        KnowledgeRefused: something is wrong.
    """
    for load in (*FIRST.values(), *THEN.values()):
        load()


def _refusals(loaders: dict[str, Callable[[], Any]]) -> Iterator[str]:
    for name, load in loaders.items():
        try:
            load()
        except KnowledgeRefused as wrong:
            yield str(wrong)
        except (LookupError, TypeError, ValueError, AttributeError) as wrong:
            # a loader that trusts the shape of its file: something stands there of another kind
            problem = f"niet te lezen ({type(wrong).__name__}: {wrong})"
            yield str(refuse(Path(name.split(" ")[0]), 1, problem, "vergelijk met git"))


def shown(problem: str) -> str:
    """Return a refusal with its place first, as editors and tools read it: ``data/nlu/wlz.yml:12``."""
    short = problem.replace(f"{ROOT}/", "")
    return PLACE.sub(lambda found: f"{found['path']}:{found['line']}: ", short)
