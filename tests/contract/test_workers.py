"""What several workers share: the bell and the turns in a talk, with Redis there and away."""

import asyncio
import time

import pytest

from bot.channels.bell import ALONE, BellHere
from bot.channels.bell_carrier import Carrier
from bot.storage.talk_locks import LocksHere, LocksOfAll
from tests.services import free_port

NOBODY = f"redis://127.0.0.1:{free_port()}/0"
with_redis = pytest.mark.journey


def run(work):
    return asyncio.run(asyncio.wait_for(work, 30))


class Busy:
    """Counts who is in a talk at the same time."""

    def __init__(self):
        self.inside = self.most = 0
        self.order = []

    async def turn(self, locks, talk, name):
        async with locks.hold(talk):
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.order.append(name)
            await asyncio.sleep(0.005)
            self.inside -= 1


def test_a_talk_has_one_turn_at_a_time_in_the_order_of_asking():
    async def work():
        locks, busy = LocksHere(), Busy()
        await asyncio.gather(*[busy.turn(locks, "a", n) for n in range(5)])
        return busy

    busy = run(work())
    assert (busy.most, busy.order) == (1, [0, 1, 2, 3, 4])


def test_two_talks_do_not_wait_for_each_other():
    async def work():
        locks, busy = LocksHere(), Busy()
        await asyncio.gather(*[busy.turn(locks, talk, talk) for talk in "ab"])
        return busy.most

    assert run(work()) == 2


def test_a_turn_within_a_turn_does_not_wait_for_itself_and_nothing_is_kept():
    async def work():
        locks = LocksHere()
        async with locks.hold("a"), locks.hold("a"):
            pass
        return locks._locks, locks._wanted

    assert run(work()) == ({}, {})


def test_a_turn_that_fails_gives_the_talk_back():
    async def work():
        locks, busy = LocksHere(), Busy()
        with pytest.raises(ZeroDivisionError):
            async with locks.hold("a"):
                raise ZeroDivisionError
        await busy.turn(locks, "a", "next")
        return busy.order

    assert run(work()) == ["next"]


def test_without_a_redis_that_answers_each_worker_goes_on_with_its_own_locks():
    async def work():
        locks, busy = LocksOfAll(NOBODY), Busy()
        began = time.monotonic()
        await asyncio.gather(*[busy.turn(locks, "a", n) for n in range(4)])
        return busy.most, time.monotonic() - began

    most, seconds = run(work())
    assert most == 1
    assert seconds < 2


def test_followers_look_for_themselves_while_the_other_workers_cannot_be_heard():
    bell = BellHere()
    assert bell.patience(15.0) == 15.0
    carrier = Carrier(NOBODY, bell)
    carrier.start()
    assert bell.patience(15.0) == ALONE
    bell.ring("a", {"typing": "Anna"})  # makes nobody wait
    carrier.stop()
    assert bell.patience(15.0) == 15.0


@with_redis
def test_of_two_workers_one_has_the_turn_at_a_time(redis):
    async def work():
        one, two, busy = LocksOfAll(redis.url), LocksOfAll(redis.url), Busy()
        turns = [busy.turn(locks, "a", n) for n in range(6) for locks in (one, two)]
        await asyncio.gather(*turns)
        return busy

    busy = run(work())
    assert (busy.most, len(busy.order)) == (1, 12)


@with_redis
def test_the_talk_of_a_worker_that_was_killed_is_free_after_its_lease(redis):
    async def work():
        dead, alive, busy = LocksOfAll(redis.url, lease=0.4), LocksOfAll(redis.url), Busy()
        await dead._taken("killed")  # taken, and nobody keeps or returns it
        began = time.monotonic()
        await busy.turn(alive, "killed", "next")
        return time.monotonic() - began

    assert 0.2 < run(work()) < 2


@with_redis
def test_a_turn_that_takes_longer_than_the_lease_keeps_the_talk(redis):
    async def work():
        one, two, order = LocksOfAll(redis.url, lease=0.3), LocksOfAll(redis.url), []

        async def long():
            async with one.hold("long"):
                await asyncio.sleep(0.9)
                order.append("one")

        async def short():
            await asyncio.sleep(0.1)
            async with two.hold("long"):
                order.append("two")

        await asyncio.gather(long(), short())
        return order

    assert run(work()) == ["one", "two"]


@with_redis
def test_what_is_rung_in_one_worker_is_heard_in_the_other_once(redis):
    async def work():
        one, two = BellHere(), BellHere()
        carriers = [Carrier(redis.url, bell) for bell in (one, two)]
        with one.listen("a") as here, two.listen("a") as there, two.listen("b") as other:
            for carrier in carriers:
                carrier.start()
            while not (one.reaches_all and two.reaches_all):
                await asyncio.sleep(0.01)
            for ear in (here, there, other):
                await ear.heard(1)  # both were told to look once they reached each other
            one.ring("a", {"typing": "Anna"})
            heard = await there.heard(5), await other.heard(0.05)
            notes = there.notes(), here.notes()
        for carrier in carriers:
            carrier.stop()
        return heard, notes

    heard, notes = run(work())
    assert heard == (True, False)
    assert notes == ([{"typing": "Anna"}], [{"typing": "Anna"}])


@with_redis
def test_the_bell_comes_back_by_itself_after_redis_was_away(redis):
    async def work():
        one, two = BellHere(), BellHere()
        carriers = [Carrier(redis.url, bell) for bell in (one, two)]
        for carrier in carriers:
            carrier.start()
        while not (one.reaches_all and two.reaches_all):
            await asyncio.sleep(0.01)
        redis.stop()
        while one.reaches_all or two.reaches_all:
            await asyncio.sleep(0.01)
        alone = two.patience(15.0)
        redis.start()
        while not (one.reaches_all and two.reaches_all):
            await asyncio.sleep(0.01)
        with two.listen("a") as there:
            heard = False
            while not heard:  # the sender may lose what it sent on its old line
                one.ring("a")
                heard = await there.heard(0.3)
        for carrier in carriers:
            carrier.stop()
        return alone, heard

    assert run(work()) == (ALONE, True)
