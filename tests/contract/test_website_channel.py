"""The website's channel beside the plain talk: pushed answers, limits, feedback, bad input."""

import asyncio
import json
from types import SimpleNamespace

import pytest

from bot.storage.feedback import Feedback
from bot.storage.moments import utc_now
from bot.storage.website import SPOKEN, WebsiteTalks

pytestmark = pytest.mark.model  # channels are Rasa's

ELSEWHERE = "203.0.113.7"
LATER = {"prefer": "respond-async"}


@pytest.fixture
def website(url):
    from bot.channels.bell import BellHere
    from bot.channels.door import Door
    from bot.channels.website import WebsiteInput
    from bot.settings import settings

    choices = settings({"DATABASE_URL": url, "GEHEIM": "s" * 40})
    return WebsiteInput(WebsiteTalks(url), choices.secret, Door(choices), BellHere())


class Rasa:
    """Answers when it may, and remembers what it was sent."""

    def __init__(self):
        self.heard = []
        self.may_go_on = None

    async def __call__(self, message):
        if self.may_go_on is not None:
            await self.may_go_on.wait()
        self.heard.append(message.text)
        answer = {"text": f"antwoord op {message.text}"}
        await message.output_channel.send_response(message.sender_id, answer)


def request(body=None, headers=None, ip="127.0.0.1", **args):
    domain = SimpleNamespace(intents=["groet", "antwoord"], entities=["leeftijd"])
    app = SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(domain=domain)))
    return SimpleNamespace(
        json=body, headers=headers or {}, ip=ip, remote_addr="", app=app, args=args
    )


def read(answer):
    return answer.status, json.loads(answer.body)


class Visitor:
    """Somebody with a token."""

    def __init__(self, website, rasa):
        self.website = website
        self.rasa = rasa
        self.token = {}
        self.number = 0

    async def begin(self, ip="127.0.0.1"):
        status, body = read(await self.website.begin(request(ip=ip), self.rasa))
        if status == 201:
            self.token = {"authorization": f"Bearer {body['token']}"}
        return status

    async def say(self, text, headers=None, ip="127.0.0.1", **more):
        self.number += 1
        body = {"id": f"bericht-{self.number:04}", "text": text, **more}
        asked = request(body, {**self.token, **(headers or {})}, ip)
        return read(await self.website.send(asked, self.rasa))

    async def look(self, **args):
        return read(await self.website.read(request(headers=self.token, **args), self.rasa))

    @property
    def session_id(self):
        return self.website.visitor_of(request(headers=self.token))[0]


@pytest.fixture
def visitor(website):
    return Visitor(website, Rasa())


def texts(answer):
    return [message["text"] for message in answer[1]["messages"]]


def run(talk):
    return asyncio.run(asyncio.wait_for(talk, 20))


def test_who_asks_for_it_hears_at_once_that_it_is_stored_and_the_answer_comes_later(visitor):
    async def talk():
        await visitor.begin()
        visitor.rasa.may_go_on = asyncio.Event()
        stored = await visitor.say("hoi", LATER)
        before = await visitor.look(after="1")
        waiting = asyncio.ensure_future(visitor.look(after="2", wait="10"))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        visitor.rasa.may_go_on.set()
        return stored, before, await waiting

    stored, before, after = run(talk())
    assert stored == (202, {"stored": "bericht-0001"})
    assert texts(before) == ["hoi"]
    assert texts(after) == ["antwoord op hoi"]


def test_a_reading_that_waits_comes_back_empty_when_its_time_is_over(visitor):
    async def talk():
        await visitor.begin()
        return await visitor.look(after="1", wait="1")

    assert run(talk()) == (200, {"messages": []})


def test_what_another_part_of_the_server_stores_and_rings_is_there_at_once(visitor):
    async def talk():
        await visitor.begin()
        waiting = asyncio.ensure_future(visitor.look(after="1", wait="20"))
        await asyncio.sleep(0.05)
        body = {"text": "Dag, met Anna", "name": "Anna"}
        visitor.website.talks.say(visitor.session_id, "adviser", body, utc_now())
        visitor.website.bell.ring(visitor.session_id)
        return await asyncio.wait_for(waiting, 1)

    assert texts(run(talk())) == ["Dag, met Anna"]


def test_what_was_stored_before_the_server_stopped_is_answered_at_the_next_reading(visitor):
    async def talk():
        await visitor.begin()
        body = {"text": "Ja", SPOKEN: "/groet"}
        visitor.website.talks.receive(visitor.session_id, "bericht-0009", body, utc_now())
        await visitor.look()
        return await visitor.look(after="2", wait="10")

    assert texts(run(talk())) == ["antwoord op /groet"]
    assert visitor.rasa.heard == ["/groet", "/groet"]


