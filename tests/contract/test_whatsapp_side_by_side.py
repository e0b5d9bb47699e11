"""Different people are answered at the same time; what one person wrote stays in order."""

import asyncio
from collections import defaultdict
from dataclasses import replace

import pytest

from bot.channels.whatsapp import inbox as room
from bot.channels.whatsapp.inbox import InboxCrew
from tests.contract.whatsapp_steps import ME, OTHER, Line, Says

PATIENCE = 30


class Held(Says):
    """Says when it begins and ends with a message, and stays at some until they are let go."""

    def __init__(self, url):
        super().__init__(url)
        self.began, self.ended = defaultdict(asyncio.Event), defaultdict(asyncio.Event)
        self.let_go = {}
        self.now, self.most = set(), 0

    async def say(self, sender_id, text, turn_id):
        assert sender_id not in self.now, "one person, two turns at once"
        self.now.add(sender_id)
        self.most = max(self.most, len(self.now))
        self.began[text].set()
        if text in self.let_go:
            await self.let_go[text].wait()
        answers = await super().say(sender_id, text, turn_id)
        self.now.discard(sender_id)
        self.ended[text].set()
        return answers


class NoSigns:
    async def seen(self, wamid):
        pass

    read = seen


async def soon(event):
    await asyncio.wait_for(event.wait(), PATIENCE)


@pytest.mark.parametrize("processes", [1, 2])
def test_people_are_answered_side_by_side_and_each_in_order(emptied_url, monkeypatch, processes):
    monkeypatch.setattr(room, "HOLD_OFF", 0.0)

    async def happens():
        line = Line(emptied_url)
        held = Held(emptied_url)
        turns = replace(line.service.turns, assistant=held)
        held.let_go["a1"] = asyncio.Event()
        crews = [
            InboxCrew(line.inbox, turns, NoSigns(), lambda: True, 0.0, lambda: None)
            for _ in range(processes)
        ]
        line.write("a1", ME)
        for crew in crews:
            crew.start()
        try:
            await soon(held.began["a1"])
            line.write("a2", ME)
            line.write("b1", OTHER)
            await soon(held.ended["b1"])  # while a1 is still being answered
            line.write("b2", OTHER)
            await soon(held.ended["b2"])  # others have had their turn twice, and a2 waits for a1
            assert held.heard == ["b1", "b2"]
            assert not held.began["a2"].is_set()
            held.let_go["a1"].set()
            await soon(held.ended["a2"])
        finally:
            for crew in crews:
                await crew.stop()
        assert held.heard == ["b1", "b2", "a1", "a2"]
        assert held.most == 2

    asyncio.run(happens())
