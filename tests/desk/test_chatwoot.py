import datetime as dt
import hashlib
import hmac

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sanic import Sanic

from bot.care.handoff import Reason, State
from bot.desk.chatwoot import ChatwootDesk
from bot.desk.chatwoot_api import ChatwootApi, is_signed
from bot.desk.chatwoot_events import ChatwootEvents, Unreadable, Unsigned
from bot.server.chatwoot import add_chatwoot
from bot.settings import ChatwootChoices
from bot.storage.moments import utc_now
from bot.storage.outside import Outside
from tests.desk.chatwoot_connected import Connected, api_at
from tests.desk.chatwoot_stand_in import ACCOUNT, INBOX, SECRET, TOKEN, Chatwoot, serving, signed
from tests.desk.house import served
from tests.desk.rooms import NOW, later, told, visitor_waits


@pytest.fixture
def both(url):
    chatwoot = Chatwoot()
    with serving(chatwoot) as address:
        yield Connected(url, api_at(address), chatwoot)


def test_who_waits_is_a_conversation_in_chatwoot_with_the_card_as_a_private_note(both):
    _, row, number = both.waits(topic="een aanvraag", name="De Vries")
    one = both.chatwoot.conversations[number]
    assert one["status"] == "open"
    assert one["said"] == []
    assert "Onderwerp: een aanvraag" in one["notes"][0]
    assert "een naaste (moeder)" in one["notes"][0]
    assert both.chatwoot.contacts[one["contact"]] == {"identifier": row.id, "name": "De Vries"}


def test_signs_of_a_moment_are_no_news_for_chatwoot(both):
    for kind, is_news in (("typing", False), ("read", False), ("message", True)):
        both.desk.changed(kind, "ABC123")
        assert both.desk.take_news() is is_news


def test_being_in_step_again_passes_nothing_on_twice(both):
    both.waits()
    calls = len(both.chatwoot.calls)
    for _ in range(3):
        both.desk.in_step()
    assert len(both.chatwoot.calls) == calls


def test_an_agent_takes_answers_and_resolves_and_the_visitor_sees_each_once(both):
    talk, row, number = both.waits()
    assert both.hear(both.chatwoot.assigned(both.sanne, number)) == "taken"
    assert both.state(row) == (State.ADVISEUR, "chatwoot:5")
    said = both.chatwoot.said_by(both.sanne, number, 41, "Goedemorgen")
    assert both.hear(said) == "said"
    for _ in range(2):
        assert both.hear(said) == "said before"
    both.room.stores.thread.hear(row.sender_id, "m1", "dag mevrouw", NOW)
    both.desk.in_step()
    assert both.chatwoot.conversations[number]["said"] == ["dag mevrouw"]
    assert both.hear(both.chatwoot.changed(number, "resolved")) == "resolved"
    assert both.state(row) == (State.GESLOTEN, None)
    words = [text for _, text in told(both.room, talk)]
    assert words[0].startswith("Sanne heeft uw gesprek aangenomen")
    assert words[1] == "Goedemorgen"
    assert sum("afgesloten" in text for text in words) == 1


def test_the_first_answer_of_an_agent_takes_the_conversation(both):
    talk, row, number = both.waits()
    both.hear(both.chatwoot.said_by(both.karim, number, 1, "Hallo"))
    assert both.state(row) == (State.ADVISEUR, "chatwoot:6")
    assert [who for who, _ in told(both.room, talk)] == ["system", "adviser"]


def test_pending_gives_it_back_to_the_bot(both):
    talk, row, number = both.waits()
    both.hear(both.chatwoot.assigned(both.sanne, number))
    both.hear(both.chatwoot.changed(number, "pending"))
    assert both.state(row) == (State.BOT, None)
    assert "gaf het gesprek terug" in told(both.room, talk)[-1][1]


def test_another_agent_takes_over(both):
    talk, row, number = both.waits()
    both.hear(both.chatwoot.assigned(both.sanne, number))
    assert both.hear(both.chatwoot.assigned(both.karim, number)) == "passed on"
    assert both.state(row) == (State.ADVISEUR, "chatwoot:6")
    assert "Karim neemt het gesprek over" in told(both.room, talk)[-1][1]


def test_events_out_of_order_leave_the_newest_in_force(both):
    _, row, number = both.waits()
    first = both.chatwoot.assigned(both.sanne, number)
    second = both.chatwoot.assigned(both.karim, number)
    assert both.hear(second) == "taken"
    assert both.hear(first) == "late"
    assert both.hear(second) == "late"
    assert both.state(row) == (State.ADVISEUR, "chatwoot:6")


def test_what_comes_after_the_end_is_refused_and_not_said(both):
    talk, _row, number = both.waits()
    late = both.chatwoot.said_by(both.sanne, number, 7, "nog iets")
    both.hear(both.chatwoot.assigned(both.sanne, number))
    both.hear(both.chatwoot.changed(number, "resolved"))
    assert both.hear(late) == "refused"
    assert "nog iets" not in str(told(both.room, talk))


