"""The port through which a klantadviseur speaks over WhatsApp."""

import datetime as dt

import pytest

from bot.channels.speakers import AlreadyAsked
from bot.channels.whatsapp.voice import NobodyThere, OptedOut, WhatsAppVoice, WindowClosed
from tests.contract.whatsapp_steps import ME, Line


@pytest.fixture
def url(emptied_url):
    return emptied_url


@pytest.fixture
def line(url):
    line = Line(url, WHATSAPP_SJABLOON="verder_praten")
    line.write("hoi")
    line.run()
    return line


@pytest.fixture
def voice(line):
    return WhatsAppVoice(line.choices)


NOW = dt.datetime.now(dt.timezone.utc)


def test_what_an_adviser_says_goes_out_and_its_fate_is_known(line, voice):
    said = voice.speak(line.sender_id(), {"text": "Goedemiddag, met **Anna**."}, NOW)
    assert voice.became(said) == "waiting"
    line.run()
    assert line.texts()[-1] == "Goedemiddag, met *Anna*."
    line.deliver_statuses()
    assert voice.became(said) == "delivered"


def test_the_window_closes_a_day_after_the_last_message_and_a_template_may_still_go(line, voice):
    until = voice.window_open_until(line.sender_id())
    assert dt.timedelta(hours=23) < until - NOW < dt.timedelta(hours=24)
    with pytest.raises(WindowClosed):
        voice.speak(line.sender_id(), {"text": "te laat"}, until)
    voice.speak_template(line.sender_id(), until, "dicht")
    with pytest.raises(AlreadyAsked):
        voice.speak_template(line.sender_id(), until, "dicht")
    line.run()
    assert line.meta.phones[ME][-1]["message"]["template"]["name"] == "verder_praten"


def test_without_a_template_in_the_settings_there_is_none_to_send(url, line):
    with pytest.raises(WindowClosed):
        WhatsAppVoice(Line(url).choices).speak_template(line.sender_id(), NOW, "dicht")


def test_nobody_is_spoken_to_who_said_stop_or_who_is_not_there(line, voice):
    with pytest.raises(NobodyThere):
        voice.speak("whatsapp:" + "0" * 40, {"text": "hoi"}, NOW)
    assert voice.window_open_until("web-1") is None
    line.write("afmelden")
    line.run()
    with pytest.raises(OptedOut):
        voice.speak(line.sender_id(), {"text": "hoi"}, NOW)
    with pytest.raises(OptedOut):
        voice.speak_template(line.sender_id(), NOW, "dicht")


def test_an_empty_message_is_refused(line, voice):
    with pytest.raises(ValueError, match="zonder tekst"):
        voice.speak(line.sender_id(), {"text": " "}, NOW)
