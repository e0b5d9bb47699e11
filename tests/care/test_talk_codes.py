import pytest

from bot.care.talk_codes import ALPHABET, new_code, read_code, wants_code


def test_a_code_is_easy_to_read_aloud_and_looks_like_no_word_or_year():
    codes = {new_code() for _ in range(300)}
    assert len(codes) == 300
    for code in codes:
        assert len(code.signs) == 8
        assert set(code.signs) <= set(ALPHABET)
        assert not set(code.signs) & set("0O1I")
        assert any(c.isdigit() for c in code.signs)
        assert any(c.isalpha() for c in code.signs)


def test_a_code_is_found_again_in_how_it_is_shown():
    code = new_code()
    assert read_code(str(code)) == code
    assert read_code(f"code {code}") == code


@pytest.mark.parametrize(
    "text",
    [
        "code ABCD-2345",
        "code abcd-2345",
        "Code: ABCD 2345",
        "mijn code is abcd2345.",
        "de code is ABCD - 2345",
        "ABCD-2345",
        " abcd-2345 ",
        "ik heb een code ABCD-2345",
    ],
)
def test_a_code_is_read_as_people_type_it(text):
    assert read_code(text).signs == "ABCD2345"


@pytest.mark.parametrize(
    "text",
    [
        "code VV5",
        "mijn postcode is 6511 AB",
        "6511 AB",
        "2024-2025",
        "mijn-moeder",
        "auto-deur",
        "wat is een code",
        "code",
        "",
        "ik zag code ABCD-2345 op papier staan, wat is dat",
        "VV5 en VG6",
    ],
)
def test_other_words_are_no_code(text):
    assert read_code(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "bewaar",
        "Bewaar.",
        "bewaar dit gesprek",
        "kan ik dit gesprek bewaren?",
        "ik wil later verder gaan",
        "kan ik later verder",
        "kan ik straks verdergaan",
        "verder op mijn telefoon",
        "/bewaar",
    ],
)
def test_going_on_later_is_understood_as_people_ask_it(text):
    assert wants_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "bewaren jullie dit gesprek",
        "hoe lang bewaart u mijn gegevens",
        "ik bewaar mijn papieren thuis",
        "verder",
        "ga verder",
        "moet ik de brief bewaren",
    ],
)
def test_a_question_about_keeping_is_left_to_rasa(text):
    assert not wants_code(text)
