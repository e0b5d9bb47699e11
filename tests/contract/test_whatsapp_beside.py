"""What a person on WhatsApp notices of an adviser, and the adviser of the person."""

import asyncio
import time

import httpx
import pytest

from bot.care.handoff import Actor, Reason, State, Wish
from bot.channels.bell import BellHere
from bot.channels.silence import Silence
from bot.channels.whatsapp.api import MetaApi
from bot.channels.whatsapp.signs import Signs
from bot.channels.whatsapp.voice import WhatsAppVoice
from bot.storage.handoff import Handoffs
from bot.storage.handoff_thread import Thread
from bot.storage.moments import utc_now
from bot.storage.whatsapp_signs import SignedMessages
from tests.contract.whatsapp_steps import ME, Line
from tests.desk.asking import wait
from tests.fakes import status, transport

TAKEN = Wish(State.ADVISEUR, Actor.ADVISER, Reason.TAKEN, actor_id="anna", adviser_id="anna")

GIVEN_BACK = Wish(State.BOT, Actor.ADVISER, Reason.GIVEN_BACK, actor_id="anna")


@pytest.fixture
def url(emptied_url):
    return emptied_url


@pytest.fixture
def line(url):
    """A person who was introduced, and could choose from something."""
    line = Line(url)
    line.assistant.answers["hoi"] = [
        {
            "text": "?",
            "buttons": [{"title": "Ja", "payload": "/ja"}, {"title": "N", "payload": "/nee"}],
        }
    ]
    line.write("hoi")
    line.run()
    return line


@pytest.fixture
def beside(line, url):
    """The overdracht, which anna has."""
    row = wait(url, line.sender_id(), utc_now())
    return Handoffs(url).move(row.id, TAKEN, utc_now())


def heard(line):
    return line.assistant.heard[1:]


def test_a_number_is_a_number_and_no_choice(line, beside):
    line.write("2")
    line.run()
    assert heard(line) == ["2"]


def test_a_photo_is_not_passed_on_and_both_know(line, beside):
    line.send("image", id="1", caption="de brief")
    line.run()
    assert heard(line) == ["(stuurde een foto; die wordt hier niet doorgegeven) de brief"]
    assert (
        line.texts()[1] == "Dit bericht komt niet bij de medewerker aan. Typ het in gewone woorden."
    )


@pytest.mark.parametrize("state", [State.WACHTRIJ, State.ADVISEUR])
def test_stop_ends_that_first_and_afmelden_always_means_no_more_messages(line, url, state):
    row = wait(url, line.sender_id(), utc_now())
    if state is State.ADVISEUR:
        Handoffs(url).move(row.id, TAKEN, utc_now())
    line.write("stop")
    line.run()
    assert heard(line) == ["stop"]
    line.write("afmelden")
    line.run()
    assert "afgemeld" in line.texts()[-1]
    assert WhatsAppVoice(line.choices).window_open_until(line.sender_id()) is None


def test_the_bot_gives_no_signs_of_reading_while_an_adviser_has_the_talk(line, beside):
    read = list(line.meta.read)
    line.write("bent u daar?")
    line.run()
    assert line.meta.read == read


def show(line, **note):
    """Let the desk give a sign, and Meta take it; return which messages were marked as read."""

    async def go():
        bell = BellHere()
        api = MetaApi(line.choices.whatsapp, httpx.AsyncClient(transport=transport(line.meta)))
        signs = Signs(SignedMessages(line.choices.database_url, line.inbox.sealer), api, bell)
        signs.start()
        await asyncio.sleep(0)  # it listens from now on
        WhatsAppVoice(line.choices, bell.ring).note(line.sender_id(), note)
        deadline = time.monotonic() + 5
        while len(line.meta.read) == before and time.monotonic() < deadline:
            await asyncio.sleep(0.01)  # the phone has no event to wait for
        signs.stop()
        await api.close()

    before = len(line.meta.read)
    asyncio.run(go())
    return line.meta.read[before:]


def test_a_person_sees_that_the_adviser_types_or_has_read(line, beside):
    first = line.write("eerste")
    line.run()
    last = line.write("tweede")
    line.run()
    assert show(line, typing="Anna") == [last]
    assert line.meta.typing[-1] == last
    typed = len(line.meta.typing)
    assert show(line, read=line.inbox.sealer.mark(first)) == [first]
    assert len(line.meta.typing) == typed


def test_a_sign_about_nobody_is_lost_and_breaks_nothing(line):
    signs = Signs(SignedMessages(line.choices.database_url, line.inbox.sealer), None)
    asyncio.run(signs.show({"sender_id": "whatsapp:niemand", "typing": "Anna"}))
    assert len(line.meta.read) == 1


def test_the_adviser_sees_up_to_where_the_person_has_read(line, beside, url):
    thread, changed = Thread(url), []
    voice = WhatsAppVoice(line.choices)
    for key in ("een", "twee", "drie"):
        said = thread.reply(beside.id, key, "anna", key, utc_now())
        voice.speak(line.sender_id(), {"text": key, "key": said.outward_key}, utc_now())
    line.run()
    line.service.signs = Signs(SignedMessages(url, line.inbox.sealer), None)
    line.service.adviser = Silence(
        Handoffs(url), thread, None, None, None, None, changed=lambda *what: changed.append(what)
    )
    line.deliver_statuses()
    assert changed == []
    second = line.meta.phones[ME][-2]["wamid"]
    for _ in range(2):
        line.receive(status(second, "read", ME, {}))
    assert changed == [("read", beside.id)]
    assert Handoffs(url).get(beside.id).seen_by_visitor == thread.said(beside.id)[1].id


def test_a_question_that_is_put_again_is_answered_by_number_and_illness_is_still_asked_elsewhere(
    line, beside
):
    def ask(slot):
        buttons = [
            {"title": word, "payload": f'/antwoord{{"{slot}": "{word.lower()}"}}'}
            for word in ("Ja", "Nee")
        ]
        body = {"from": "assistant", "text": "Is dat zo?", "buttons": buttons}
        WhatsAppVoice(line.choices).speak(line.sender_id(), body, utc_now())

    ask("grondslag")
    line.run()
    assert "stel ik niet via WhatsApp" in line.texts()[-1]
    ask("blijvend")
    Handoffs(line.choices.database_url).move(beside.id, GIVEN_BACK, utc_now())
    line.write("2")
    line.run()
    assert heard(line) == ['/antwoord{"blijvend": "nee"}']
