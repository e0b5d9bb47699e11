"""Which spaCy pipeline splits Dutch text here: the official model, or the embedded one."""

from __future__ import annotations

import functools
import logging

import spacy
from spacy.language import Language
from spacy.util import is_package

log = logging.getLogger(__name__)

OFFICIAL = "nl_core_news_sm"
#: only words and lemmas are used; the rest of the official model would cost time for nothing
NOT_NEEDED = ("parser", "ner", "attribute_ruler", "senter")


@functools.lru_cache(maxsize=1)
def pipeline() -> tuple[str, Language]:
    """Return the name with version of the Dutch pipeline in use, and the pipeline.

    The official ``nl_core_news_sm`` where set-up could install it; where not, spaCy's Dutch
    tokenizer with the lookup lemmatizer of ``spacy-lookups-data``. The log says which.
    """
    if is_package(OFFICIAL):
        nlp = spacy.load(OFFICIAL, exclude=list(NOT_NEEDED))
        name = f"{OFFICIAL} {nlp.meta.get('version', '?')}"
        log.info("dutch_pipeline name=%s", name)
        return name, nlp
    nlp = spacy.blank("nl")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    log.warning(
        "dutch_pipeline name=ingebouwd reason=%s is not installed, so spaCy nl with the lookup "
        "lemmatizer of spacy-lookups-data is used",
        OFFICIAL,
    )
    return "ingebouwd (spaCy nl, spacy-lookups-data)", nlp
