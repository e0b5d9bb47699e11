"""Our desk and the stand-in for Chatwoot, connected as the server connects them."""

from bot.desk.briefing import Briefing
from bot.desk.chatwoot import ChatwootDesk
from bot.desk.chatwoot_api import ChatwootApi
from bot.desk.chatwoot_events import ChatwootEvents
from bot.settings import ChatwootChoices
from bot.storage.outside import Outside
from tests.desk.chatwoot_stand_in import ACCOUNT, INBOX, SECRET, TOKEN, signed
from tests.desk.rooms import NOW, desk_room, visitor_waits


def api_at(address):
    return ChatwootApi(ChatwootChoices(address, ACCOUNT, INBOX, TOKEN, SECRET), wait=0)


class DirectApi(ChatwootApi):
    """Calls the stand-in itself, without a network in between."""

    def __init__(self, chatwoot):
        super().__init__(ChatwootChoices("", ACCOUNT, INBOX, TOKEN, SECRET))
        object.__setattr__(self, "chatwoot", chatwoot)

    def _call(self, path, body, head):
        status, answer = self.chatwoot.answer("GET" if body is None else "POST", path, body, head)
        assert status == 200, (path, status)
        return answer


class Connected:
    """Our desk and Chatwoot, in step."""

    def __init__(self, url, api, chatwoot):
        self.room, self.chatwoot = desk_room(url), chatwoot
        self.sanne, self.karim = chatwoot.agents
        card = Briefing(for_whom="een naaste (moeder)", tried=("wat de Wlz is",))
        self.desk = ChatwootDesk(api, self.room.stores, Outside(url), lambda row: card)
        self.events = ChatwootEvents(self.room.desk, self.desk)

    def hear(self, event, at=NOW):
        return self.events.take(*signed(event, at), at)

    def waits(self, **details):
        talk, row = visitor_waits(self.room, consent=True, **details)
        self.desk.in_step()
        return talk, row, int(Outside(self.room.url).of(row.id).conversation_id)

    def state(self, row):
        found = self.room.stores.handoffs.get(row.id)
        return found.state, found.adviser_id
