import datetime as dt
import json

import pytest
import sqlalchemy as sa

from bot.care.handoff import Actor, Reason, State, Wish
from bot.desk.briefing import Briefing, briefing_of
from bot.desk.copy import as_page, as_text, whole_talk
from bot.desk.errors import NotAllowed
from bot.desk.spoken import spoken, unmarked
from bot.desk.unknown import as_issue, grouped
from bot.knowledge.answers import labels
from bot.storage.database import transaction
from bot.storage.story import Line, Story, story_of
from bot.storage.tables import events
from bot.storage.turns import flow_is_running, open_question
from tests.desk.rooms import NOW, desk_room, later, visitor_waits

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def room(url):
    return desk_room(url)


def happened(url, sender_id, *found):
    """Store events of a talk as Rasa does."""
    rows = [
        {
            "sender_id": sender_id,
            "type_name": e["event"],
            "action_name": e.get("name"),
            "timestamp": e.get("timestamp"),
            "data": json.dumps(e),
        }
        for e in found
    ]
    with transaction(url) as connection:
        connection.execute(sa.insert(events), rows)


def user(text, intent="wat_is_wlz", confidence=0.9, at=NOW):
    parsed = {"intent": {"name": intent, "confidence": confidence}}
    return {"event": "user", "text": text, "parse_data": parsed, "timestamp": at.timestamp()}


def bot(text, answer, at=NOW, **data):
    meta = {"utter_action": answer}
    return {
        "event": "bot",
        "text": text,
        "metadata": meta,
        "data": data,
        "timestamp": at.timestamp(),
    }


def filled(name, value):
    return {"event": "slot", "name": name, "value": value, "timestamp": NOW.timestamp()}


TALK = (
    user("Welk loket past?", "vraag_wlz_of_wmo", at=later(1)),
    filled("voor_wie", "naaste"),
    filled("relatie", "moeder"),
    filled("grondslag", ["dementie"]),
    filled("toezicht24", "ja"),
    filled("triage_route", "wlz_waarschijnlijk"),
    filled("triage_zekerheid", "waarschijnlijk"),
    filled("plek", "6511 AB"),
    {"event": "active_loop", "name": "triage_form", "timestamp": NOW.timestamp()},
    filled("requested_slot", "blijvend"),
    bot("Is de zorg blijvend nodig?", "utter_ask_blijvend", later(2), buttons=[{"title": "Ja"}]),
)


def test_the_card_says_for_whom_what_where_and_what_is_open(room):
    happened(room.url, "web-1", *TALK)
    card = briefing_of(story_of(room.url, "web-1"), TODAY)
    assert card.for_whom == "een naaste (moeder)"
    assert any("dementie" in sentence.lower() for sentence in card.situation)
    assert any("waarschijnlijk" in outcome.text for outcome in card.outcomes)
    assert "VGZ" in card.zorgkantoor
    assert (card.place, card.gemeente) == ("6511 AB", "Nijmegen")
    assert card.tried == (labels()["vraag_wlz_of_wmo"],)
    assert card.open == "De assistent vroeg: Is de zorg blijvend nodig?"
    assert not any("{" in str(sentence) for sentence in (*card.situation, *card.outcomes))


def test_only_the_answers_on_which_the_outcome_rests_are_its_reasons(room):
    happened(room.url, "web-1", *TALK, filled("leeftijd", 84), filled("blijvend", "ja"))
    happened(room.url, "web-1", filled("kan_alarmeren", "ja"))
    card = briefing_of(story_of(room.url, "web-1"), TODAY)
    (outcome,) = card.outcomes
    assert "Er is dementie" in outcome.because
    assert len(outcome.because) == 4
    assert set(outcome.because) < set(card.situation)


def test_a_talk_of_which_nothing_is_known_gives_an_empty_card():
    assert briefing_of(Story((), {}), TODAY) == Briefing()


def test_the_open_question_of_a_flow_is_found_as_it_was_asked(room):
    assert open_question(room.url, "web-1") is None
    happened(room.url, "web-1", *TALK)
    assert flow_is_running(room.url, "web-1")
    found = open_question(room.url, "web-1")
    assert found == {"text": "Is de zorg blijvend nodig?", "buttons": [{"title": "Ja"}]}
    happened(room.url, "web-1", {"event": "active_loop", "name": None})
    assert open_question(room.url, "web-1") is None
    assert not flow_is_running(room.url, "web-1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gewoon getypt", "gewoon getypt"),
        ('/antwoord{"blijvend": "weet_niet"}', "Weet ik niet"),
        ("/antwoord{kapot", "/antwoord{kapot"),
        ("/onbekend_ding", "Onbekend ding"),
    ],
)
def test_a_button_is_shown_as_the_words_on_it(text, said):
    assert spoken(text) == said
    assert spoken("/wat_is_wlz").lower() == labels()["wat_is_wlz"].lower()


def test_what_the_assistant_said_is_shown_without_its_marks():
    said = "**Wat nu?**\nLees [de brief](https://www.ciz.nl/brief), 2 * 3 * 4."
    assert unmarked(said) == "Wat nu?\nLees de brief (https://www.ciz.nl/brief), 2 * 3 * 4."


