import datetime as dt

import pytest

from bot.storage.feedback import Feedback
from bot.storage.forget import forget
from bot.storage.website import WebsiteTalks

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)


@pytest.fixture
def talk(url):
    talks = WebsiteTalks(url)
    session_id = talks.start(NOW)
    talks.receive(session_id, "bericht-1", {"text": "hoi"}, NOW)
    talks.answer(session_id, "bericht-1", [{"text": "dag"}, {"text": "zegt u het maar"}], NOW)
    return session_id


def test_the_last_thing_somebody_thinks_of_an_answer_counts(url, talk):
    feedback = Feedback(url)
    assert feedback.give(talk, "bericht-1/0", True, None, NOW)
    assert feedback.give(talk, "bericht-1/0", False, "te lang", NOW)
    (one,) = feedback.newest(10)
    assert one == {"helpful": False, "word": "te lang", "given_at": NOW, "answer": "dag"}


@pytest.mark.parametrize("message_id", ["bericht-1", "bericht-9/0"])
def test_only_an_answer_of_ones_own_talk_can_be_judged(url, talk, message_id):
    other = WebsiteTalks(url).start(NOW)
    assert not Feedback(url).give(talk, message_id, True, None, NOW)
    assert not Feedback(url).give(other, "bericht-1/0", True, None, NOW)
    assert Feedback(url).newest(10) == []


def test_after_a_reload_the_thumb_is_still_up(url, talk):
    Feedback(url).give(talk, "bericht-1/1", True, None, NOW)
    shown = WebsiteTalks(url).since(talk, 0)
    assert [message.get("helpful") for message in shown] == [None, None, True]


def test_who_is_forgotten_leaves_no_feedback(url, talk):
    Feedback(url).give(talk, "bericht-1/0", True, "fijn", NOW)
    forget(url, f"web-{talk}")
    assert Feedback(url).newest(10) == []


def test_the_operator_reads_them_newest_first_in_one_line_each(url, talk):
    from bot.server.oordelen import lines

    Feedback(url).give(talk, "bericht-1/0", True, None, NOW)
    Feedback(url).give(talk, "bericht-1/1", False, "te vaag", NOW + dt.timedelta(minutes=1))
    assert list(lines(url)) == [
        "22-11-2026 13:01  helpt niet  zegt u het maar  te vaag",
        "22-11-2026 13:00  helpt       dag  -",
    ]
