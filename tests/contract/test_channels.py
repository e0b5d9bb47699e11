"""The channels themselves, with a Rasa that only says what a test tells it to."""

import asyncio
import json
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from bot.storage.database import transaction
from bot.storage.tables import events
from bot.storage.website import WebsiteTalks

pytestmark = pytest.mark.model  # channels are Rasa's

HERE = {"host": "localhost:5005"}


@pytest.fixture
def website(url):
    from bot.channels.door import Door
    from bot.channels.website import WebsiteInput
    from bot.settings import settings

    choices = settings({"DATABASE_URL": url, "GEHEIM": "s" * 40})
    return WebsiteInput(WebsiteTalks(url), choices.secret, Door(choices))


class Rasa:
    """Answers each message with its text, and remembers what it was sent."""

    def __init__(self):
        self.heard = []
        self.may_go_on = None

    async def __call__(self, message):
        if self.may_go_on is not None:
            await self.may_go_on.wait()
        self.heard.append(message)
        answer = {"text": f"antwoord op {message.text}"}
        await message.output_channel.send_response(message.sender_id, answer)


def request(body=None, headers=None, ip="127.0.0.1", args=None):
    domain = SimpleNamespace(intents=["groet", "antwoord"], entities=["leeftijd"])
    app = SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(domain=domain)))
    return SimpleNamespace(
        json=body, headers=headers or {}, ip=ip, remote_addr="", app=app, args=args or {}
    )


async def begun(website, rasa):
    answer = await website.begin(request(), rasa)
    return {"authorization": f"Bearer {json.loads(answer.body)['token']}"}


async def sent(website, rasa, token, **body):
    answer = await website.send(request(body, token), rasa)
    return answer.status, json.loads(answer.body)


def test_no_message_of_a_visitor_can_be_the_greeting(website):
    from bot.channels.website import GREETING_ID, MESSAGE_ID

    assert not MESSAGE_ID.fullmatch(GREETING_ID)

    async def talk():
        token = await begun(website, Rasa())
        return await sent(website, Rasa(), token, id="begroeting", text="hoi")

    status, answer = asyncio.run(talk())
    assert status == 200
    assert [m["text"] for m in answer["messages"]] == ["antwoord op hoi"]


def test_rasa_gets_the_id_of_the_message(website):
    rasa = Rasa()

    async def talk():
        await sent(website, rasa, await begun(website, rasa), id="bericht-0001", text="hoi")

    asyncio.run(talk())
    assert rasa.heard[-1].message_id == "bericht-0001"


def test_the_words_on_a_button_are_cleaned_and_masked(website):
    async def talk():
        rasa = Rasa()
        token = await begun(website, rasa)
        title = "bel\x00 06-12345678"
        await sent(website, rasa, token, id="bericht-0001", payload="/groet", title=title)
        await sent(website, rasa, token, id="bericht-0002", payload="/groet", title="\u200b")
        return website.talks.since(website.visitor_of(request(headers=token))[0], 0)

    shown = [m["text"] for m in asyncio.run(talk()) if m["from"] == "visitor"]
    assert shown == ["bel [telefoonnummer]", "/groet"]


def stored_by_rasa(website, token, message_id, *said):
    session_id = website.visitor_of(request(headers=token))[0]
    from bot.storage.moments import utc_now

    website.talks.receive(session_id, message_id, {"text": "hoi"}, utc_now())
    happened = [{"event": "user", "message_id": message_id}, *said]
    rows = [
        {"sender_id": f"web-{session_id}", "type_name": e["event"], "data": json.dumps(e)}
        for e in happened
    ]
    with transaction(website.talks.url) as connection:
        connection.execute(sa.insert(events), rows)


BUTTONS = [{"title": "Ja", "payload": "/ja"}]
SAID = {
    "event": "bot",
    "text": "al gezegd",
    "data": {"buttons": BUTTONS, "image": None},
    "metadata": {"source": "Wlz", "utter_action": "utter_x"},
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([SAID], {"text": "al gezegd", "buttons": BUTTONS, "source": "Wlz"}),
        ([], {"text": "Mijn antwoord is niet aangekomen. Wilt u uw vraag nog een keer sturen?"}),
    ],
)
def test_a_turn_that_rasa_has_done_is_shown_and_not_done_again(website, said, expected):
    rasa = Rasa()

    async def talk():
        token = await begun(website, rasa)
        stored_by_rasa(website, token, "bericht-0001", *said)
        first = await sent(website, rasa, token, id="bericht-0001", text="hoi")
        return first, await sent(website, rasa, token, id="bericht-0001", text="hoi")

    (status, answer), again = asyncio.run(talk())
    assert status == 200
    (message,) = answer["messages"]
    assert {k: v for k, v in message.items() if k not in ("seq", "id", "from", "at")} == expected
    assert again == (status, answer)
    assert len(rasa.heard) == 1  # the greeting


