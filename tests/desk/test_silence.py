"""The one place where a message goes to the bot or to an adviser."""

import asyncio
from types import SimpleNamespace

import pytest

from bot.care.handoff import Reason, State
from bot.care.safety import find_danger
from bot.channels.copies import Copies
from bot.channels.silence import ENDS, LEAVES, Silence
from bot.knowledge.safety import patterns
from bot.server.desk import number_for
from tests.desk.rooms import NOW, SECRET, desk_room, later, told, visitor_waits

COPIES = Copies(SECRET, "https://wegwijzer.voorbeeld.nl")


class Talk:
    """A visitor whose messages pass the silence, with a bot that only says that it heard."""

    def __init__(self, room, silence, talk):
        self.room, self.silence, self.talk = room, silence, talk
        self.sender_id = f"web-{talk}"
        self.number = 0
        self.heard = []

    def say(self, text, key=None, meanwhile=lambda: None):
        """Return what is answered to a message."""
        self.number += 1
        said = []

        async def send(recipient, body):
            said.append(body["text"])

        async def bot(message):
            self.heard.append(message.text)
            await message.output_channel.send_response(self.sender_id, {"text": "de bot"})
            meanwhile()

        message = SimpleNamespace(
            text=text,
            sender_id=self.sender_id,
            message_id=key or f"bericht-{self.number}",
            output_channel=SimpleNamespace(send_response=send, messages=said),
        )
        asyncio.run(self.silence.pass_on(message, bot))
        return said


@pytest.fixture
def room(url):
    return desk_room(url)


@pytest.fixture
def visitor(room):
    silence = Silence(
        handoffs=room.stores.handoffs,
        thread=room.stores.thread,
        find_danger=lambda text: find_danger(text, patterns()),
        number_for=number_for,
        copy_of=COPIES.answer,
        tell=room.desk.announcer.tell,
        changed=room.desks.changed,
        now=lambda: NOW,
    )
    talk, row = visitor_waits(room)
    found = Talk(room, silence, talk)
    found.row = row
    return found


def state(room, visitor):
    return room.stores.handoffs.get(visitor.row.id).state


def test_in_the_queue_the_bot_still_helps(visitor):
    assert visitor.say("Wat is de Wlz?") == ["de bot"]


def test_beside_an_adviser_rasa_never_sees_a_message(room, visitor):
    room.desk.take("anna", visitor.row.id, NOW)
    assert visitor.say("Wat is de Wlz?") == []
    assert visitor.heard == []
    (said,) = room.stores.thread.said(visitor.row.id)
    assert said.text == "Wat is de Wlz?"
    assert ("message", visitor.row.id) in room.desks.rung
    room.desk.give_back("anna", visitor.row.id, NOW)
    assert visitor.say("En nu?") == ["de bot"]


def test_a_message_that_comes_again_after_the_end_is_not_answered_by_the_bot(room, visitor):
    room.desk.take("anna", visitor.row.id, NOW)
    visitor.say("hallo", key="bericht-x")
    room.desk.close("anna", visitor.row.id, Reason.ANSWERED, NOW)
    assert visitor.say("hallo", key="bericht-x") == []
    assert visitor.heard == []


def test_an_answer_that_was_being_made_is_kept_back_and_the_adviser_gets_the_question(
    room, visitor
):
    take = lambda: room.desk.take("anna", visitor.row.id, NOW)  # noqa: E731
    assert visitor.say("Wat is de Wlz?", meanwhile=take) == []
    assert [s.text for s in room.stores.thread.said(visitor.row.id)] == ["Wat is de Wlz?"]


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("ik wil niet meer leven", "113", "crisis_suicide"),
        ("mijn man is bewusteloos en ademt niet", "112", "nood_medisch"),
    ],
)
def test_the_safety_net_gives_the_number_and_alerts_the_adviser(room, visitor, text, number, kind):
    room.desk.take("anna", visitor.row.id, NOW)
    (said,) = visitor.say(text)
    assert number in said
    assert room.stores.thread.said(visitor.row.id)[0].alert == kind
    assert ("alert", visitor.row.id) in room.desks.rung


