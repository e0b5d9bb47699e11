import datetime as dt

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
        ("06 - 12345678", "[telefoonnummer]"),
        ("06–12345678", "[telefoonnummer]"),
        ("(06) 12345678", "[telefoonnummer]"),
        ("bel (020) 1234567 aub", "bel [telefoonnummer] aub"),
        ("(bel 06-12345678)", "(bel [telefoonnummer])"),
        ("06/12345678", "[telefoonnummer]"),
        ("06  12345678", "[telefoonnummer]"),
        ("06\u00a012\u00a034\u00a056\u00a078", "[telefoonnummer]"),
        ("06\u201112345678", "[telefoonnummer]"),
        ("+31 6 - 12 34 56 78", "[telefoonnummer]"),
        ("+31 (0)6 12345678", "[telefoonnummer]"),
        ("+31 06 12345678", "[telefoonnummer]"),
        ("(+31) 6 12345678", "[telefoonnummer]"),
        ("0031612345678", "[telefoonnummer]"),
        ("tel0612345678", "tel[telefoonnummer]"),
        ("+32 475 12 34 56", "[telefoonnummer]"),
        ("0032 475 12 34 56", "[telefoonnummer]"),
        ("06-12345678/0687654321", "[telefoonnummer]/[telefoonnummer]"),
        ("0800-0113 of 06-12345678", "0800-0113 of [telefoonnummer]"),
        ("0800-0113 06-12345678", "0800-0113 [telefoonnummer]"),
        ("op 03-11-2026 06-12345678", "op 03-11-2026 [telefoonnummer]"),
        (
            "mijn rekening is NL20INGB0001234567 en ik wil pgb",
            "mijn rekening is [rekeningnummer] en ik wil pgb",
        ),
        ("NL91 ABNA 0417 1643 00 is mijn rekening", "[rekeningnummer] is mijn rekening"),
        ("6511 AB12, rek NL91ABNA0417164300", "6511 AB [huisnummer], rek [rekeningnummer]"),
        ("rekeningNL91ABNA0417164300", "rekening[rekeningnummer]"),
        ("NL91ABNA0417164300, NL20INGB0001234567", "[rekeningnummer], [rekeningnummer]"),
        ("BE68 5390 0754 7034 en ik", "[rekeningnummer] en ik"),
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
        "het CIZ heeft (088) 789 10 00",
        "bel 113, 0800 0113 / 112",
        "0900-1450",
        "van 03-11-2026 12:00 tot 03-11-2026 - 15-12-2026",
        "op 03/11/2026 kreeg ik 1000 euro",
        "03-11-26 1000 euro",
        "2026-11-03 12:30",
        "01-2026 1000 euro",
        "een vermogen van 141.000 euro, of 1.442.000,00",
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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+31 (0)6 - 12345678", "0612345678"),
        ("0031 6 12345678", "0612345678"),
        ("(020) 1234567", "0201234567"),
        ("+32 475 12 34 56", "+32475123456"),
    ],
)
def test_a_number_is_handed_over_as_it_is_dialled_here(text, number):
    assert mask(text).phones == (number,)


@pytest.mark.parametrize(
    "text",
    [
        "NL91ABNA0417164300",
        "NL91 ABNA 0417 1643 00 en nog wat",
        "NL91ABNA0417164301",  # a typing error
        "rekNL91 ABNA 0417 1643 01",
        "BE68 5390 0754 7035",
        "DE89 3704 0044 0532 0130 01",
    ],
)
def test_the_digits_of_an_account_are_never_a_phone_number(text):
    masked = mask(text)
    assert masked.phones == ()
    assert masked.kinds == ("iban",)


DIGITS = "0123456789+()-–/ .NLnl"


@given(st.text(max_size=200) | st.text(DIGITS, max_size=60))
def test_masking_never_fails_and_does_not_mask_twice(text):
    once = mask(text).text
    assert mask(once).text == once


def test_a_day_in_figures_is_never_taken_for_a_bsn():
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(365)]
    for form in ("%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d"):
        for day in days:
            assert mask(day.strftime(form)).text == day.strftime(form)