def test_a_stored_message_that_rasa_never_had_is_answered(website):
    from bot.storage.moments import utc_now

    async def talk():
        rasa = Rasa()
        token = await begun(website, rasa)
        session_id = website.visitor_of(request(headers=token))[0]
        website.talks.receive(session_id, "bericht-0001", {"text": "hoi"}, utc_now())
        return await sent(website, rasa, token, id="bericht-0001", text="hoi")

    assert [m["text"] for m in asyncio.run(talk())[1]["messages"]] == ["antwoord op hoi"]


def test_forgetting_waits_for_the_turn_under_way(website):
    rasa = Rasa()

    async def talk():
        token = await begun(website, rasa)
        rasa.may_go_on = asyncio.Event()
        turn = asyncio.ensure_future(sent(website, rasa, token, id="bericht-0001", text="hoi"))
        await asyncio.sleep(0)
        forgetting = asyncio.ensure_future(
            sent(website, rasa, token, id="bericht-0002", text="vergeet dit gesprek")
        )
        for _ in range(5):
            await asyncio.sleep(0)
        assert not forgetting.done()
        rasa.may_go_on.set()
        await turn
        return await forgetting

    status, answer = asyncio.run(talk())
    assert status == 200
    assert answer["forgotten"]
    with transaction(website.talks.url) as connection:
        for table in ("website_messages", "website_sessions"):
            assert connection.execute(sa.text(f"select count(*) from {table}")).scalar() == 0


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:5005", "127.0.0.1:80", "[::1]:5005"])
def test_the_rest_channel_answers_this_machine(host):
    from bot.channels.rest import on_this_machine

    assert on_this_machine(request(headers={"host": host}))


@pytest.mark.parametrize(
    ("headers", "ip"),
    [
        ({"host": "wegwijzer.voorbeeld.nl"}, "127.0.0.1"),
        ({"host": "localhost.voorbeeld.nl"}, "127.0.0.1"),
        ({"host": "localhost:5005@voorbeeld.nl"}, "127.0.0.1"),
        ({}, "127.0.0.1"),
        ({**HERE, "x-forwarded-for": "203.0.113.7"}, "127.0.0.1"),
        ({**HERE, "via": "1.1 proxy"}, "127.0.0.1"),
        (HERE, "203.0.113.7"),
    ],
)
def test_the_rest_channel_refuses_what_was_passed_on(headers, ip):
    from bot.channels.rest import on_this_machine

    assert not on_this_machine(request(headers=headers, ip=ip))


def test_the_website_shows_a_code_once_and_stores_nothing_of_it(website, url):
    rasa = Rasa()

    async def talk():
        token = await begun(website, rasa)
        await sent(website, rasa, token, id="bericht-0001", text="hoi")
        return await sent(website, rasa, token, id="bericht-0002", text="bewaar")

    status, answer = asyncio.run(talk())
    (message,) = answer["messages"]
    code = message["text"].split("**")[1]
    assert status == 200
    assert message["seq"] >= 2  # at the end of the talk
    with transaction(url) as connection:
        stored = str(connection.execute(sa.text("select body from website_messages")).all())
    assert code not in stored
    assert "bewaar" not in stored
    assert [m.text for m in rasa.heard] == ["/groet", "hoi"]


def test_of_a_code_that_was_typed_only_that_it_was_one_is_stored(website, url):
    rasa = Rasa()

    async def talk():
        first, second = await begun(website, rasa), await begun(website, rasa)
        _, made = await sent(website, rasa, first, id="bericht-0001", text="bewaar")
        code = made["messages"][0]["text"].split("**")[1]
        return code, await sent(website, rasa, second, id="bericht-0001", text=f"code {code}")

    code, (status, _) = asyncio.run(talk())
    assert status == 200
    assert rasa.heard[-1].text == "/ga_verder"
    with transaction(url) as connection:
        stored = str(connection.execute(sa.text("select body from website_messages")).all())
    assert code not in stored
    assert "Verder met mijn code" in stored