def test_a_conversation_is_shown_in_order_and_the_audit_knows_who_looked(room):
    talk, row = visitor_waits(room, later(10), consent=True)
    happened(room.url, f"web-{talk}", *TALK)
    room.desk.take("anna", row.id, later(20))
    room.stores.thread.hear(f"web-{talk}", "m1", '/antwoord{"blijvend": "ja"}', later(30))
    room.desk.reply("anna", row.id, "1", "Dag", later(40))
    seen = room.view.conversation("anna", row.id, later(50))
    assert [(line.by, line.text) for line in seen.lines][:3] == [
        ("bezoeker", "Welk loket past?"),
        ("assistent", "Is de zorg blijvend nodig?"),
        ("systeem", "Wil een medewerker spreken."),
    ]
    assert [(line.by, line.text, line.name) for line in seen.lines][-2:] == [
        ("bezoeker", "Ja", ""),
        ("adviseur", "Dag", "Anna"),
    ]
    assert seen.new == 1
    assert seen.writable_until > later(50)
    assert [line.text for line in room.view.since("anna", row.id, seen.lines[-2].id)] == ["Dag"]
    assert room.stores.audit.lines(row.id)[-1].what == "gezien"


def test_without_consent_only_what_was_said_to_the_adviser_is_shown(room):
    talk, row = visitor_waits(room, consent=False)
    happened(room.url, f"web-{talk}", *TALK)
    seen = room.view.conversation("anna", row.id, NOW)
    assert seen.briefing == Briefing()
    assert [line.by for line in seen.lines] == ["systeem"]


def test_the_figures_of_a_day_count_what_happened(room):
    talks = [
        visitor_waits(room, later(n), reason=r)
        for n, r in enumerate((Reason.ANGER, *[Reason.REQUEST] * 3))
    ]
    handoffs = room.stores.handoffs
    room.desk.take("anna", talks[0][1].id, later(60))
    room.desk.take("anna", talks[1][1].id, later(181))
    room.desk.close("anna", talks[0][1].id, Reason.ANSWERED, later(300))
    handoffs.move(talks[2][1].id, Wish(State.BOT, Actor.VISITOR, Reason.LEFT), later(300))
    with pytest.raises(NotAllowed):
        room.view.figures("anna", TODAY)
    found = room.view.figures("lea", TODAY)
    assert (found.waiting, found.with_adviser, found.to_call) == (1, 1, 0)
    assert (found.asked, found.taken, found.closed, found.left) == (4, 2, 1, 1)
    assert (found.wait_median, found.wait_longest) == (120, 180)
    assert found.reasons == {Reason.ANGER: 1, Reason.REQUEST: 3}
    assert found.closings == {Reason.ANSWERED: 1}
    assert found.per_hour == {11: (4, 2)}  # ten in UTC is eleven in Amsterdam in winter
    yesterday = room.view.figures("lea", TODAY - dt.timedelta(days=1))
    assert (yesterday.asked, yesterday.wait_median) == (0, None)


def line(text, confidence=0.2, intent="pgb_uitleg"):
    return Line(True, text, NOW, intent, confidence)


def test_questions_not_understood_are_masked_and_grouped():
    found = grouped(
        [
            line("hoe zit dat met parkeren"),
            line("Hoe zit dat met parkeren?"),
            line("mijn bsn is 111222333 wat nu"),
            line("wat is de wlz", confidence=0.9),
            line("/wat_is_wlz"),
            line("hm"),
            line("dit gaat nergens over", 0.9, "buiten_scope"),
        ]
    )
    assert [(g.text, g.count) for g in found] == [
        ("hoe zit dat met parkeren", 2),
        ("mijn bsn is [bsn] wat nu", 1),
        ("dit gaat nergens over", 1),
    ]
    assert found[0].others == ("Hoe zit dat met parkeren?",)
    assert found[0].guess == labels()["pgb_uitleg"]
    assert "Zo vaak gevraagd: 2" in as_issue(found[0])


def test_only_an_editor_reads_what_was_not_understood_and_only_a_beheerder_the_audit(room):
    happened(room.url, "web-1", user("hoe zit dat met parkeren", confidence=0.1))
    assert [g.text for g in room.view.not_understood("rik", later(-60))] == [
        "hoe zit dat met parkeren"
    ]
    assert room.view.not_understood("rik", later(60)) == []
    assert "audit_uitgevoerd" in room.view.audit_csv("bea", NOW)
    for refused in (
        lambda: room.view.not_understood("anna", NOW),
        lambda: room.view.audit_csv("lea", NOW),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_copy_has_the_whole_talk_and_no_notes(room):
    talk, row = visitor_waits(room, later(10), consent=False)
    happened(
        room.url,
        f"web-{talk}",
        user("wat is <script>", at=later(1)),
        bot("De Wlz is", "x", later(2)),
    )
    room.desk.take("anna", row.id, later(20))
    room.stores.thread.hear(f"web-{talk}", "m1", "hallo", later(30))
    room.desk.reply("anna", row.id, "1", "Dag", later(40))
    room.desk.note("anna", row.id, "lastige vraag", later(45))
    said = whole_talk(room.url, f"web-{talk}", room.desk.announcer)
    assert [one.who for one in said] == ["U", "Digitale assistent", "Wegwijzer", "U", "Anna"]
    text = as_text(said)
    assert "[23-11-2026 11:00] Anna: Dag" in text
    assert "lastige vraag" not in text
    page = as_page(said)
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert whole_talk(room.url, "web-weg", room.desk.announcer) == []
