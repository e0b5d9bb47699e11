"""What others say in a talk, and what was never answered."""

import datetime as dt

from bot.storage.website import SPOKEN, WebsiteTalks

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)


def test_what_an_adviser_says_stands_in_its_place_and_answers_nothing(url):
    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    talks.receive(talk, "bericht-1", {"text": "hoi"}, NOW)
    said = talks.say(talk, "adviser", {"text": "Dag, met Anna", "name": "Anna"}, NOW)
    talks.answer(talk, "bericht-1", [{"text": "dag"}], NOW)
    shown = talks.since(talk, 0)
    assert [m["from"] for m in shown] == ["visitor", "adviser", "assistant"]
    assert shown[1]["id"] == said
    assert shown[1]["name"] == "Anna"
    assert [m["text"] for m in talks.answers_to(talk, "bericht-1")] == ["dag"]


def test_what_was_stored_and_never_answered_is_found_with_the_words_for_rasa(url):
    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    talks.receive(talk, "bericht-1", {"text": "hoi"}, NOW)
    talks.answer(talk, "bericht-1", [], NOW)
    talks.receive(talk, "bericht-2", {"text": "Ja", SPOKEN: "/bevestig"}, NOW)
    talks.receive(talk, "bericht-3", {"text": "en nog iets"}, NOW)
    assert talks.unanswered(talk) == [("bericht-2", "/bevestig"), ("bericht-3", "en nog iets")]
    assert SPOKEN not in talks.since(talk, 0)[1]