def test_two_readings_at_once_answer_a_message_once(visitor):
    async def talk():
        await visitor.begin()
        visitor.website.talks.receive(
            visitor.session_id, "bericht-0009", {"text": "hoi"}, utc_now()
        )
        await asyncio.gather(visitor.look(), visitor.look(), visitor.look())
        return await visitor.look(after="2", wait="10")

    assert texts(run(talk())) == ["antwoord op hoi"]
    assert visitor.rasa.heard == ["/groet", "hoi"]


def test_of_fifty_messages_in_a_second_the_surplus_is_refused_in_dutch_and_others_go_on(visitor):
    async def talk():
        other = Visitor(visitor.website, Rasa())
        await visitor.begin()
        await other.begin()
        answers = [await visitor.say("hoi", LATER) for _ in range(50)]
        return answers, await other.say("hallo")

    answers, other = run(talk())
    statuses = [status for status, _ in answers]
    assert 15 <= statuses.count(202) <= 30
    assert statuses.count(429) == 50 - statuses.count(202)
    assert "Wacht even" in answers[-1][1]["error"]
    assert texts(other) == ["antwoord op hallo"]


def test_an_address_elsewhere_cannot_begin_talks_without_end_and_this_machine_is_no_address(
    visitor,
):
    async def talk():
        away = [await visitor.begin(ip=ELSEWHERE) for _ in range(80)]
        return away, [await visitor.begin() for _ in range(80)]

    away, here = run(talk())
    assert away.count(429) >= 10
    assert set(here) == {201}


def test_forged_tokens_cost_an_address_its_turns_too(visitor):
    async def talk():
        return [await visitor.say("hoi", ip=ELSEWHERE) for _ in range(260)]

    statuses = [status for status, _ in run(talk())]
    assert statuses[0] == 401
    assert statuses[-1] == 429


@pytest.mark.parametrize("args", [{"after": "-1"}, {"after": "x"}, {"wait": "1e9"}, {"after": "٣"}])
def test_a_number_that_is_none_is_a_clear_400(visitor, args):
    async def talk():
        await visitor.begin()
        return await visitor.look(**args)

    assert run(talk())[0] == 400


def test_an_old_token_is_renewed_in_use(visitor, monkeypatch):
    import itsdangerous.timed

    async def talk():
        now = itsdangerous.timed.time.time()
        monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: now - 4000)
        await visitor.begin()
        monkeypatch.undo()
        renewed = (await visitor.look())[1]["token"]
        visitor.token = {"authorization": f"Bearer {renewed}"}
        return (await visitor.look())[1], (await visitor.say("hoi"))[1]

    looked, said = run(talk())
    assert "token" not in looked
    assert "token" not in said


async def thought(visitor, **body):
    from bot.channels.website_asides import feedback  # of Sanic, not for the fast tests

    asked = request(body, visitor.token)
    return read(feedback(visitor.website, asked))


def test_the_word_with_a_thumb_is_cleaned_and_masked(visitor):
    async def talk():
        await visitor.begin()
        await visitor.say("hoi")
        word = "bel mij\u202e op 06-12345678 \x00" + "x" * 900
        return await thought(visitor, answer="bericht-0001/0", helpful=False, word=word)

    assert run(talk()) == (200, {"stored": "bericht-0001/0"})
    (kept,) = Feedback(visitor.website.talks.url).newest(5)
    assert kept["word"].startswith("bel mij op [telefoonnummer] x")
    assert len(kept["word"]) <= 520
    assert kept["helpful"] is False


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"answer": "bericht-0001/0"}, 400),
        ({"answer": "bericht-0001/0", "helpful": "ja"}, 400),
        ({"answer": "bericht-0001/0", "helpful": True, "word": 5}, 400),
        ({"answer": "' or 1=1 --", "helpful": True}, 400),
        ({"answer": "bericht-0002/0", "helpful": True}, 404),
        ({"answer": "bericht-0001", "helpful": True}, 404),
    ],
)
def test_broken_feedback_is_a_clear_4xx_and_nothing_is_kept(visitor, body, status):
    async def talk():
        await visitor.begin()
        await visitor.say("hoi")
        return await thought(visitor, **body)

    answer = run(talk())
    assert answer[0] == status
    assert answer[1]["error"]
    assert Feedback(visitor.website.talks.url).newest(5) == []


