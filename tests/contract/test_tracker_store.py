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

    from bot.dialogue.tracker_store import _last_of, read_ending
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
            read_ending(connection, sender, 50)
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


def chosen(chance, slots=("a", "b")):
    """Return some events of a turn, of every kind that is left behind or ends what was."""
    from rasa.shared.core.events import ActiveLoop, BotUttered, Restarted, SessionStarted, SlotSet

    kinds = [
        lambda: SlotSet(chance.choice(slots), chance.choice([None, 1, ["x"], {"y": "é"}])),
        lambda: ActiveLoop(chance.choice(["triage_form", None])),
        lambda: BotUttered("antwoord", metadata={"deel": "x"}),
    ]
    ends = [Restarted, SessionStarted] if chance.random() < 0.1 else []
    return [make() for make in chance.choices(kinds, k=chance.randrange(6))] + [e() for e in ends]


@pytest.mark.parametrize("seed", range(12))
def test_what_a_worker_remembers_is_what_it_would_read(two_stores, seed):
    import random

    chance, (one, two) = random.Random(seed), two_stores

    def shown(tracker):
        return [event.as_dict() for event in tracker.events]

    async def talk():
        remembered = 0
        for number in range(25):
            store = two if chance.random() < 0.2 else one  # another worker has a turn too
            tracker = await store.get_or_create_tracker("w1")
            turn(tracker, one.domain, f"bericht {number}", *chosen(chance))
            await store.save(tracker)
            remembered += len(store.remembered)
            found = await store.retrieve("w1")
            store.remembered.drop("w1")
            read = await store.retrieve("w1")
            assert shown(found) == shown(read)
            assert found.current_slot_values() == read.current_slot_values()
            assert found.active_loop_name == read.active_loop_name
            if chance.random() < 0.8:  # and go on from what is remembered
                await store.save(found)
                store.remembered.keep("w1", *kept(store, found))
        return remembered

    assert asyncio.run(talk()) == 25


def kept(store, tracker):
    from bot.dialogue.tracker_store import _last_of
    from bot.storage.database import transaction

    with transaction(store.url) as connection:
        return _last_of(connection, "w1"), tracker.ending


def test_a_turn_of_a_talk_that_is_remembered_asks_for_its_last_event_alone(store):
    import sqlalchemy as sa

    from bot.storage.database import engine_for

    async def talk():
        for number in range(12):
            tracker = await store.get_or_create_tracker("m5")
            turn(tracker, store.domain, f"bericht {number}")
            await store.save(tracker)
        asked.clear()
        return await store.retrieve("m5")

    asked, engine = [], engine_for(store.url)

    def note(connection, cursor, statement, *more):
        asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        assert asyncio.run(talk()).events
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == 1


def test_a_talk_that_was_forgotten_by_another_worker_does_not_come_back(two_stores):
    one, two = two_stores

    async def talk():
        for store, words in ((one, "geheim van eerst"), (two, "iets nieuws")):
            tracker = await store.get_or_create_tracker("w1")
            turn(tracker, one.domain, words)
            await store.save(tracker)
            await two.delete("w1") if store is one else None
        # SQLite gives the ids of rows that are gone again: the same number is not the same event
        tracker = await one.retrieve("w1")
        return [event.text for event in tracker.events if event.type_name == "user"]

    assert asyncio.run(talk()) == ["iets nieuws"]


def test_talks_are_remembered_for_ten_minutes_and_no_more_than_some():
    from bot.dialogue.remembered import LONGEST, TALKS, Ending, Last, Remembered

    now = [0.0]
    known = Remembered(lambda: now[0])
    for number in range(TALKS + 5):
        known.keep(f"t{number}", Last(1, "x"), Ending())
    assert len(known) == TALKS
    assert known.find("t0", Last(1, "x")) is None
    assert known.find("t9", Last(1, "x")) == Ending()
    assert known.find("t9", Last(1, "y")) is None  # same number, other event
    assert known.find("t9", Last(1, "x")) is None  # and it is gone
    now[0] = LONGEST + 1
    assert known.find("t10", Last(1, "x")) is None
    assert len(known) == 0


def test_no_turn_changes_what_another_reads(store):
    from rasa.shared.core.events import SlotSet

    async def talk():
        tracker = await store.get_or_create_tracker("m6")
        turn(tracker, store.domain, "begin", SlotSet("b", ["x"]))
        await store.save(tracker)
        (await store.retrieve("m6")).get_slot("b").append("van een ander")
        return await store.retrieve("m6")

    assert asyncio.run(talk()).get_slot("b") == ["x"]
