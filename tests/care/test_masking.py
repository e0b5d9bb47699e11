import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.masking import mask


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mijn bsn is 111222333", "mijn bsn is [bsn]"),
        ("bsn 123456782 graag", "bsn [bsn] graag"),
        ("bel me op 06-12345678 morgen", "bel me op [telefoonnummer] morgen"),
        ("06 12 34 56 78", "[telefoonnummer]"),
        ("+31 6 12345678", "[telefoonnummer]"),
        ("tel 024-3456789", "tel [telefoonnummer]"),
        ("mail naar jan.jansen@voorbeeld.nl aub", "mail naar [e-mailadres] aub"),
        ("rekening NL91 ABNA 0417 1643 00", "rekening [rekeningnummer]"),
        ("ik woon op 6511 AB 12", "ik woon op 6511 AB [huisnummer]"),
        ("6511ab nr 12a", "6511ab [huisnummer]"),
    ],
)
def test_personal_numbers_are_taken_out(text, expected):
    assert mask(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "Welk zorgkantoor hoort bij 6511 AB?",
        "6511",
        "sinds 2015, artikel 3.2.4 lid 1",
        "de eigen bijdrage is 212,60 per maand",
        "op 03-11-2026 kreeg ik een brief",
        "van 1.442 naar 1442 euro",
        "bel ik dan 0800-0113 of 112?",
        "het CIZ heeft 088 789 10 00",
        "123456789",
        "ze is 84 en woont sinds 1998 in Malden",
    ],
)
def test_what_is_needed_or_public_stays(text):
    assert mask(text).text == text


def test_the_phone_number_is_handed_over_apart():
    masked = mask("06-12345678 in de ochtend")
    assert masked.phones == ("0612345678",)
    assert masked.kinds == ("telefoon",)


@given(st.text(max_size=200))
def test_masking_never_fails_and_does_not_mask_twice(text):
    once = mask(text).text
    assert mask(once).text == once
