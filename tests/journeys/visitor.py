"""A visitor with the website open, and the way into the queue."""

from tests.journeys.servers import call


class Website:
    """A visitor with the website open."""

    def __init__(self, address):
        self.url = f"{address}/webhooks/website"
        _, body = call(f"{self.url}/session", {})
        self.head = {"Authorization": f"Bearer {body['token']}"}
        self.number, self.seen = 0, max(m["seq"] for m in body["messages"])
        self.messages = []

    def say(self, text=None, payload=None):
        """Say something and return all that came since, in one text."""
        self.number += 1
        what = {"payload": payload, "title": "knop"} if payload else {"text": text}
        body = {"id": f"bericht-{self.number:04}", **what}
        status, answer = call(f"{self.url}/messages", body, self.head)
        assert status == 200, answer
        return self.look()

    def look(self):
        """Return what came since the last look, without what the visitor said."""
        _, body = call(f"{self.url}/messages?after={self.seen}", headers=self.head)
        self.messages = [m for m in body["messages"] if m["from"] != "visitor"]
        self.seen = max([self.seen, *(m["seq"] for m in body["messages"])])
        return "\n".join(m["text"] for m in self.messages)

    @property
    def choices(self):
        return [b["payload"] for m in self.messages for b in m.get("buttons", [])]


def waiting(desk, visitor, consent="ja"):
    """Bring the visitor into the queue and return the overdracht."""
    text = visitor.say("Ik wil een medewerker spreken")
    assert "Mag ik dit gesprek doorgeven" in text, text
    visitor.say(payload=f'/antwoord{{"overdracht_akkoord": "{consent}"}}')
    for _ in range(3):
        if any("overdracht_onderwerp" in p for p in visitor.choices):
            visitor.say(payload='/antwoord{"overdracht_onderwerp": "een aanvraag"}')
        if any("overdracht_naam" in p for p in visitor.choices):
            visitor.say("De Vries")
        if any("overdracht_hoe" in p for p in visitor.choices):
            text = visitor.say(payload='/antwoord{"overdracht_hoe": "wachten"}')
    assert "wachtrij" in text, text
    return desk.stores.handoffs.queue()[-1]
