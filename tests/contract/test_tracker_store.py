"""The short tracker: only the end of a talk is read, and nothing of it is lost."""

import asyncio

import pytest

pytestmark = pytest.mark.model  # trackers are Rasa's


@pytest.fixture
def store(tmp_path):
    from rasa.shared.core.domain import Domain

    from bot.dialogue.tracker_store import KorteTrackerStore

    domain = Domain.from_yaml(
        "version: '3.1'\nintents: [groet]\nforms: {triage_form: {required_slots: []}}\n"
        "slots:\n  a: {type: any, mappings: [{type: custom}]}\n  b: {type: any, mappings: [{type: custom}]}\n"
    )
    return KorteTrackerStore(domain, host=f"sqlite:///{tmp_path / 'trackers.db'}", window=12)


def turn(tracker, domain, text, *more):
    from rasa.shared.core.events import ActionExecuted, UserUttered

    for event in (ActionExecuted("action_listen"), UserUttered(text), *more):
        tracker.update(event, domain)


def test_a_slot_and_a_flow_of_long_ago_are_still_there(store):
    from rasa.shared.core.events import ActiveLoop, SlotSet

    async def talk():
        tracker = await store.get_or_create_tracker("m1")
        turn(
            tracker,
            store.domain,
            "begin",
            SlotSet("a", 1),
            SlotSet("b", ["x"]),
            ActiveLoop("triage_form"),
        )
        await store.save(tracker)
        for number in range(20):
            tracker = await store.get_or_create_tracker("m1")
            turn(tracker, store.domain, f"bericht {number}")
            await store.save(tracker)
        tracker = await store.retrieve("m1")
        turn(tracker, store.domain, "nog een", SlotSet("a", 2))
        await store.save(tracker)
        return await store.retrieve("m1"), await store.retrieve_full_tracker("m1")

    short, full = asyncio.run(talk())
    assert short.get_slot("a") == 2
    assert short.get_slot("b") == ["x"]
    assert short.active_loop_name == "triage_form"
    assert len(short.events) < 20
    said = [e.text for e in full.events if e.type_name == "user"]
    assert said == ["begin", *(f"bericht {n}" for n in range(20)), "nog een"]


def test_a_flow_that_ended_long_ago_does_not_come_back(store):
    from rasa.shared.core.events import ActiveLoop

    async def talk():
        for number, loop in enumerate(["triage_form", None, *["-"] * 15]):
            tracker = await store.get_or_create_tracker("m2")
            more = [] if loop == "-" else [ActiveLoop(loop)]
            turn(tracker, store.domain, f"bericht {number}", *more)
            await store.save(tracker)
        return await store.retrieve("m2")

    assert asyncio.run(talk()).active_loop_name is None


def test_after_a_restart_the_slots_of_before_it_are_gone(store):
    from rasa.shared.core.events import Restarted, SlotSet

    async def talk():
        tracker = await store.get_or_create_tracker("m3")
        turn(tracker, store.domain, "begin", SlotSet("a", 1), Restarted())
        await store.save(tracker)
        for number in range(15):
            tracker = await store.get_or_create_tracker("m3")
            turn(tracker, store.domain, f"bericht {number}")
            await store.save(tracker)
        return await store.retrieve("m3")

    assert asyncio.run(talk()).get_slot("a") is None


def test_saving_twice_stores_once_and_deleting_leaves_nothing(store):
    async def talk():
        tracker = await store.get_or_create_tracker("m4")
        turn(tracker, store.domain, "hoi")
        await store.save(tracker)
        await store.save(tracker)
        full = await store.retrieve_full_tracker("m4")
        assert "m4" in await store.keys()
        await store.delete("m4")
        return full, await store.retrieve("m4")

    full, gone = asyncio.run(talk())
    assert [e.text for e in full.events if e.type_name == "user"] == ["hoi"]
    assert gone is None


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.journey)])
def two_stores(request, store, tmp_path):
    """The stores of two workers on one database."""
    from bot.dialogue.tracker_store import KorteTrackerStore

    address = store.url
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres").url
    made = [KorteTrackerStore(store.domain, host=address, window=12) for _ in range(2)]
    yield made
    asyncio.run(made[0].delete("w1"))


