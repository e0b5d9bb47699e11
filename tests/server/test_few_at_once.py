"""Turns take places first come first served, and who waits for a talk takes none."""

import asyncio
from types import SimpleNamespace

from bot.server.few_at_once import few_at_once
from bot.storage.talk_locks import LocksHere


class Rasa:
    def __init__(self):
        self.inside = self.most = 0
        self.order = []

    async def handle(self, message):
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.order.append(message.text)
        await asyncio.sleep(0.002)
        self.inside -= 1
        return message.text


def message(sender, text):
    return SimpleNamespace(sender_id=sender, text=text)


def test_no_more_than_a_few_are_taken_at_once_in_the_order_of_coming():
    async def work():
        rasa = Rasa()
        handle = few_at_once(rasa.handle, LocksHere(), 2)
        said = await asyncio.gather(*[handle(message(f"s{n}", n)) for n in range(7)])
        return rasa, said

    rasa, said = asyncio.run(work())
    assert (rasa.most, rasa.order, said) == (2, list(range(7)), list(range(7)))


def test_one_who_says_much_does_not_take_the_places_of_others():
    async def work():
        rasa = Rasa()
        handle = few_at_once(rasa.handle, LocksHere(), 2)
        much = [handle(message("a", f"a{n}")) for n in range(4)]
        await asyncio.gather(*much, handle(message("b", "b")))
        return rasa.order

    assert asyncio.run(work())[:2] == ["a0", "b"]


def test_a_turn_that_fails_gives_its_place_back():
    async def fails(message):
        raise KeyError

    async def work():
        handle = few_at_once(fails, LocksHere(), 1)
        return await asyncio.gather(
            *[handle(message(str(n), n)) for n in range(3)], return_exceptions=True
        )

    assert [type(x) for x in asyncio.run(work())] == [KeyError] * 3