class Adviser:
    """Hears the signs of visitors."""

    def __init__(self):
        self.typing, self.read = [], []

    def visitor_types(self, sender_id):
        self.typing.append(sender_id)

    def visitor_read(self, sender_id, is_it):
        self.read += [key for key in ("said.1", "said.2") if is_it(key)]


def test_signs_of_a_visitor_go_to_the_adviser_and_are_refused_when_they_are_none(website):
    from bot.channels.website_asides import sign

    token = asyncio.run(begun(website, Rasa()))
    adviser = Adviser()

    def give(body, headers=token, signs=adviser):
        call = request(body, headers)
        call.app.ctx.signs = signs
        return sign(website, call).status

    assert give({"typing": True}) == give({"read": ".said.2"}) == 200
    assert (len(adviser.typing), adviser.read) == (1, ["said.2"])
    assert give({"read": "said.1"}) == 200  # no id of what others say
    for odd in ({}, {"typing": "ja"}, {"read": 1}, {"read": "<b>"}):
        assert give(odd) == 400
    assert give({"typing": True}, {"authorization": "Bearer x"}) == 401
    assert give({"typing": True}, signs=None) == 200
    assert (len(adviser.typing), adviser.read) == (1, ["said.2"])


def test_the_website_counts_wrong_codes_by_address(website):
    async def talk():
        found = []
        for _ in range(21):
            token = await begun(website, Rasa())
            found.append(await sent(website, Rasa(), token, id="bericht-0001", text="ABCD-2345"))
        return found

    *first, (status, last) = asyncio.run(talk())
    assert status == 200
    assert all("ken ik niet" in answer["messages"][0]["text"] for _, answer in first[:20])
    assert "te veel codes" in last["messages"][0]["text"]


def test_whatsapp_is_off_without_its_variables_when_it_is_optional(monkeypatch):
    from bot.channels.whatsapp.channel import WhatsAppInput

    for name in ("TOKEN", "APP_SECRET", "VERIFY_TOKEN", "PHONE_NUMBER_ID"):
        monkeypatch.delenv(f"WHATSAPP_{name}", raising=False)
    off = WhatsAppInput.from_credentials({"optional": True})
    assert off.blueprint(Rasa())._future_routes == set()


def test_whatsapp_that_must_be_there_refuses_to_start_and_says_what_is_missing(monkeypatch):
    from bot.channels.whatsapp.channel import WhatsAppInput
    from bot.errors import SettingRefused

    for name in ("TOKEN", "APP_SECRET", "VERIFY_TOKEN", "PHONE_NUMBER_ID"):
        monkeypatch.delenv(f"WHATSAPP_{name}", raising=False)
    with pytest.raises(SettingRefused, match="WHATSAPP_APP_SECRET"):
        WhatsAppInput.from_credentials(None)
    monkeypatch.setenv("WHATSAPP_TOKEN", "t")
    with pytest.raises(SettingRefused, match="WHATSAPP_VERIFY_TOKEN"):
        WhatsAppInput.from_credentials({"optional": True})


def test_whatsapp_hands_rasa_the_id_of_the_turn_and_finds_a_turn_of_before_back(url):
    from bot.channels.whatsapp.channel import RasaSide

    rasa = Rasa()
    side = RasaSide(url, rasa)
    side.bind(request().app)
    assert "groet" in side.vocabulary().intents
    assert asyncio.run(side.say("whatsapp:1", "hoi", "beurt-1")) == [{"text": "antwoord op hoi"}]
    assert (rasa.heard[0].message_id, rasa.heard[0].input_channel) == ("beurt-1", "whatsapp")
    assert side.said("whatsapp:1", "beurt-1") is None
    happened = [{"event": "user", "message_id": "beurt-1"}, SAID]
    rows = [
        {"sender_id": "whatsapp:1", "type_name": e["event"], "data": json.dumps(e)}
        for e in happened
    ]
    with transaction(url) as connection:
        connection.execute(sa.insert(events), rows)
    assert side.said("whatsapp:1", "beurt-1") == [
        {"text": "al gezegd", "buttons": BUTTONS, "source": "Wlz"}
    ]
