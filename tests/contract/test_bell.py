"""The bell: whoever listens to a talk hears it, from any thread, and nobody else does."""

import asyncio
import threading

import pytest

from bot.channels.bell import NOTES_KEPT, BellHere


@pytest.fixture
def bell():
    return BellHere()


def run(talk):
    return asyncio.run(asyncio.wait_for(talk, 5))


def test_everyone_who_listens_to_a_talk_hears_it_and_nobody_else(bell):
    async def talk():
        with bell.listen("a") as one, bell.listen("a") as two, bell.listen("b") as other:
            bell.ring("a")
            return await one.heard(1), await two.heard(1), await other.heard(0.05)

    assert run(talk()) == (True, True, False)


def test_a_ring_before_the_waiting_began_is_not_missed(bell):
    async def talk():
        with bell.listen("a") as ear:
            bell.ring("a")
            await asyncio.sleep(0)
            return await ear.heard(1), await ear.heard(0.01)

    assert run(talk()) == (True, False)


def test_it_may_be_rung_from_another_thread(bell):
    async def talk():
        with bell.listen("a") as ear:
            threading.Thread(target=bell.ring, args=("a", {"typing": "Anna"})).start()
            return await ear.heard(4), ear.notes(), ear.notes()

    assert run(talk()) == (True, [{"typing": "Anna"}], [])


def test_of_notes_that_nobody_fetches_the_newest_are_kept(bell):
    async def talk():
        with bell.listen("a") as ear:
            for number in range(NOTES_KEPT + 5):
                bell.ring("a", {"number": number})
            return [note["number"] for note in ear.notes()]

    assert run(talk()) == list(range(5, NOTES_KEPT + 5))


def test_closing_sends_everyone_home_and_a_later_ring_is_harmless(bell):
    async def talk():
        with bell.listen("a") as ear:
            bell.close()
            heard = await ear.heard(1)
            return heard, ear.closed

    assert run(talk()) == (True, True)
    bell.ring("a")
