"""A person's phone with WhatsApp: says things to the server, and waits for what comes back."""

from __future__ import annotations

import time

from tests.fakes import said, words
from tests.meta_server import MetaServer

PATIENCE = 30


class Phone:
    """One person.

    Args:
        meta: the stand-in for Meta that brings the messages.
        number: of the phone.
    """

    def __init__(self, meta: MetaServer, number: str) -> None:
        self.server, self.number, self.count = meta, number, 0

    @property
    def messages(self) -> list[dict]:
        """What the person was sent."""
        return [one["message"] for one in self.server.meta.phones.get(self.number, [])]

    @property
    def last(self) -> str:
        """Meta's id of the last message that the person was sent."""
        return self.server.meta.phones[self.number][-1]["wamid"]

    def send(self, kind: str = "text", answers: int = 1, **part) -> str:
        """Send a message; return the words of what is answered, once so many have come."""
        before = len(self.messages)
        self.count += 1
        wamid = f"wamid.{self.number}.{self.count}"
        self.server.deliver(said(self.number, wamid, time.time(), kind, **part))
        self.until(lambda: len(self.messages) >= before + answers)
        return "\n".join(words(m) for m in self.messages[before:])

    def say(self, text: str, answers: int = 1) -> str:
        """Send a text (see ``send``)."""
        return self.send(body=text, answers=answers)

    def tap(self, title: str, answers: int = 1) -> str:
        """Press a button or row of the last message, once it has that (see ``send``)."""
        self.until(lambda: title in self._choices())
        reply = self._choices().get(title)
        assert reply, (title, [words(m) for m in self.messages[-3:]], self._choices())
        return self.send("interactive", answers, type="button_reply", button_reply=reply)

    def _choices(self) -> dict[str, dict]:
        action = self.messages[-1].get("interactive", {}).get("action", {})
        shown = [b["reply"] for b in action.get("buttons", [])]
        shown += [row for section in action.get("sections", []) for row in section["rows"]]
        return {title: one for one in shown for title in (one["title"], one.get("description"))}

    def hears(self, text: str) -> int:
        """Wait until some words were said to the person; return how often they were."""
        self.until(lambda: any(text in words(m) for m in self.messages))
        found = sum(text in words(m) for m in self.messages)
        assert found, (text, [words(m) for m in self.messages])
        return found

    def until(self, is_so) -> None:
        """Wait until something is so, or patience is over."""
        deadline = time.monotonic() + PATIENCE
        while not is_so() and time.monotonic() < deadline:
            time.sleep(0.05)  # the phone has no event to wait for