def test_who_waits_and_tells_of_danger_goes_before_others(room, visitor):
    _, other = visitor_waits(room, later(-60))
    assert room.stores.handoffs.place_of(visitor.row.id) == 2
    visitor.say("ik wil niet meer leven")
    assert room.stores.handoffs.place_of(visitor.row.id) == 1
    assert room.stores.handoffs.place_of(other.id) == 2


@pytest.mark.parametrize("text", sorted(LEAVES | {"Stop!", "/stop"}))
def test_a_visitor_leaves_the_queue(room, visitor, text):
    assert visitor.say(text, key="bericht-uit") == []
    assert visitor.say(text, key="bericht-uit") == []  # the same message again
    assert state(room, visitor) is State.BOT
    assert [t.split(".")[0] for _, t in told(room, visitor.talk)] == [
        "U staat niet meer in de wachtrij"
    ]
    assert visitor.heard == []


def test_stop_stops_a_flow_first(room, visitor, monkeypatch):
    monkeypatch.setattr("bot.storage.handoff.flow_is_running", lambda url, sender_id: True)
    assert visitor.say("stop") == ["de bot"]
    assert state(room, visitor) is State.WACHTRIJ
    assert visitor.say("laat maar") == []
    assert state(room, visitor) is State.BOT


@pytest.mark.parametrize("text", sorted(ENDS))
def test_a_visitor_ends_the_conversation_with_one_closing_line(room, visitor, text):
    room.desk.take("anna", visitor.row.id, NOW)
    for _ in range(2):
        assert visitor.say(text, key="bericht-uit") == []
    assert state(room, visitor) is State.GESLOTEN
    lines = [t for _, t in told(room, visitor.talk)]
    assert sum("afgesloten" in line for line in lines) == 1
    # and after that it is an ordinary word for the bot
    assert visitor.say(text) == ["de bot"]


def test_laat_maar_is_part_of_the_talk_with_an_adviser(room, visitor):
    room.desk.take("anna", visitor.row.id, NOW)
    visitor.say("laat maar")
    assert state(room, visitor) is State.ADVISEUR
    assert room.stores.thread.said(visitor.row.id)[0].text == "laat maar"


def test_signs_of_the_visitor_reach_the_adviser_who_has_the_talk(room, visitor):
    visitor.silence.visitor_types(visitor.sender_id)
    assert ("typing", visitor.row.id) not in room.desks.rung
    room.desk.take("anna", visitor.row.id, NOW)
    room.desk.reply("anna", visitor.row.id, "1", "dag", NOW)
    visitor.silence.visitor_types(visitor.sender_id)
    (said,) = room.stores.thread.said(visitor.row.id)
    for key in ("said.0", said.outward_key, said.outward_key):
        visitor.silence.visitor_read(visitor.sender_id, key.__eq__)
    assert room.desks.rung.count(("typing", visitor.row.id)) == 1
    assert room.desks.rung.count(("read", visitor.row.id)) == 1
    assert room.stores.handoffs.get(visitor.row.id).seen_by_visitor == said.id


@pytest.mark.parametrize(
    "text",
    [
        "stuur mij een kopie",
        "Mag ik een kopie van dit gesprek?",
        "kopie",
        "kunt u mij een kopie sturen",
        "ik wil graag een afschrift van het gesprek",
        "Dit gesprek opslaan",
    ],
)
def test_a_copy_is_given_in_every_state(room, visitor, text):
    (said,) = visitor.say(text)
    assert "https://wegwijzer.voorbeeld.nl/kopie/" in said
    room.desk.take("anna", visitor.row.id, NOW)
    assert "/kopie/" in visitor.say(text)[0]
    assert room.stores.thread.said(visitor.row.id) == []


@pytest.mark.parametrize("text", ["moet ik een kopie van mijn paspoort sturen", "kopieer dit", "x"])
def test_other_messages_are_no_request_for_a_copy(visitor, text):
    assert visitor.say(text) == ["de bot"]


def test_a_link_stops_working_and_cannot_be_made_up():
    token = COPIES.token("web-1", NOW)
    assert "web-1" not in token
    assert COPIES.talk_of(token, later(3600)) == "web-1"
    assert COPIES.talk_of(token, later(25 * 3600)) is None
    assert Copies("t" * 40, "x").talk_of(token, NOW) is None
    for made_up in ("", "é", "web-1", token[:-2], token[1:]):
        assert COPIES.talk_of(made_up, NOW) is None
