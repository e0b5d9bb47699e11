"""How often an answer was given and how it was rated, by day and without anything of a talk."""

import datetime as dt
import json

import sqlalchemy as sa

from bot.storage.answer_counts import AnswerCounts, add, answers_in
from bot.storage.database import transaction
from bot.storage.feedback import Feedback
from bot.storage.forget import forget
from bot.storage.retention import forget_old
from bot.storage.tables import answer_counts, events
from bot.storage.website import WebsiteTalks

NOW = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.timezone.utc)  # past midnight in Amsterdam
DAY = dt.date(2026, 11, 23)


def said(name, part=None, text="dag"):
    meta = {"utter_action": name, **({"deel": part} if part else {})}
    return {"event": "bot", "text": text, "metadata": meta}


def test_parts_of_an_answer_are_counted_apart_and_what_is_no_answer_is_not():
    turn = [
        {"event": "user", "text": "hoi", "metadata": {"utter_action": "utter_a"}},
        said("utter_a"),
        said("utter_a", "uitkomst"),
        said("utter_a", "makkelijker"),
        said("utter_ask_x", "waarom"),
        {"event": "bot", "text": "los", "metadata": None},
    ]
    assert answers_in(turn) == {("utter_a", "gegeven"): 2, ("utter_a", "makkelijker"): 1}


def test_counts_add_up_by_day_and_are_read_from_a_day_on(url):
    with transaction(url) as connection:
        for at in (NOW, NOW, NOW - dt.timedelta(days=3)):
            add(connection, {("utter_a", "gegeven"): 2, ("utter_b", "bron"): 1}, at)
    found = AnswerCounts(url).since(DAY)
    assert found == {"utter_a": {"gegeven": 4}, "utter_b": {"bron": 2}}
    assert AnswerCounts(url).since(DAY - dt.timedelta(days=3))["utter_a"] == {"gegeven": 6}
    assert AnswerCounts(url).since(DAY + dt.timedelta(days=1)) == {}


def a_talk(url, *texts):
    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    talks.receive(talk, "bericht-1", {"text": "hoi"}, NOW)
    talks.answer(talk, "bericht-1", [{"text": text} for text in texts], NOW)
    rows = [
        {
            "sender_id": f"web-{talk}",
            "type_name": "bot",
            "data": json.dumps(said(f"utter_{text}", text=text)),
        }
        for text in texts
    ]
    with transaction(url) as connection:
        connection.execute(sa.insert(events), rows[:1])  # the last is no answer of Rasa's
    return talk


def test_a_rating_is_counted_for_the_answer_and_counts_once(url):
    talk = a_talk(url, "dag", "door een adviseur")
    feedback = Feedback(url)
    feedback.give(talk, "bericht-1/0", True, None, NOW)
    feedback.give(talk, "bericht-1/0", False, "vaag", NOW)
    feedback.give(talk, "bericht-1/1", True, None, NOW)
    assert AnswerCounts(url).since(DAY) == {"utter_dag": {"helpt": 0, "helpt niet": 1}}


def test_who_is_forgotten_leaves_a_number_and_nothing_else(url):
    talk = a_talk(url, "dag")
    Feedback(url).give(talk, "bericht-1/0", False, "Ik ben Jan", NOW)
    forget(url, f"web-{talk}")
    with transaction(url) as connection:
        rows = connection.execute(sa.select(answer_counts)).all()
    assert [tuple(row) for row in rows] == [(DAY, "utter_dag", "helpt niet", 1)]


def test_counts_of_long_ago_go(url):
    with transaction(url) as connection:
        add(connection, {("utter_a", "gegeven"): 1}, NOW - dt.timedelta(days=4000))
    forget_old(url, NOW)
    assert AnswerCounts(url).since(dt.date(2000, 1, 1)) == {}
