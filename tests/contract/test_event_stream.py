"""The organisation's own stream of events: beside the turn, in order, and never in its way."""

import asyncio
import json
import threading

import pytest

from tests.journeys.servers import Talk, assistant
from tests.rabbit import has_rabbit, rabbit_server
from tests.services import needed

PATIENCE = 30  # seconds


class Line:
    """The other side: takes, refuses, or lets wait."""

    def __init__(self, refusals=0):
        self.taken, self.keys, self.closed = [], [], 0
        self.refusals = refusals
        self.tries = 0
        self.go_on = threading.Event()
        self.go_on.set()
        self.done = threading.Condition()

    def send(self, events):
        self.go_on.wait(PATIENCE)
        self.tries += 1
        if self.tries <= self.refusals:
            raise ConnectionError("away")
        with self.done:
            self.taken += [json.loads(one.body)["n"] for one in events]
            self.keys += [one.key for one in events]
            self.done.notify_all()

    def close(self):
        self.closed += 1

    def wait_for(self, number):
        with self.done:
            assert self.done.wait_for(lambda: len(self.taken) >= number, PATIENCE)
        return self.taken


def stream(line):
    from bot.dialogue.event_stream import Gebeurtenissenstroom

    return Gebeurtenissenstroom(line, rest=0.0)


def tell(made, numbers):
    for number in numbers:
        made.publish({"sender_id": f"web-{number % 3}", "event": "user", "n": number})


def counted(outcome):
    from bot.dialogue.event_stream import EVENTS

    return EVENTS.labels(outcome)._value.get()


@pytest.mark.model
def test_events_arrive_in_order_each_with_a_key_of_its_own():
    line = Line()
    made = stream(line)
    tell(made, range(2000))
    assert line.wait_for(2000) == list(range(2000))
    assert len(set(line.keys)) == 2000
    asyncio.run(made.close())


@pytest.mark.model
def test_while_the_other_side_is_away_nobody_waits_and_nothing_is_lost(caplog):
    line = Line(refusals=3)
    made = stream(line)
    tell(made, range(10))
    assert line.wait_for(10) == list(range(10))
    asyncio.run(made.close())
    said = [r.message for r in caplog.records if r.message.startswith("event_stream_away")]
    assert said == ["event_stream_away failure=ConnectionError"]  # once, and no words
    assert line.closed >= 3  # each time a new line


@pytest.mark.model
def test_what_does_not_fit_is_counted_and_the_turn_goes_on(monkeypatch):
    from bot.dialogue import event_stream

    monkeypatch.setattr(event_stream, "WAITING", 5)
    before, line = counted("verloren"), Line()
    line.go_on.clear()
    made = stream(line)
    tell(made, range(50))
    lost = counted("verloren") - before
    assert lost >= 50 - 5 - event_stream.AT_ONCE or lost >= 40
    line.go_on.set()
    assert line.wait_for(50 - int(lost)) == sorted(line.taken)
    asyncio.run(made.close())


@pytest.mark.model
def test_a_worker_that_stops_sends_what_waits_and_does_not_stay_for_a_stream_that_is_away():
    line = Line()
    line.go_on.clear()
    made = stream(line)
    tell(made, range(20))
    line.go_on.set()
    asyncio.run(made.close())
    assert line.taken == list(range(20))
    before, away = counted("verloren"), Line(refusals=10**9)
    made = stream(away)
    tell(made, range(20))
    asyncio.run(made.close())
    assert counted("verloren") - before == 20
    assert not made._thread.is_alive()


@pytest.mark.model
def test_without_a_url_there_is_no_stream(monkeypatch):
    from bot.dialogue.event_stream import Gebeurtenissenstroom

    monkeypatch.delenv("GEBEURTENISSEN_URL", raising=False)
    assert asyncio.run(Gebeurtenissenstroom.from_endpoint_config(None)) is None


@pytest.mark.model
@pytest.mark.parametrize(
    ("url", "topic", "wanted"),
    [
        ("kafka://een:9092,twee:9092/talk", "talk", {"bootstrap.servers": "een:9092,twee:9092"}),
        ("kafka://een:9092", "wegwijzer", {"security.protocol": "PLAINTEXT"}),
        ("kafkas://een:9092", "wegwijzer", {"security.protocol": "SSL"}),
        (
            "kafkas://w:p%40s@een:9092/t?mechanisme=SCRAM-SHA-512",
            "t",
            {
                "security.protocol": "SASL_SSL",
                "sasl.username": "w",
                "sasl.password": "p@s",
                "sasl.mechanism": "SCRAM-SHA-512",
                "bootstrap.servers": "een:9092",
            },
        ),
        ("kafka://w:p@een:9092", "wegwijzer", {"security.protocol": "SASL_PLAINTEXT"}),
    ],
)
def test_an_address_of_kafka_says_all_there_is_to_know(url, topic, wanted):
    from bot.dialogue.event_stream import kafka_config

    found, config = kafka_config(url)
    assert found == topic
    assert wanted.items() <= config.items()


@pytest.mark.model
def test_kafka_takes_what_is_sent_and_away_is_noticed(monkeypatch):
    from bot.dialogue import event_stream
    from bot.dialogue.event_stream import Kafka, Sent

    line = Kafka("kafka://niemand:9092/praat")
    line.config["test.mock.num.brokers"] = 1  # librdkafka's own stand-in, in this process
    line.send([Sent("web-1", f"k{n}", b"{}") for n in range(100)])
    line.close()
    monkeypatch.setattr(event_stream, "SLOWEST", 1.0)
    with pytest.raises(ConnectionError, match=r"waiting|refused"):
        Kafka("kafka://127.0.0.1:1/praat").send([Sent("web-1", "k", b"{}")])


async def read(url, enough):
    """Return the events that wait in RabbitMQ, until they are enough."""
    import aio_pika

    found = []
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        waiting = await channel.declare_queue("wegwijzer", durable=True)
        async with waiting.iterator() as messages:
            async for message in messages:
                async with message.process():
                    found.append((message.message_id, json.loads(message.body)))
                if enough([event for _, event in found]):
                    break
    return found


def heard(url, words):
    """Return all that RabbitMQ has up to the event in which a visitor says some words."""
    said = asyncio.run(
        asyncio.wait_for(
            read(url, lambda events: any(one.get("text") == words for one in events)), PATIENCE
        )
    )
    assert len({key for key, _ in said}) == len(said)
    return [event for _, event in said]


@pytest.mark.journey
def test_a_server_streams_to_rabbitmq_and_answers_while_it_is_away(tmp_path):
    needed(has_rabbit, "rabbitmq-server")
    with (
        rabbit_server() as rabbit,
        assistant(tmp_path, GEBEURTENISSEN_URL=rabbit.url) as (address, running),
    ):
        talk = Talk(address, "stroom")
        assert "Wlz" in talk.say("wat is de wlz")
        talk.say("mijn bsn is 436450306")
        events = heard(rabbit.url, "mijn bsn is [bsn]")
        assert "436450306" not in json.dumps(events)
        assert {event["sender_id"] for event in events} == {"stroom"}
        rabbit.stop()
        assert "Wmo" in talk.say("wat is de wmo")
        assert "event_stream_away" in running.log
        rabbit.start()
        heard(rabbit.url, "wat is de wmo")
        assert "event_stream_back" in running.read_until("event_stream_back")
