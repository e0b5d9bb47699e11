import datetime as dt

import pytest

from bot.care.handoff import Actor, MoveRefused, NotYours, Reason, State, Wish
from bot.channels.speakers import CannotBeReached, Speakers, WindowClosed
from bot.desk.errors import SENTENCES, FullHands, HasBsn, NotAllowed, NoWords, sentence
from bot.desk.upkeep import Upkeep
from bot.errors import NotInForce
from bot.storage.advisers import Adviser, NoAdviser, Presence
from bot.storage.forget import forget
from bot.storage.handoff_rows import Slot
from tests.desk.asking import call_back, wait
from tests.desk.rooms import NOW, desk_room, later, told, visitor_waits


@pytest.fixture
def room(url):
    return desk_room(url)


def with_anna(room, **details):
    talk, row = visitor_waits(room, **details)
    room.desk.take("anna", row.id, NOW)
    return talk, row


def words(room, talk):
    return [text for _, text in told(room, talk)]


def test_taking_tells_the_visitor_who_joined_and_wakes_the_desk(room):
    talk, row = visitor_waits(room)
    room.desk.take("anna", row.id, later(30), version=row.version)
    assert told(room, talk) == [
        (
            "system",
            "Anna heeft uw gesprek aangenomen. U praat nu met een mens. Ik ben stil, tot het "
            "gesprek weer bij mij is.",
        )
    ]
    assert ("moved", row.id) in room.desks.rung
    assert (talk, None) in room.bell.rung
    assert [line.what for line in room.stores.audit.lines(row.id)] == ["adviseur"]


def test_of_two_who_take_one_is_refused_and_reads_why(room):
    _, row = visitor_waits(room)
    room.desk.take("anna", row.id, NOW)
    with pytest.raises(MoveRefused) as refused:
        room.desk.take("bob", row.id, NOW)
    assert "Een collega heeft het" in sentence(refused.value)
    # a second click of the one who has it is no refusal
    assert room.desk.take("anna", row.id, NOW).adviser_id == "anna"
    assert len(room.stores.handoffs.moves_of(row.id)) == 2


def test_nobody_takes_more_than_he_can_have(room):
    for _ in range(2):
        with_anna(room)
    _, third = visitor_waits(room)
    with pytest.raises(FullHands):
        room.desk.take("anna", third.id, NOW)


