"""What is pushed to an open page of the desk."""

import json
import threading
from contextlib import contextmanager

import httpx
import pytest

from bot.desk.web.stream import LOOK_EVERY
from tests.desk.test_pages import taken

pytestmark = pytest.mark.journey  # it waits for what a running server pushes


class Stream:
    """Reads events in a thread of its own."""

    def __init__(self, member, query=""):
        self.events = []
        self.changed = threading.Condition()
        self.over = False
        self.context = member.client.stream("GET", f"/desk/stroom{query}")
        self.answer = self.context.__enter__()
        assert self.answer.headers["content-type"].startswith("text/event-stream")
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        name = ""
        try:
            for line in self.answer.iter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    self.note((name, json.loads(line[6:])))
        except (httpx.HTTPError, httpx.StreamError, OSError):
            pass  # the test is over, and closed the line
        self.over = True
        self.note(None)

    def note(self, event):
        with self.changed:
            self.events += [event] if event else []
            self.changed.notify_all()

    def wait(self, name, fits=lambda data: True, seconds=30):
        """Return the first event of this name that fits."""
        found = []

        def there():
            found[:] = [d for n, d in self.events if n == name and fits(d)]
            return found or self.over

        with self.changed:
            assert self.changed.wait_for(there, seconds), [n for n, _ in self.events]
        return found[0] if found else None

    def names(self):
        with self.changed:
            return [name for name, _ in self.events]


@contextmanager
def following(member, query=""):
    stream = Stream(member, query)
    stream.wait("stand")
    yield stream


@pytest.fixture(autouse=True)
def drawn_at_once(monkeypatch):
    monkeypatch.setattr("bot.desk.web.stream.DRAW_EVERY", 0.0)


def test_somebody_new_in_the_queue_is_pushed(house, anna):
    with following(anna) as stream:
        visitor = house.visitor(topic="Net gekomen")
        stand = stream.wait("stand", lambda data: visitor.id in data["wachtend"])
        assert "Net gekomen" in stand["delen"]["wachtrij"]


def test_a_message_is_pushed_to_the_open_conversation_once_in_every_tab(house, anna):
    visitor = taken(house, anna)
    with following(anna, f"?gesprek={visitor.id}") as one:
        other_tab = house.signed_in("anna")
        with following(other_tab, f"?gesprek={visitor.id}") as two:
            visitor.says("Hoort u mij? <b>")
            for stream in (one, two):
                said = stream.wait("regels")
                assert said["html"].count("Hoort u mij? &lt;b&gt;") == 1
                assert said["van_bezoeker"] == ["Hoort u mij? <b>"]
                assert stream.names().count("regels") == 1


def test_a_message_in_another_conversation_of_mine_is_counted(house, anna):
    visitor, other = taken(house, anna), taken(house, anna)
    with following(anna, f"?gesprek={visitor.id}") as stream:
        other.says("En ik?")
        told = stream.wait("ongelezen")
        assert (told["overdracht"], told["aantal"]) == (other.id, 1)
        assert "En ik?" not in str(stream.events)


def test_danger_beside_an_adviser_sounds_the_alarm(house, anna):
    visitor = taken(house, anna)
    with following(anna, f"?gesprek={visitor.id}") as stream:
        visitor.says("mijn moeder ademt niet meer")
        said = stream.wait("regels")
        assert said["alarm"]
        assert "mogelijk medische nood" in said["html"]


def test_typing_and_reading_of_the_visitor_are_pushed(house, anna):
    visitor = taken(house, anna)
    path = f"/desk/gesprek/{visitor.id}/antwoord"
    last = anna.post(path, json=True, key="k", tekst="Leest u dit?").json()["laatste"]
    with following(anna, f"?gesprek={visitor.id}&na={last}") as stream:
        visitor.types()
        assert stream.wait("typt")["overdracht"] == visitor.id
        visitor.reads()
        assert stream.wait("gelezen")["tot"] == last


def test_nothing_of_another_team_is_pushed_whatever_page_is_asked_for(house, anna):
    theirs = house.visitor(team="zuid")
    zoe = house.signed_in("zoe")
    zoe.post(f"/desk/gesprek/{theirs.id}/neem")
    with following(anna, f"?gesprek={theirs.id}") as stream:
        theirs.says("alleen voor zuid")
        zoe.post(f"/desk/gesprek/{theirs.id}/notitie", tekst="ook alleen voor zuid")
        theirs.types()
        theirs.reads()
        mine = house.visitor()
        stand = stream.wait("stand", lambda data: mine.id in data["wachtend"])
        assert stand["staat"] == "weg"
        assert "zuid" not in str(stream.events).replace("Team zuid", "")
        assert not {"regels", "notities", "typt", "gelezen"} & set(stream.names())
    zoe.post(f"/desk/gesprek/{theirs.id}/terug")


def test_a_note_of_a_colleague_is_pushed(house, anna):
    visitor = taken(house, anna)
    with following(anna, f"?gesprek={visitor.id}") as stream:
        bram = house.signed_in("bram")
        bram.post(f"/desk/gesprek/{visitor.id}/notitie", tekst="Ik ken haar")
        assert "Ik ken haar" in stream.wait("notities")["html"]


def test_a_page_hears_that_its_conversation_went_to_somebody_else(house, anna):
    visitor = taken(house, anna)
    with following(anna, f"?gesprek={visitor.id}") as stream:
        house.room.desk.to_colleague("anna", visitor.id, "bram", house.clock.now())
        assert stream.wait("stand", lambda data: data.get("staat") == "adviseur.bram")


def test_a_page_whose_session_was_revoked_is_closed(house, monkeypatch):
    monkeypatch.setattr("bot.desk.web.stream.LOOK_EVERY", 0.05)
    rik = house.signed_in("rik")
    with following(rik) as stream:
        house.room.accounts.revoke("rik")
        assert stream.wait("weg") == {}


def test_a_ring_that_is_lost_is_made_good_at_the_next_look(house, anna, monkeypatch):
    monkeypatch.setattr("bot.desk.web.stream.LOOK_EVERY", 0.05)
    visitor = taken(house, anna)
    with following(anna, f"?gesprek={visitor.id}") as stream:
        monkeypatch.setattr(house.bell, "ring", lambda talk, note=None: None)
        house.room.desk.stores.thread.hear(
            f"web-{visitor.talk}", "stil", "zonder bel", house.clock.now()
        )
        assert "zonder bel" in stream.wait("regels")["html"]


def test_who_is_not_signed_in_gets_no_stream(house):
    with house.client() as client:
        headers = {"accept": "text/event-stream"}
        assert client.get("/desk/stroom", headers=headers).status_code == 401


def test_the_stream_gives_a_sign_of_life_before_a_proxy_closes_it():
    assert LOOK_EVERY < 30
