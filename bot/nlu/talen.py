"""Whether a message is written in another language than Dutch, told on short messages too."""

from __future__ import annotations

import functools
import re
import runpy
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy.lang
from lingua import Language, LanguageDetector, LanguageDetectorBuilder
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

INTENT = "taal_anders"
#: languages that people write in here; dialect looks like Afrikaans, so that counts as Dutch
OTHERS = (
    "ENGLISH GERMAN TURKISH ARABIC POLISH UKRAINIAN RUSSIAN FRENCH SPANISH PORTUGUESE ROMANIAN "
    "BULGARIAN SOMALI PERSIAN ITALIAN"
).split()
OWN = (Language.DUTCH, Language.AFRIKAANS)
#: Greek, Cyrillic, Hebrew, Arabic, Chinese: letters that no Dutch message is written in
OTHER_LETTERS = re.compile(r"[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u4e00-\u9fff]")
LETTERS = re.compile(r"[^\W\d_]")
WORDS = re.compile(r"[^\W\d_]{2,}")
FEWEST_WORDS = 3
#: of the detector with few figures: it is sure of much, so it must be very sure to be believed
LEAST, TIMES_DUTCH = 0.9, 1e5
LOOKED_AT = 300
#: so many small words of one other language are enough, without a Dutch one
SMALL_WORDS = 3
#: languages of which spaCy lists the small words, beside Dutch
DUTCH = "nl"
LISTED = "de en es fr it pl pt ro tr".split()


@functools.lru_cache(maxsize=1)
def detector() -> LanguageDetector:
    """Return the detector; its models are read at the first use.

    It looks at three letters at a time. The one that looks at one to five takes 400 MB of each worker,
    this one 24, and with the borders above and the small words below it does as well on our messages
    (measured 28 November 2026, docs/decisions/019-without-tensorflow.md).
    """
    others = [getattr(Language, name) for name in OTHERS]
    builder = LanguageDetectorBuilder.from_languages(*others, *OWN)
    return builder.with_low_accuracy_mode().build()


@functools.lru_cache(maxsize=1)
def only_in() -> dict[str, frozenset[str]]:
    """Return for each listed language the small words that no other has: "mijn", "meine", "this"."""
    lists = {code: _stop_words(code) for code in (DUTCH, *LISTED)}
    seen = Counter(word for words in lists.values() for word in words)
    return {code: frozenset(w for w in words if seen[w] == 1) for code, words in lists.items()}


def _stop_words(code: str) -> set[str]:
    # the file alone: importing a whole language reads its tokenizer too, 3 seconds for French
    found = runpy.run_path(str(Path(spacy.lang.__path__[0]) / code / "stop_words.py"))
    return set(found["STOP_WORDS"])


def _small_words_of(words: Sequence[str]) -> tuple[int, int]:
    """Return how many words only Dutch has, and how many only the language that has most of them."""
    counts = {code: sum(word in own for word in words) for code, own in only_in().items()}
    return counts.pop(DUTCH), max(counts.values())


def is_another_language(text: str) -> bool:
    """Tell whether a message is surely not Dutch; a few words are given the benefit of the doubt."""
    text = text[:LOOKED_AT]
    letters = LETTERS.findall(text)
    if len(OTHER_LETTERS.findall(text)) > len(letters) / 2:
        return bool(letters)
    words = WORDS.findall(text.lower())
    if len(words) < FEWEST_WORDS:
        return False
    ours, theirs = _small_words_of(words)
    if ours or theirs >= SMALL_WORDS:
        return not ours
    found = detector().compute_language_confidence_values(text)
    dutch = sum(value.value for value in found if value.language in OWN)
    best = next(value for value in found if value.language not in OWN)
    return best.value >= LEAST and best.value >= TIMES_DUTCH * dutch


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Talen(GraphComponent):
    """Sets the intent ``taal_anders`` on a message in another language; leaves others alone."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Talen:
        """Make the component, and read the models of the languages."""
        is_another_language("goedemorgen allemaal samen")
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent where the language is another one."""
        for message in messages:
            if is_another_language(message.get(TEXT) or ""):
                found = {"name": INTENT, "confidence": 1.0}
                ranking = [i for i in message.get("intent_ranking") or [] if i["name"] != INTENT]
                message.set("intent", found, add_to_output=True)
                message.set("intent_ranking", [found, *ranking], add_to_output=True)
        return messages