def test_another_teams_conversation_is_not_seen_and_not_taken(room):
    _, row = visitor_waits(room, team="pgb")
    for refused in (
        lambda: room.desk.take("bob", row.id, NOW),
        lambda: room.view.conversation("bob", row.id, NOW),
        lambda: room.view.since("bob", row.id, 0),
        lambda: room.desk.note("bob", row.id, "x", NOW),
        lambda: room.desk.number("bob", row.id, NOW),
        lambda: room.desk.take("rik", row.id, NOW),
        lambda: room.view.conversation("bea", row.id, NOW),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert room.view.queue("bob", NOW) == []
    assert [w.overdracht.id for w in room.view.queue("anna", NOW)] == [row.id]


def test_what_was_passed_to_somebody_of_another_team_is_his(room):
    _, row = with_anna(room, team="pgb")
    room.desk.assign("lea", row.id, "bob", NOW)
    assert room.view.conversation("bob", row.id, NOW).overdracht.adviser_id == "bob"


def test_a_reply_is_said_once_with_the_name(room):
    talk, row = with_anna(room)
    for _ in range(3):
        room.desk.reply("anna", row.id, "a-1", "Goedemorgen <b>u</b>", NOW)
    last = room.talks.since(talk, 0)[-1]
    assert (last["from"], last["name"], last["text"]) == ("adviser", "Anna", "Goedemorgen <b>u</b>")
    assert len(words(room, talk)) == 2


def test_the_same_key_of_two_advisers_is_two_messages(room):
    talk, row = with_anna(room)
    room.desk.reply("anna", row.id, "1", "van Anna", NOW)
    room.desk.to_colleague("anna", row.id, "bob", NOW)
    room.desk.reply("bob", row.id, "1", "van Bob", NOW)
    assert words(room, talk)[1::2] == ["van Anna", "van Bob"]


@pytest.mark.parametrize(
    ("text", "refused"), [("", NoWords), ("\u200b ", NoWords), ("bsn 111222333", HasBsn)]
)
def test_what_cannot_be_sent_is_refused(room, text, refused):
    talk, row = with_anna(room)
    with pytest.raises(refused):
        room.desk.reply("anna", row.id, "1", text, NOW)
    assert len(words(room, talk)) == 1


def test_who_does_not_have_it_says_nothing(room):
    _, row = with_anna(room)
    for one in ("bob", "lea"):
        with pytest.raises(NotYours):
            room.desk.reply(one, row.id, "1", "hoi", NOW)


def test_whatsapp_outside_its_window_asks_for_a_template(room):
    class Phone:
        until = None

        def speak(self, sender_id, body, at):
            return body["key"]

        def window_open_until(self, sender_id):
            return self.until

    phone = Phone()
    desk = desk_room(room.url).desk
    desk = type(desk)(desk.stores, Speakers({"whatsapp:": phone}))
    row = wait(room.url, "whatsapp:31612345678", NOW)
    desk.take("anna", row.id, NOW)
    for until in (None, NOW - dt.timedelta(seconds=1)):
        phone.until = until
        with pytest.raises(WindowClosed) as closed:
            desk.reply("anna", row.id, "1", "hoi", NOW)
        assert "sjabloon" in sentence(closed.value)
    phone.until = later(60)
    assert desk.reply("anna", row.id, "1", "hoi", NOW).text == "hoi"


def test_giving_back_says_so_and_asks_the_open_question_again(room, monkeypatch):
    question = {"text": "Is de zorg blijvend nodig?", "buttons": [{"title": "Ja", "payload": "/x"}]}
    monkeypatch.setattr("bot.storage.handoff.open_question", lambda url, sender_id: question)
    talk, row = with_anna(room)
    room.desk.give_back("anna", row.id, NOW)
    _, back, again = room.talks.since(talk, 0)
    assert back["text"].startswith("Anna gaf het gesprek terug")
    assert (again["from"], again["text"], again["buttons"]) == (
        "assistant",
        question["text"],
        question["buttons"],
    )


def test_a_conversation_is_closed_with_a_reason_and_one_line(room):
    talk, row = with_anna(room)
    with pytest.raises(NotAllowed):
        room.desk.close("anna", row.id, Reason.TAKEN, NOW)
    room.desk.close("anna", row.id, Reason.REFERRED, NOW)
    with pytest.raises(MoveRefused):
        room.desk.close("anna", row.id, Reason.REFERRED, NOW)
    assert sum("afgesloten" in text for text in words(room, talk)) == 1
    assert room.stores.handoffs.moves_of(row.id)[-1].reason is Reason.REFERRED


def test_passing_on_goes_to_somebody_who_is_there_or_to_a_team(room):
    talk, row = with_anna(room)
    with pytest.raises(NotAllowed):
        room.desk.to_colleague("anna", row.id, "lea", NOW)  # not there
    with pytest.raises(NoAdviser):
        room.desk.to_colleague("anna", row.id, "niemand", NOW)
    room.desk.to_colleague("anna", row.id, "bob", NOW)
    assert "Bob neemt het gesprek over" in words(room, talk)[-1]
    room.desk.to_team("bob", row.id, "pgb", NOW)
    assert "andere medewerker" in words(room, talk)[-2]
    assert room.stores.handoffs.queue()[0].team == "pgb"


def test_nobody_is_passed_on_to_who_cannot_have_the_conversation(room):
    _, row = with_anna(room)
    stores = room.stores
    stores.advisers.choose("lea", Presence.HERE, NOW)  # there, and no adviser
    with pytest.raises(NotAllowed):
        room.desk.to_colleague("anna", row.id, "lea", NOW)
    with pytest.raises(NotAllowed):
        room.desk.assign("lea", row.id, "lea", NOW)
    for one in stores.advisers.there(NOW):
        if one.team is None:
            stores.advisers.choose(one.id, Presence.AWAY, NOW)
    with pytest.raises(NotAllowed):
        room.desk.to_team("anna", row.id, "pgb", NOW)
    assert stores.handoffs.get(row.id).adviser_id == "anna"


def test_who_waits_for_a_team_of_which_nobody_is_left_goes_back_to_the_bot(room):
    _, row = visitor_waits(room, NOW, team="pgb")
    _, other = visitor_waits(room, NOW)
    for one in room.stores.advisers.all():
        if one.team is None:
            room.stores.advisers.choose(one.id, Presence.AWAY, NOW)
    Upkeep(room.desk).run(NOW)
    assert room.stores.handoffs.get(row.id).state is State.BOT
    assert room.stores.handoffs.get(other.id).state is State.WACHTRIJ


def test_a_team_lead_reassigns_and_an_adviser_does_not(room):
    _, row = with_anna(room)
    with pytest.raises(NotAllowed):
        room.desk.assign("bob", row.id, "bob", NOW)
    assert room.desk.assign("lea", row.id, "bob", NOW).adviser_id == "bob"
    assert [r.id for r in room.view.running("lea")] == [row.id]
    with pytest.raises(NotAllowed):
        room.view.running("anna")


def test_places_in_the_queue_are_told_as_they_get_better(room):
    talks = [visitor_waits(room, later(n)) for n in range(5)]
    room.desk.announcer.tell(NOW)
    last, row = talks[-1]
    assert words(room, last) == [
        "U bent nu nummer 5 in de wachtrij. Hoe lang nog: dat weet ik nog niet."
    ]
    for _talk, waiting in talks[:2]:
        room.stores.handoffs.move(
            waiting.id, Wish(State.BOT, Actor.VISITOR, Reason.LEFT, told=True), NOW
        )
    room.desk.announcer.tell(NOW)
    assert "nummer 3" in words(room, last)[-1]
    room.desk.announcer.tell(NOW)
    assert len(words(room, last)) == 2
    assert room.stores.handoffs.place_of(row.id) == 3


def test_a_visitor_is_told_the_place_among_who_waits_for_the_same_team(room):
    for second in range(3):
        visitor_waits(room, later(second), team="wlz")
    talk, row = visitor_waits(room, later(9), team="pgb")
    room.desk.announcer.tell(NOW)
    assert "nummer 1 in de wachtrij" in words(room, talk)[-1]
    places = {w.overdracht.id: w.place for w in room.view.queue("anna", NOW)}
    assert places[row.id] == 1


def test_typing_and_reading_are_shown_and_not_stored(room):
    talk, row = with_anna(room)
    said = room.stores.thread.hear(row.sender_id, "bericht-1", "hoi", NOW)
    before = room.talks.since(talk, 0)
    room.desk.typing("anna", row.id)
    room.desk.typing("bob", row.id)
    (message,) = room.stores.thread.said(said.id)
    room.desk.read("anna", row.id, message.id)
    room.desk.read("anna", row.id, message.id)
    notes = [note for topic, note in room.bell.rung if topic == talk and note]
    assert notes == [{"typing": "Anna"}, {"read": "bericht-1"}]
    assert room.talks.since(talk, 0) == before
    assert room.view.unread(room.stores.handoffs.get(row.id)) == 0


def test_a_note_is_private_and_masked(room):
    talk, row = with_anna(room)
    room.desk.note("anna", row.id, "bsn 111222333, belt liever", NOW)
    (note,) = room.view.conversation("anna", row.id, NOW).notes
    assert note.text == "bsn [bsn], belt liever"
    assert "belt liever" not in str(told(room, talk))
    with pytest.raises(NoWords):
        room.desk.note("anna", row.id, " ", NOW)


def test_a_call_back_is_made_with_the_number_and_the_audit_knows(room):
    row = call_back(room.url, "web-x", NOW, slot=Slot(later(3600), later(7200), 1))
    room.stores.numbers.keep("web-x", "0612345678", NOW)
    (planned,) = room.view.callbacks("anna")
    assert (planned.overdracht.id, planned.start) == (row.id, later(3600))
    assert room.desk.number("anna", row.id, NOW) == "0612345678"
    with pytest.raises(NotAllowed):
        room.desk.called("anna", row.id, Reason.TAKEN, NOW)
    room.desk.called("anna", row.id, Reason.NOT_REACHED, NOW, Slot(later(9000), later(9999), 1))
    assert room.view.callbacks("anna")[0].start == later(9000)
    room.desk.called("anna", row.id, Reason.REACHED, NOW)
    assert room.view.callbacks("anna") == []
    what = [line.what for line in room.stores.audit.lines(row.id)]
    assert what == ["nummer_gezien", "teruggebeld", "gesloten"]


def test_a_talk_that_was_forgotten_is_gone_from_the_desk(room):
    _, row = with_anna(room)
    forget(room.url, row.sender_id)
    for gone in (
        lambda: room.view.conversation("anna", row.id, NOW),
        lambda: room.desk.reply("anna", row.id, "1", "hoi", NOW),
        lambda: room.desk.close("anna", row.id, Reason.ANSWERED, NOW),
    ):
        with pytest.raises(MoveRefused):
            gone()


def test_every_refusal_has_a_sentence():
    for kind in SENTENCES:
        assert sentence(kind("x")).endswith(".")
    assert "aan onze kant" in sentence(NotInForce("x"))


def test_after_a_failure_all_is_said_in_the_order_in_which_it_happened(room):
    class Failing:
        """The website, which fails when it is told to."""

        failures = 0

        def speak(self, sender_id, body, at):
            if self.failures:
                self.failures -= 1
                raise NotInForce("down")
            return room.speakers.speak(sender_id, body, at)

        def open_until(self, sender_id):
            return room.speakers.open_until(sender_id)

    website = Failing()
    desk = type(room.desk)(room.stores, website)
    talk, row = visitor_waits(room)
    other, other_row = visitor_waits(room, later(1))
    website.failures = 1  # for the line of joining; what follows must wait for it
    desk.take("anna", row.id, later(2))
    website.failures = 1
    desk.reply("anna", row.id, "1", "Dag", later(3))
    website.failures = 1
    desk.close("anna", row.id, Reason.ANSWERED, later(4))
    assert not [text for text in words(room, talk) if "nummer" not in text]
    desk.take("bob", other_row.id, later(5))
    said = [text for text in words(room, talk) if "nummer" not in text]
    assert "Anna heeft" in said[0]
    assert said[1] == "Dag"
    assert "afgesloten" in said[2]
    assert len(said) == 3
    assert "Bob heeft" in words(room, other)[-1]


# what the desk does by itself


def test_who_is_lost_gives_the_conversation_back_to_the_queue(room):
    talk, row = with_anna(room)
    upkeep = Upkeep(room.desk)
    upkeep.run(later(200))
    assert room.stores.handoffs.get(row.id).adviser_id == "anna"
    room.stores.advisers.seen("bob", later(400))
    upkeep.run(later(400))
    assert room.stores.handoffs.get(row.id).state is State.WACHTRIJ
    assert "andere medewerker" in words(room, talk)[1]


def test_an_account_that_was_removed_has_nothing_any_more(room):
    _, row = with_anna(room)
    room.stores.advisers.remove("anna")
    Upkeep(room.desk).run(later(10))
    assert room.stores.handoffs.get(row.id).state is State.WACHTRIJ


def test_agents_of_an_outside_desk_are_not_lost_for_us(room):
    room.stores.advisers.save(Adviser("chatwoot:5", "Sanne"))
    _, row = visitor_waits(room)
    room.desk.take("chatwoot:5", row.id, NOW)
    room.stores.advisers.seen("anna", later(4000))
    Upkeep(room.desk).run(later(4000))
    assert room.stores.handoffs.get(row.id).adviser_id == "chatwoot:5"


def test_when_nobody_is_there_any_more_who_waits_is_told_and_offered_a_call(room):
    talk, row = visitor_waits(room)
    Upkeep(room.desk).run(later(500))
    assert room.stores.handoffs.get(row.id).state is State.WACHTRIJ
    Upkeep(room.desk).run(later(700))
    assert room.stores.handoffs.get(row.id).state is State.BOT
    last = room.talks.since(talk, 0)[-1]
    assert "geen medewerker meer" in last["text"]
    assert last["buttons"][0]["payload"] == "/vraag_medewerker"
    assert room.stores.audit.lines(row.id)[-1].actor_id == "systeem"


def test_at_closing_time_nobody_is_left_waiting(url):
    room = desk_room(url, is_open=lambda at: False)
    _, row = visitor_waits(room)
    Upkeep(room.desk).run(NOW)
    assert room.stores.handoffs.get(row.id).state is State.BOT


def test_advisers_on_a_break_keep_the_queue(room):
    _, row = visitor_waits(room)
    for one in ("anna", "bob"):
        room.desk.choose_presence(one, Presence.BREAK, later(600))
    Upkeep(room.desk).run(later(700))
    assert room.stores.handoffs.get(row.id).state is State.WACHTRIJ
    for one in ("anna", "bob"):
        room.desk.choose_presence(one, Presence.AWAY, later(700))
    Upkeep(room.desk).run(later(701))
    assert room.stores.handoffs.get(row.id).state is State.BOT


def test_a_channel_that_cannot_speak_first_is_said_so(room):
    with pytest.raises(CannotBeReached):
        room.speakers.speak("rest-1", {"from": "system", "text": "hoi", "key": "1"}, NOW)
    with pytest.raises(CannotBeReached):
        room.speakers.speak("web-weg", {"from": "system", "text": "hoi", "key": "1"}, NOW)
