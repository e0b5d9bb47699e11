"""How much is masked, on sets of messages; the page of it is docs/generated/maskeren.md."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.nl import bsn

from bench import maskeren
from bot.care.ages import read_age
from bot.care.masking import mask
from bot.care.masking_births import is_day_in_digits
from bot.channels.inbound import KEPT


def test_the_sets_are_large_enough_to_mean_something():
    assert len(maskeren.cases("wel")) >= 400
    assert len({case.text for case in maskeren.cases("niet")}) >= 1000


def test_what_is_personal_is_taken_out_and_nothing_else_is_touched():
    wrong = [case.text for case in maskeren.cases("wel") if not (case.found and case.exact)]
    assert len(wrong) <= 0.005 * len(maskeren.cases("wel")), wrong


def test_what_is_nobodys_stays():
    wrong = [case.text for case in maskeren.cases("niet") if not case.exact]
    assert len(wrong) <= 0.002 * len(maskeren.cases("niet")), wrong


@pytest.mark.model  # thousands of messages take a second
def test_what_people_really_write_stays():
    wrong = [case.text for case in maskeren.messages() if not case.exact]
    assert len(wrong) <= 0.001 * len(maskeren.messages()), wrong


def test_messages_that_no_pattern_was_made_for_are_masked_too():
    assert maskeren.recall(maskeren.fresh()) >= 0.9
    staying = [case for case in maskeren.fresh() if not case.hidden]
    assert sum(case.exact for case in staying) >= 0.97 * len(staying)


@pytest.mark.model  # it reads those thousands too
def test_the_page_says_what_is_measured_today():
    """The sets for understanding grow without this page being made anew each time."""

    def lines(page):
        about_others = ("Precisie", "| berichten uit de andere")
        return [line for line in page.splitlines() if not line.startswith(about_others)]

    assert lines(maskeren.OUT.read_text(encoding="utf-8")) == lines(maskeren.report())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("bsn 123456789", "bsn [bsn]"),  # a typing error in it
        ("dossiernummer 111222333", "dossiernummer 111222333"),
        ("20112026", "20112026"),  # passes the 11-test
        ("bsn 20112026", "bsn [bsn]"),
        ("geboren op 20112006", "geboren op [geboortedag] 2006"),
        ("geboren op 31 mei en op 3 november 2026 opgenomen", None),
    ],
)
def test_the_words_before_a_number_say_what_it_is(text, left):
    if left is None:
        assert "3 november 2026" in mask(text).text
    else:
        assert mask(text).text == left


def test_a_number_without_its_area_code_is_masked_and_not_kept_to_call():
    masked = mask("tel. 3456789")
    assert (masked.text, masked.phones) == ("tel. [telefoonnummer]", ())
    assert mask("tel 14024").kinds == ()


def test_eight_digits_that_are_a_day_are_known_from_those_that_are_none():
    assert bsn.is_valid("20112026")
    assert is_day_in_digits("20112026")
    assert is_day_in_digits("20261120")
    assert not is_day_in_digits("65849826")
    assert not is_day_in_digits("31022026")


@pytest.mark.parametrize("typed", ["12-03-1942", "12 maart 1942", "geboren op 12-3-'42"])
def test_the_age_is_still_understood_after_masking(typed):
    masked = mask(typed)
    assert masked.kinds == ("geboortedag",)
    assert read_age(masked.text, 2026) == read_age("geboren in 1942", 2026)


TOKENS = st.sampled_from(
    "geboren op 12-03-1942 12 maart '42 bsn 111222333 6511 AB 12 bis Kerkstraat nr. huisnummer , ( ) "
    "jan @ voorbeeld . nl 06 12345678 NL91 ABNA 0417164300 is jaar moeder \n".split(" ")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TOKENS, max_size=12).map(" ".join))
def test_any_mix_of_what_is_looked_for_is_masked_once_and_for_all(text):
    once = mask(text).text
    assert mask(once).text == once


@pytest.mark.parametrize(
    "piece",
    ["a.b-", "a'", "6511 ab ", "0 ", "nl12 abcd ", "12 maart ", "jan at "],
)
def test_a_message_that_is_made_to_take_long_takes_no_longer(piece):
    started = time.process_time()
    mask((piece * KEPT)[:KEPT])
    assert time.process_time() - started < 1.0
