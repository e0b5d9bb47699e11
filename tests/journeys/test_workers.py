"""Two workers behind a proxy with PostgreSQL and Redis: any takes any turn, and none is missed."""

import json
import signal
import threading
import time
import urllib.request

import pytest

from bench.chaos.house import house
from tests.journeys.servers import call
from tests.journeys.test_handoff import Website
from tests.services import has_postgres, has_redis, needed

pytestmark = pytest.mark.journey
WORDS = "mijn moeder Truus van 84 heeft dementie"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    needed(has_postgres, "postgresql")
    needed(has_redis, "redis-server")
    with house(tmp_path_factory.mktemp("werkers")) as running:
        yield running


@pytest.fixture
def visitor(place):
    return Website(f"http://127.0.0.1:{place.front.port}")


def at(place, number):
    return f"http://127.0.0.1:{place.workers[number].port}"


def test_each_turn_of_a_flow_may_be_taken_by_another_worker(place, visitor):
    here = [f"{at(place, n)}/webhooks/website" for n in (0, 1)]
    for number, say in enumerate(["Heb ik Wlz of Wmo nodig?", "voor mijn moeder", "84", "nee"]):
        visitor.url = here[number % 2]
        assert visitor.say(say)
    texts = [
        m["text"] for m in call(f"{here[1]}/messages?after=0", headers=visitor.head)[1]["messages"]
    ]
    assert texts.count("84") == 1


def test_what_one_worker_answers_is_pushed_by_the_other_at_once(place, visitor):
    request = urllib.request.Request(
        f"{at(place, 1)}/webhooks/website/stream?after=1", headers=visitor.head
    )
    with urllib.request.urlopen(request, timeout=10) as stream:
        while b"hello" not in stream.readline():
            pass
        body = {"id": "bericht-0001", "text": "wat is een pgb"}
        began = time.monotonic()
        call(f"{at(place, 0)}/webhooks/website/messages", body, visitor.head)
        seen = b""
        while b"bericht-0001/0" not in seen:
            seen = stream.readline()
        seconds = time.monotonic() - began
    assert seconds < 10  # without the bell it would be at the next sign of life, after 15


def test_the_same_message_brought_to_both_is_dealt_with_once(place, visitor):
    body = {"id": "bericht-0001", "text": "wat is de wlz"}
    urls = [f"{at(place, n)}/webhooks/website/messages" for n in (0, 1)]
    answers = []
    threads = [
        threading.Thread(target=lambda url=url: answers.append(call(url, body, visitor.head)))
        for url in urls
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers[0] == answers[1]
    visitor.look()
    assert len({m["id"] for m in visitor.messages}) == len(visitor.messages)


def test_a_worker_tells_what_it_did_and_never_what_was_said(place, visitor):
    visitor.say(WORDS)
    status, health = call(f"{at(place, 1)}/gereed")
    assert (status, health["status"]) == (200, "ok")
    assert health["model"].endswith(".tar.gz")
    shown = ""
    for number in (0, 1):
        _, text = call(f"{at(place, number)}/metrics")
        shown += text
    for name in (
        "wegwijzer_beurten_total{",
        "wegwijzer_beurt_seconds_bucket{",
        "wegwijzer_bedoelingen_total{",
        "wegwijzer_database_bereikbaar 1.0",
        "wegwijzer_redis_bereikbaar 1.0",
        "whatsapp_inbox_oudste_seconds",
    ):
        assert name in shown, name
    logs = "".join(worker.log.read_text() for worker in place.workers)
    assert " turn talk=" in logs
    for word in ("Truus", "dementie", *visitor.head["Authorization"].split()[1:]):
        assert word not in shown
        assert word not in logs


def test_metrics_are_not_for_who_comes_through_a_proxy(place):
    status, _ = call(f"{at(place, 1)}/metrics", headers={"X-Forwarded-For": "203.0.113.7"})
    assert status == 403


def test_without_the_database_people_hear_so_and_afterwards_all_is_well(place, visitor):
    visitor.say("wat is een pgb")
    place.postgres.stop()
    try:
        body = {"id": "bericht-9999", "text": "wat is de wlz"}
        status, answer = call(f"{at(place, 1)}/webhooks/website/messages", body, visitor.head)
        assert status == 503
        assert "niet kwijt" in answer["error"]
        assert call(f"{at(place, 1)}/gezond")[0] == 200
        status, health = call(f"{at(place, 1)}/gereed")
        assert (status, health["status"]) == (503, "database is weg")
        assert "wegwijzer_database_bereikbaar 0.0" in _fresh_metrics(at(place, 1))
    finally:
        place.postgres.start()
    status, answer = call(f"{at(place, 1)}/webhooks/website/messages", body, visitor.head)
    assert status == 200
    assert "Wlz" in json.dumps(answer)


def _fresh_metrics(address):
    """Return the metrics once they are no longer of before."""
    deadline = time.monotonic() + 20
    text = ""
    while "bereikbaar 0.0" not in text and time.monotonic() < deadline:
        text = call(f"{address}/metrics")[1]
        time.sleep(0.5)  # they are kept for five seconds, and nothing tells when those are over
    return text


def test_a_deploy_in_the_middle_of_a_form_loses_no_message_and_no_place(place, visitor):
    visitor.say("Heb ik Wlz of Wmo nodig?")
    visitor.say(payload='/antwoord{"voor_wie": "naaste"}')
    stopping = threading.Thread(target=place.workers[0].end, args=(signal.SIGTERM,))
    stopping.start()
    text = visitor.say("84")
    stopping.join(60)
    text += visitor.say("makkelijker")
    assert "ging iets mis" not in text
    assert text
    for answer in ("nee", "ja"):
        assert "ging iets mis" not in visitor.say(answer)
    texts = [
        m["text"]
        for m in call(f"{visitor.url}/messages?after=0", headers=visitor.head)[1]["messages"]
    ]
    assert [text for text in texts if text in ("84", "makkelijker", "nee", "ja")] == [
        "84",
        "makkelijker",
        "nee",
        "ja",
    ]
