"""WhatsApp as `make run` serves it, with a stand-in for Meta on this machine."""

import json
import threading
import time
import zlib

import pytest

from bench.whatsapp.databases import postgres, sqlite
from bench.whatsapp.soak import Plan, run
from tests.fakes import VARIABLES, VERIFY, said, signed, words
from tests.journeys.phone import Phone
from tests.journeys.servers import call, outside
from tests.services import has_postgres, needed

pytestmark = pytest.mark.journey


@pytest.fixture
def folder(service):
    return service.folder


@pytest.fixture
def served(service):
    return service.meta, service.running


@pytest.fixture
def phone(served, request):
    number = f"3161{zlib.crc32(request.node.name.encode()) % 10**7:07d}"
    return Phone(served[0], number)


def test_the_first_answer_comes_with_what_this_is(phone):
    heard = phone.say("wat is de Wlz?", answers=2)
    assert "digitale assistent, geen mens" in heard
    assert "Wet langdurige zorg" in heard


def test_a_guided_flow_goes_by_buttons_numbers_and_words(phone):
    phone.say("Heb ik Wlz of Wmo nodig?", answers=3)
    assert phone.messages[-1]["interactive"]["type"] == "list"  # four choices
    assert "oud" in phone.tap("Voor een naaste")
    phone.say("84")
    asked = phone.messages[-1]["interactive"]
    assert asked["type"] == "button"
    phone.say("1")  # the first of its choices
    assert phone.messages[-1] != asked
    phone.say("stop")
    assert "afgemeld" not in words(phone.messages[-1])
    assert "afgemeld" in phone.say("stop")


def test_a_pin_leads_to_the_zorgkantoor(phone):
    phone.say("hoi", answers=2)
    heard = phone.send("location", latitude=51.8423, longitude=5.8528)
    assert "Nijmegen" in heard
    assert "zorgkantoor" in heard.lower()
    phone.say("welk zorgkantoor hoort bij mij?")
    heard = phone.send("location", latitude=52.0907, longitude=5.1214)
    assert "Utrecht" in heard


def test_a_photo_is_refused_and_its_words_are_answered(phone):
    phone.say("hoi", answers=2)
    heard = phone.send("image", id="1", caption="wat is de Wmo?", answers=2)
    assert "Stuur hier geen foto" in heard
    assert "Wmo" in heard


def test_what_is_sent_is_right_for_meta(served, phone):
    phone.say("wat is het verschil tussen Wzd en Wvggz?", answers=2)
    assert served[0].meta.refused == []


def test_meta_finds_the_address_and_others_do_not(served):
    url = served[0].webhook
    good = f"{url}?hub.mode=subscribe&hub.verify_token={VERIFY}&hub.challenge=1158201444"
    assert call(good) == (200, 1158201444)
    assert call(good.replace(VERIFY, "ander"))[0] == 403
    assert call(url)[0] == 403


def test_what_is_wrong_is_refused_or_left_out_and_nothing_breaks(served, phone):
    meta_server, running = served
    before = len(running.log)  # others use this server too
    payload = said(phone.number, "w.slecht", time.time(), body="mijn geheime verhaal")
    body, headers = signed(payload)
    post = lambda data, more: call(meta_server.webhook, data, more)[0]  # noqa: E731
    assert post(body, {}) == 401
    assert post(body, {"X-Hub-Signature-256": "sha256=" + "0" * 64}) == 401
    assert post(body + b" ", headers) == 401
    assert post(*signed(b"geen json")) == 400
    assert post(*signed(b'{"a":"' + b"x" * 2_000_000 + b'"}')) == 413
    for odd in ({"iets": "anders"}, said("geen nummer", "w.x", time.time(), body="x")):
        assert post(*signed(odd)) == 200
    old = said(phone.number, "w.oud", 0, body="uit 1970")
    assert post(*signed(old)) == 200
    other = json.loads(json.dumps(payload).replace("106540352242922", "999"))
    assert post(*signed(other)) == 200
    assert "geheime verhaal" not in running.log
    assert "Traceback" not in running.log[before:]
    assert meta_server.meta.phones.get(phone.number) is None


def test_meta_is_answered_at_once_also_when_many_write(served):
    meta_server, _ = served
    slowest = []

    def write(number):
        payload = said(f"31622{number:06d}", f"w.veel.{number}", time.time(), body="wat is de Wlz?")
        began = time.monotonic()
        assert call(meta_server.webhook, *signed(payload))[0] == 200
        slowest.append(time.monotonic() - began)

    crowd = [threading.Thread(target=write, args=(n,)) for n in range(20)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(slowest) == 20
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not all(
        len(meta_server.meta.phones.get(f"31622{n:06d}", [])) >= 2 for n in range(20)
    ):
        time.sleep(0.1)  # the phones have no event to wait for
    assert all(len(meta_server.meta.phones[f"31622{n:06d}"]) >= 2 for n in range(20))


def test_a_forgotten_talk_is_gone(phone):
    phone.say("mijn moeder heeft dementie", answers=2)
    assert "verwijderd" in phone.say("vergeet dit gesprek")
    assert "digitale assistent" in phone.say("hoi", answers=2)


def test_the_log_holds_nothing_of_what_people_said_and_nothing_left_the_machine(
    served, folder, phone
):
    phone.say("mijn buurvrouw Truus heeft hulp nodig", answers=2)
    assert "Truus" not in served[1].log
    assert phone.number not in served[1].log
    assert outside(folder) == ""


def test_with_some_of_its_variables_the_server_says_which_one_is_missing(tmp_path):
    import subprocess
    import sys

    from tests.journeys.servers import ROOT, watched

    some = {k: v for k, v in VARIABLES.items() if k != "WHATSAPP_APP_SECRET"}
    ended = subprocess.run(
        [sys.executable, "-m", "bot.server"],
        cwd=ROOT,
        env={**watched(tmp_path), **some},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 2
    assert "WHATSAPP_APP_SECRET ontbreekt" in ended.stderr


@pytest.mark.parametrize("database", [sqlite, postgres], ids=["sqlite", "postgresql"])
def test_a_small_soak_loses_nothing_doubles_nothing_and_keeps_the_order(tmp_path, database):
    if database is postgres:
        needed(has_postgres, "postgresql")
    with database(tmp_path) as store:
        result = run(Plan(people=12, messages=3, seconds=8, kills=1), store, tmp_path)
    assert result.clean, result
    assert result.figures["refused by Meta as not right"] == 0
