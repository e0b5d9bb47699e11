"""The conversation: what each message comes to, seen from the phone of the person."""

import time

import pytest

from bot.channels.whatsapp import texts
from bot.storage.forget import forget
from tests.contract.whatsapp_steps import ME, OTHER, Line
from tests.fakes import envelope, said


@pytest.fixture
def url(emptied_url):
    return emptied_url


@pytest.fixture
def line(url):
    return Line(url)


def test_the_first_answer_says_what_it_is_and_where_the_privacy_text_is(line):
    line.write("hoi")
    line.run()
    line.write("nog iets")
    line.run()
    first, *rest = line.meta.texts(ME)
    assert "digitale assistent, geen mens" in first
    assert "http://localhost:5005/verantwoording" in first
    assert rest == ["antwoord op hoi", "antwoord op nog iets"]


def test_in_danger_the_number_comes_before_the_introduction(line):
    line.assistant.danger = ("ik wil dood",)
    line.write("ik wil dood")
    line.run()
    first, second = line.meta.texts(ME)
    assert first == "antwoord op ik wil dood"
    assert "digitale assistent" in second


def test_messages_within_seconds_are_one_thought_in_the_order_of_sending(line):
    for text in ("mijn moeder", "heeft dementie", "en woont alleen"):
        line.write(text)
    line.run()
    assert line.assistant.heard == ["mijn moeder\nheeft dementie\nen woont alleen"]


def test_messages_that_arrive_in_another_order_are_answered_in_that_of_sending(line):
    now = time.time()
    for wamid, text, ago in (("w2", "twee", 1), ("w1", "een", 2), ("w3", "drie", 0)):
        line.receive(said(ME, wamid, now - ago, body=text))
    line.run()
    assert line.assistant.heard == ["een\ntwee\ndrie"]


def test_a_button_and_a_command_stand_on_their_own(line):
    line.write("hallo")
    line.choose('/antwoord{"blijvend": "ja"}')
    line.write("afmelden")
    line.write("en dan nog dit")
    line.run(times=4)
    assert line.assistant.heard == ["hallo", '/antwoord{"blijvend": "ja"}', "en dan nog dit"]
    assert line.texts()[-1].startswith("U bent afgemeld")


def test_what_does_not_fit_in_one_thought_is_not_lost(line):
    for letter in "abc":
        line.write(letter * 2000)
    line.run(times=3)
    assert line.assistant.heard == [letter * 2000 for letter in "abc"]


@pytest.mark.parametrize("kind", ["image", "video", "document", "sticker", "audio"])
def test_files_are_politely_refused_and_never_reach_rasa(line, kind):
    line.send(kind, id="1", mime_type="x/y")
    line.run()
    assert line.texts() == [texts.FIXED[kind]["text"].replace("**", "*")]
    assert line.assistant.heard == []


def test_the_words_under_a_photo_are_answered_too(line):
    line.send("image", id="1", caption="is dit de goede brief?")
    line.run()
    assert line.texts() == [texts.NO_PAPERS, "antwoord op is dit de goede brief?"]


def test_danger_under_a_photo_is_answered_before_the_photo_is_refused(line):
    line.assistant.danger = ("ik wil dood",)
    line.send("image", id="1", caption="ik wil dood")
    line.run()
    assert line.texts() == ["antwoord op ik wil dood", texts.NO_PAPERS]


@pytest.mark.parametrize("kind", ["contacts", "order", "hologram"])
def test_other_kinds_have_their_own_answer(line, kind):
    line.send(kind, x=1)
    line.run()
    assert line.texts() == [texts.FIXED[kind if kind != "hologram" else "unsupported"]["text"]]


def test_a_reaction_is_read_and_needs_no_answer(line):
    wamid = line.send("reaction", message_id="x", emoji="👍")
    line.run()
    assert line.meta.phones == {}
    assert line.meta.read == [wamid]
    assert line.meta.typing == []


def test_an_answer_under_way_is_shown_by_a_read_mark_and_a_typing_sign(line):
    first, last = line.write("een"), line.write("twee")
    line.run()
    assert line.meta.read == line.meta.typing == [last]
    assert first != last


def test_a_pin_starts_the_search_for_a_zorgkantoor_or_answers_it(line):
    line.send("location", latitude=51.84213, longitude=5.85278)
    line.run()
    line.assistant.asks(line.sender_id(), "plek")
    line.send("location", latitude=51.84213, longitude=5.85278)
    line.run()
    assert line.assistant.heard == [
        '/zoek_zorgkantoor{"plek": "@51.84,5.85"}',
        '/antwoord{"plek": "@51.84,5.85"}',
    ]


def test_somebody_who_opens_the_chat_is_greeted(line):
    line.send("request_welcome")
    line.run()
    assert line.assistant.heard == ["/groet"]


BUTTONS = [{"title": "Ja", "payload": "/ja"}, {"title": "Nee hoor", "payload": "/nee"}]


@pytest.mark.parametrize("typed", ["2", "nee hoor", "2️⃣"])
def test_a_number_or_words_choose_from_the_last_answer(line, typed):
    line.assistant.answers["hoi"] = [{"text": "Kiest u maar.", "buttons": BUTTONS}]
    line.write("hoi")
    line.run()
    line.write(typed)
    line.run()
    line.write(typed)
    line.run()
    assert line.assistant.heard == ["hoi", "/nee", typed]


