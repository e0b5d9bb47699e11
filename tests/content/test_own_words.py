"""Our texts are in our own words: no run of words is that of the sheet on which they rest.

The pages and laws themselves are not kept beside the project; the sheet quotes them where it had to.
"""

import re

from bot.knowledge.answers import answers
from bot.knowledge.glossary import glossary
from bot.knowledge.readability import texts_of
from tests.fact_sheet import lines, needs_sheet

#: as many words in a row are no accident
TAKEN_OVER = 8


def runs(text):
    """Return every run of so many words in a text, in small letters."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return {" ".join(words[at : at + TAKEN_OVER]) for at in range(len(words) - TAKEN_OVER + 1)}


@needs_sheet
def test_no_sentence_is_taken_over_from_the_sheet():
    of_others = runs(" ".join(lines()))
    ours = {
        f"{name}: {part}": text
        for name, variants in answers().items()
        for variant in variants
        for part, text in texts_of(variant).items()
    } | {term.name: term.meaning for term in glossary().terms.values()}
    taken = {where: runs(text) & of_others for where, text in ours.items()}
    assert not {where: found for where, found in taken.items() if found}


def test_a_sentence_that_is_taken_over_would_be_found():
    theirs = "De zorgaanbieder bespreekt het plan met de cliënt voor de zorg begint."
    assert runs(f"Let op. {theirs}") & runs(f"Iets anders. {theirs}")
