"""A talk as the stand-in keeps it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.widget.canned import ANSWERS

Message = dict[str, Any]
AMSTERDAM = timezone(timedelta(hours=1))


@dataclass
class Talk:
    """One visitor's talk: its messages, and the answer given to each message id."""

    messages: list[Message] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    news: threading.Condition = field(default_factory=threading.Condition)
    notes: list[Message] = field(default_factory=list)

    def add(self, author: str, message: Message, name: str = "Wegwijzer") -> Message:
        """Append a message with the next number."""
        seq = len(self.messages) + 1
        at = datetime.now(AMSTERDAM).isoformat(timespec="seconds")
        fixed = {"seq": seq, "id": f"s{seq}", "from": author, "name": name, "at": at}
        empty: Message = {"text": "", "buttons": [], "source": None}
        with self.news:
            self.messages.append({**empty, **fixed, **message})
            self.news.notify_all()
        return self.messages[-1]

    def take(self, body: Message) -> list[Message]:
        """Take a visitor's message, and return what is to be answered: nothing the second time."""
        if body["id"] in self.taken:
            return []
        self.taken.add(body["id"])
        said = str(body.get("text") or body["title"])
        self.add("visitor", {"id": body["id"], "text": said}, "U")
        words = f"{body.get('payload', '')} {said}".lower()
        return next(canned for key, canned in ANSWERS.items() if key in words)

    def note(self, note: Message) -> None:
        """Say something that is not kept."""
        with self.news:
            self.notes.append(note)
            self.news.notify_all()

    def after(self, seq: int) -> list[Message]:
        """Return the messages after a number."""
        return [m for m in self.messages if m["seq"] > seq]