def test_stop_is_remembered_also_after_forgetting_and_start_ends_it(line):
    line.write("stop")
    line.run()
    forget(line.choices.database_url, line.sender_id())
    line.write("wat is de Wlz?")
    line.run()
    line.write("hallo?")
    line.run()
    assert line.meta.texts(ME)[0].startswith("U bent afgemeld")
    assert len(line.meta.texts(ME)) == 1
    line.write("START")
    line.run()
    line.write("wat is de Wlz?")
    line.run()
    assert line.meta.texts(ME)[1] == texts.STARTED
    assert line.meta.texts(ME)[-1] == "antwoord op wat is de Wlz?"


def test_somebody_who_said_stop_is_told_once_a_day_why_nobody_answers(line, monkeypatch):
    import datetime as dt

    line.write("stop")
    line.run()
    monkeypatch.setattr("bot.channels.whatsapp.turns.REMIND_AFTER", dt.timedelta(seconds=-1))
    line.write("hallo?")
    line.run()
    assert line.meta.texts(ME)[-1] == texts.REMINDER.replace("**", "*")


def test_danger_is_answered_also_to_somebody_who_said_stop(line):
    line.assistant.danger = ("ik wil dood",)
    for text in ("stop", "ik wil dood"):
        line.write(text)
        line.run()
    assert "antwoord op ik wil dood" in line.meta.texts(ME)


def test_stop_in_a_guided_flow_ends_the_flow(line):
    line.assistant.asks(line.sender_id(), "blijvend")
    line.write("stop")
    line.run()
    assert line.assistant.heard == ["stop"]


ILLNESS = {
    "text": "Welke aandoening is er?",
    "buttons": [{"title": "Dementie", "payload": '/antwoord{"grondslag": "dementie"}'}],
}


def test_a_question_about_illness_is_offered_on_the_website_unless_the_operator_chose_otherwise(
    url,
):
    for number, choice, expected in ((ME, "website", False), (OTHER, "hier", True)):
        line = Line(url, WHATSAPP_GEVOELIG=choice)
        line.assistant.answers["heb ik Wlz?"] = [ILLNESS]
        line.write("heb ik Wlz?", number)
        line.run(number)
        shown = line.texts(number)[-1]
        assert (shown == ILLNESS["text"]) is expected
        assert ("http://localhost:5005" in shown) is not expected


def test_forgetting_gives_a_receipt_and_leaves_nothing_not_even_the_number(line, url):
    import sqlalchemy as sa

    from bot.storage.database import transaction
    from bot.storage.whatsapp_tables import inbox, outbox, people

    line.write("mijn verhaal")
    line.run()
    line.write("Vergeet dit gesprek.")
    line.run()
    assert "verwijderd" in line.texts()[-1]
    assert "{rows}" not in line.texts()[-1]
    with transaction(url) as connection:
        for table in (people, inbox, outbox):
            assert connection.execute(sa.select(table)).all() == []


def test_a_late_repeat_of_a_forgotten_message_is_still_a_repeat(line):
    payload = said(ME, "wamid.A", next(line._second), body="mijn verhaal")
    line.receive(payload)
    line.run()
    forget(line.choices.database_url, line.sender_id())
    line.receive(payload)
    line.run()
    assert line.assistant.heard == ["mijn verhaal"]


def test_somebody_with_a_new_number_goes_on_where_they_were(line):
    line.write("stop")
    line.run()
    system = {"type": "user_changed_number", "wa_id": OTHER, "body": "changed"}
    message = {"from": ME, "id": "s1", "timestamp": str(next(line._second)), "type": "system"}
    line.receive(envelope(messages=[{**message, "system": system}]))
    line.run()
    line.write("hallo", OTHER)
    line.run(OTHER)
    assert line.meta.texts(OTHER) == []
    assert line.inbox.has_opted_out(line.sender_id(OTHER))
    assert not line.inbox.has_opted_out(line.sender_id(ME))


def test_a_new_number_that_somebody_already_talks_from_changes_nothing(line):
    for number in (ME, OTHER):
        line.write("hoi", number)
        line.run(number)
    system = {"type": "user_changed_number", "wa_id": OTHER, "body": "changed"}
    message = {"from": ME, "id": "s1", "timestamp": str(next(line._second)), "type": "system"}
    line.receive(envelope(messages=[{**message, "system": system}]))
    line.run()
    assert line.inbox.read(line.sender_id(ME)) is not None
    assert line.inbox.read(line.sender_id(OTHER)) is not None


@pytest.mark.parametrize(
    "text", ["/bestaat_niet", "\u200b\u200b", pytest.param("a" * 20_050, id="many pages")]
)
def test_bad_input_gets_a_polite_answer(line, text):
    line.write(text)
    line.run()
    assert line.assistant.heard == []
    assert len(line.texts()) == 1


def test_personal_numbers_never_reach_rasa(line):
    line.write("mijn bsn is 111222333")
    line.run()
    assert line.assistant.heard == ["mijn bsn is [bsn]"]


def test_the_log_holds_nothing_of_what_was_said_or_of_who_said_it(line, caplog, monkeypatch):
    monkeypatch.setattr("bot.channels.whatsapp.crew.REST_AFTER_FAILURE", 0.0)
    caplog.set_level("DEBUG")
    line.assistant.fails = 1
    line.write("mijn geheime verhaal")
    line.run()
    line.run()
    assert "verhaal" not in caplog.text
    assert ME not in caplog.text