def test_nobody_judges_without_a_token(visitor):
    async def talk():
        return await thought(visitor, answer="bericht-0001/0", helpful=True)

    assert run(talk())[0] == 401


def test_signs_that_turn_or_hide_text_do_not_reach_rasa_or_the_talk(visitor):
    async def talk():
        await visitor.begin()
        await visitor.say("wat \u202eis\u200b de\u2066 wlz\ufeff")
        return await visitor.look(after="1")

    assert texts(run(talk()))[0] == "wat is de wlz"
    assert visitor.rasa.heard[-1] == "wat is de wlz"


@pytest.fixture
def other(url, website):
    """Another worker on the same database, with locks of its own: as when Redis is away."""
    from bot.channels.bell import BellHere
    from bot.channels.website import WebsiteInput

    return WebsiteInput(WebsiteTalks(url), "s" * 40, website.door, BellHere())


def test_a_message_that_two_workers_get_at_once_is_answered_once(website, other):
    async def talk():
        rasa = Rasa()
        visitor = Visitor(website, rasa)
        await visitor.begin()
        body = {"id": "bericht-0001", "text": "hoi"}
        asked = [worker.send(request(body, visitor.token), rasa) for worker in (website, other)]
        answers = [read(answer) for answer in await asyncio.gather(*asked)]
        _, whole = await visitor.look()
        return answers, [message["from"] for message in whole["messages"]]

    (one, two), senders = asyncio.run(talk())
    assert one == two
    assert senders == ["assistant", "visitor", "assistant"]


def test_what_a_worker_left_unanswered_is_answered_first_by_the_next(website, other):
    async def talk():
        dead, rasa = Rasa(), Rasa()
        visitor = Visitor(website, rasa)
        await visitor.begin()
        dead.may_go_on = asyncio.Event()  # and that never comes
        sent = {"id": "bericht-0001", "text": "eerste"}
        await website.send(request(sent, {**visitor.token, **LATER}), dead)
        later = {"id": "bericht-0002", "text": "tweede"}
        await other.send(request(later, visitor.token), rasa)
        _, whole = await visitor.look()
        return [message["text"] for message in whole["messages"]][1:]

    assert asyncio.run(talk()) == ["eerste", "tweede", "antwoord op eerste", "antwoord op tweede"]


def test_a_database_that_is_away_for_a_moment_costs_time_and_no_message(website):
    from sqlalchemy.exc import OperationalError

    class Away(Rasa):
        times = 0

        async def __call__(self, message):
            self.times += 1
            if self.times == 2:
                raise OperationalError("select", {}, Exception("away"))
            await super().__call__(message)

    async def talk():
        visitor = Visitor(website, Away())
        await visitor.begin()
        return await visitor.say("hoi")

    status, body = asyncio.run(talk())
    assert status == 200
    assert [message["text"] for message in body["messages"]] == ["antwoord op hoi"]


def test_a_stop_waits_for_the_turn_in_hand(website):
    async def talk():
        rasa = Rasa()
        visitor = Visitor(website, rasa)
        await visitor.begin()
        rasa.may_go_on = asyncio.Event()
        await visitor.say("hoi", headers=LATER)
        stop = asyncio.ensure_future(website.turns.finish())
        await asyncio.sleep(0.01)
        waits = not stop.done()
        rasa.may_go_on.set()
        await stop
        _, whole = await visitor.look()
        return waits, whole["messages"][-1]["text"]

    assert asyncio.run(talk()) == (True, "antwoord op hoi")


def test_when_too_much_waits_newcomers_are_asked_to_come_back_and_others_are_answered(website):
    from bot.channels.website_turns import CROWDED

    async def talk():
        rasa = Rasa()
        visitor = Visitor(website, rasa)
        await visitor.begin()
        rasa.may_go_on = asyncio.Event()
        others = []
        for _ in range(CROWDED):
            session = website.talks.start(utc_now())
            others.append(asyncio.ensure_future(website.turns.greet(session, ".b", "x", rasa)))
        await asyncio.sleep(0)
        refused = read(await website.begin(request(), rasa))
        stored = await visitor.say("hoi", LATER)
        rasa.may_go_on.set()
        await asyncio.gather(*others)
        return refused, stored, await Visitor(website, rasa).begin()

    refused, stored, later = asyncio.run(talk())
    assert refused[0] == 429
    assert "druk" in refused[1]["error"]
    assert (stored[0], later) == (202, 201)