@pytest.mark.parametrize(
    "more",
    [
        {"private": True},
        {"message_type": "incoming"},
        {"sender": {"id": 1, "type": "agent_bot"}},
        {"content": None},
        {"sender": None},
    ],
)
def test_notes_and_what_the_visitor_or_a_bot_said_are_not_said_again(both, more):
    talk, row, number = both.waits()
    assert both.hear(both.chatwoot.said_by(both.sanne, number, 1, "x", **more)) == "ignored"
    assert told(both.room, talk) == []
    assert both.state(row)[0] is State.WACHTRIJ


def test_a_visitor_who_leaves_is_resolved_in_chatwoot_and_opened_when_back(both):
    from bot.care.handoff import Actor, Wish
    from tests.desk.asking import wait

    _, row, number = both.waits()
    handoffs = both.room.stores.handoffs
    handoffs.move(row.id, Wish(State.BOT, Actor.VISITOR, Reason.LEFT), NOW)
    both.desk.in_step()
    assert both.chatwoot.conversations[number]["status"] == "resolved"
    wait(both.room.url, row.sender_id, later(60))
    both.desk.in_step()
    assert both.chatwoot.conversations[number]["status"] == "open"


def test_what_our_own_adviser_took_is_not_an_agents_any_more(both):
    _, row, number = both.waits()
    both.room.desk.take("anna", row.id, NOW)
    both.desk.in_step()
    assert both.chatwoot.conversations[number]["status"] == "resolved"
    both.chatwoot.conversations[number]["status"] = "open"
    assert both.hear(both.chatwoot.assigned(both.sanne, number)) == "not with Chatwoot"
    assert both.hear(both.chatwoot.said_by(both.sanne, number, 1, "hoi")) == "refused"
    assert both.state(row) == (State.ADVISEUR, "anna")


def test_a_chatwoot_that_fails_loses_nothing(both):
    both.chatwoot.failing = 100
    _, row = visitor_waits(both.room, consent=True)
    both.desk.in_step()
    assert Outside(both.room.url).of(row.id) is None
    both.chatwoot.failing = 2  # a second and third try help at once
    both.desk.in_step()
    number = int(Outside(both.room.url).of(row.id).conversation_id)
    both.hear(both.chatwoot.assigned(both.sanne, number))
    both.room.stores.thread.hear(row.sender_id, "m1", "een", NOW)
    both.chatwoot.failing = 100
    both.desk.in_step()
    both.chatwoot.failing = 0
    both.room.stores.thread.hear(row.sender_id, "m2", "twee", NOW)
    both.desk.in_step()
    assert both.chatwoot.conversations[number]["said"] == ["een", "twee"]


def test_who_is_online_in_chatwoot_counts_as_there(both):
    both.desk.who_is_there(NOW)
    there = [one.name for one in both.room.stores.advisers.there(NOW)]
    assert "Sanne" in there
    assert "Karim" not in there


def test_an_unsigned_old_or_broken_call_is_refused(both):
    event = {"event": "message_created"}
    body, stamp, signature = signed(event, NOW)
    for wrong in (
        (body + b" ", stamp, signature),
        (body, stamp, ""),
        (body, stamp, "sha256=é"),
        signed(event, NOW, "een ander geheim"),
        signed(event, NOW - dt.timedelta(minutes=6)),
        (body, "gisteren", signature),
    ):
        with pytest.raises(Unsigned):
            both.events.take(*wrong, NOW)
    for broken in (b"{", b"[]", b"\xff"):
        with pytest.raises(Unreadable):
            both.events.take(broken, *_signature(broken, NOW), NOW)


def headers(body, stamp, signature):
    return {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": signature}


def test_its_address_answers_what_is_signed_and_nothing_else(both):
    app = Sanic("chatwoot", configure_logging=False)
    add_chatwoot(app, both.desk, both.room.desk)
    fine = signed({"event": "x"}, utc_now())
    with served(app) as address:
        path = f"{address}/webhooks/chatwoot/events"
        assert httpx.post(path, content=fine[0]).status_code == 401
        answer = httpx.post(path, content=fine[0], headers=headers(*fine))
        assert (answer.status_code, answer.json()) == (200, {"result": "unknown"})
        broken = headers(b"{", *_signature(b"{", utc_now()))
        assert httpx.post(path, content=b"{", headers=broken).status_code == 400


def _signature(body, at):
    stamp = str(int(at.timestamp()))
    digest = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return stamp, f"sha256={digest}"


@given(st.binary(max_size=60), st.text(max_size=20), st.text(max_size=80))
def test_nothing_unsigned_passes(body, stamp, signature):
    assert not is_signed(body, stamp, signature, SECRET, NOW.timestamp())


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("event", "conversation", "sender", "meta", "id", "status", "content")),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    event=st.dictionaries(st.sampled_from(("event", "id", "conversation", "sender", "meta")), ODD)
)
def test_a_signed_event_of_any_shape_is_survived(event):
    class Nobody:
        def conversation(self, conversation_id):
            return None

    api = ChatwootApi(ChatwootChoices("http://127.0.0.1:1", ACCOUNT, INBOX, TOKEN, SECRET))
    events = ChatwootEvents(None, ChatwootDesk(api, None, Nobody(), lambda row: None))
    assert events.take(*signed(event, NOW), NOW) == "unknown"
