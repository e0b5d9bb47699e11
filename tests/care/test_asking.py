"""Whether a message that was not understood asks something, or only tells."""

import pytest

from bot.care.answer_words import asks_somewhere


@pytest.mark.parametrize(
    "text",
    [
        "mijn vader gaat misschien naar een verpleeghuis, hoe lang duurt dat bij het ciz",
        "mn zoontje is 5 en heeft down wat is er mogelijk",
        "kan mijn moeder thuis blijven",
        "ze is 84?",
    ],
)
def test_a_question_is_found_wherever_it_stands(text):
    assert asks_somewhere(text)


@pytest.mark.parametrize("text", ["mijn moeder is 84", "hij heeft dementie en woont alleen", ""])
def test_who_only_tells_asks_nothing(text):
    assert not asks_somewhere(text)