def test_of_two_workers_that_read_the_same_talk_the_second_to_store_is_refused(two_stores):
    from bot.errors import TalkMovedOn

    async def talk():
        one, two = two_stores
        await one.get_or_create_tracker("w1")
        mine, theirs = await one.retrieve("w1"), await two.retrieve("w1")
        turn(mine, one.domain, "eerste")
        turn(theirs, one.domain, "tweede")
        await one.save(mine)
        with pytest.raises(TalkMovedOn):
            await two.save(theirs)
        again = await two.retrieve("w1")
        turn(again, one.domain, "tweede")
        await two.save(again)
        turn(again, one.domain, "derde")
        await two.save(again)
        return await one.retrieve_full_tracker("w1")

    full = asyncio.run(talk())
    said = [event.text for event in full.events if event.type_name == "user"]
    assert said == ["eerste", "tweede", "derde"]


def test_a_talk_that_was_forgotten_meanwhile_is_not_written_again(two_stores):
    from bot.errors import TalkMovedOn

    async def talk():
        one, two = two_stores
        tracker = await one.get_or_create_tracker("w1")
        turn(tracker, one.domain, "begin")
        await two.delete("w1")
        with pytest.raises(TalkMovedOn):
            await one.save(tracker)
        return await one.retrieve("w1")

    assert asyncio.run(talk()) is None


def test_of_two_that_store_at_the_same_moment_one_is_refused(two_stores):
    from concurrent.futures import ThreadPoolExecutor

    from bot.errors import TalkMovedOn

    trackers = []
    asyncio.run(two_stores[0].get_or_create_tracker("w1"))
    for store in two_stores:
        tracker = asyncio.run(store.retrieve("w1"))
        turn(tracker, store.domain, "tegelijk")
        trackers.append((store, tracker))

    def save(pair):
        try:
            asyncio.run(pair[0].save(pair[1]))
        except TalkMovedOn:
            return "refused"
        return "stored"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(save, trackers)) == ["refused", "stored"]


def test_the_organisations_event_stream_gets_what_was_stored_once_and_nothing_that_was_refused(
    store,
):
    from bot.errors import TalkMovedOn

    class Broker:
        def __init__(self):
            self.texts = []

        def publish(self, event):
            self.texts += [event["text"]] if event["event"] == "user" else []

    async def talk():
        tracker = await store.get_or_create_tracker("w2")
        store.event_broker = Broker()
        late = await store.retrieve("w2")
        turn(tracker, store.domain, "eerste")
        await store.save(tracker)
        await store.save(tracker)
        turn(late, store.domain, "te laat")
        with pytest.raises(TalkMovedOn):
            await store.save(late)
        return store.event_broker.texts

    assert asyncio.run(talk()) == ["eerste"]


@pytest.fixture
def steps_to_read(store):
    """How many steps SQLite takes to read a talk: unlike time, the same on every machine."""
    import json

    import sqlalchemy as sa

    from bot.dialogue.tracker_store import _last_of, read_events
    from bot.storage.database import engine_for, transaction
    from bot.storage.tables import events

    kinds = ("action", "user", "slot", "slot", "active_loop", "bot", "action")

    def fill(sender, number):
        rows = []
        for i in range(number):
            kind = kinds[i % 7]
            name = {"slot": f"slot_{i % 60}", "active_loop": None}.get(kind, "x")
            data = json.dumps({"event": kind, "name": name, "value": i})
            row = {"sender_id": sender, "type_name": kind, "action_name": name, "data": data}
            rows.append(row)
        with transaction(store.url) as connection:
            connection.execute(sa.insert(events), rows)

    def steps(sender):
        count = [0]
        with engine_for(store.url).connect() as connection:
            connection.connection.set_progress_handler(
                lambda: count.__setitem__(0, count[0] + 1), 10
            )
            _last_of(connection, sender)
            read_events(connection, sender, 50)
            connection.connection.set_progress_handler(None, 0)
        return count[0]

    return fill, steps


def test_a_turn_costs_the_same_after_twenty_thousand_events_as_after_five_hundred(steps_to_read):
    fill, steps = steps_to_read
    fill("kort", 500)
    short = steps("kort")
    fill("lang", 20_000)
    assert steps("lang") < 1.3 * short
    fill("anderen", 20_000)
    assert steps("kort") < 1.3 * short
