"""Which of two questions in a message are answered, from what the classifier believes of each."""

import pytest

from bot.nlu.tweede_vraag import second_question

TWO = "Hoe lang mag het CIZ erover doen en welke papieren moet ik inleveren?"


def asked(whole, first, second, text=TWO):
    """Judge a message; each belief is an intent and a confidence."""

    def ranking(intent, confidence):
        return [{"name": intent, "confidence": confidence}]

    parts = iter((ranking(*first), ranking(*second)))
    return second_question(text, ranking(*whole), lambda part: next(parts))


@pytest.mark.parametrize("confidence", [0.3, 0.77])
def test_two_sure_parts_count_more_than_an_unsure_whole(confidence):
    found = asked(
        ("vraag_ciz_duur", confidence), ("vraag_ciz_duur", 1.0), ("papieren_aanvraag", 0.9)
    )
    assert found == {"intent": "papieren_aanvraag", "zeker": True, "eerst": "vraag_ciz_duur"}


def test_beside_a_sure_whole_only_the_other_part_is_noted():
    found = asked(("vraag_ciz_duur", 0.95), ("vraag_ciz_duur", 1.0), ("papieren_aanvraag", 0.7))
    assert found == {"intent": "papieren_aanvraag", "zeker": False}


def test_an_unsure_whole_with_an_unsure_part_that_fits_it_is_not_lost():
    found = asked(("vraag_ciz_duur", 0.7), ("vraag_ciz_duur", 0.7), ("papieren_aanvraag", 0.9))
    assert found == {"intent": "papieren_aanvraag", "zeker": True}


@pytest.mark.parametrize("confidence", [0.7, 0.95])
def test_what_means_something_else_alone_does_not_hide_the_question_beside_it(confidence):
    text = "Bent u een mens? En wat kost een pgb per maand?"
    found = asked(
        ("ben_je_mens", confidence), ("ben_je_mens", 0.95), ("eigen_bijdrage", 0.95), text
    )
    assert found == {"intent": "eigen_bijdrage", "zeker": True}


@pytest.mark.parametrize(
    ("whole", "first", "second"),
    [
        (("pgb_uitleg", 0.3), ("vraag_ciz_duur", 0.8), ("papieren_aanvraag", 0.9)),
        (("pgb_uitleg", 0.9), ("vraag_ciz_duur", 1.0), ("papieren_aanvraag", 1.0)),
        (("vraag_ciz_duur", 0.9), ("vraag_ciz_duur", 1.0), ("vraag_ciz_duur", 1.0)),
        (("vraag_ciz_duur", 0.3), ("vraag_ciz_duur", 1.0), ("vraag_ciz_duur", 1.0)),
        (("vraag_ciz_duur", 0.9), ("vraag_ciz_duur", 1.0), ("buiten_scope", 1.0)),
    ],
)
def test_what_is_not_two_questions_that_are_understood_has_no_second(whole, first, second):
    assert asked(whole, first, second) is None
