"""A talk goes on on another device and in another channel; outcomes lead on to a desk."""

import re

import pytest

from tests.journeys.phone import Phone
from tests.journeys.servers import Talk, call

pytestmark = pytest.mark.journey


@pytest.fixture
def server(service):
    return service.address


@pytest.fixture
def talk(server, request):
    return Talk(server, request.node.name)


class Page:
    """A visitor of the website."""

    def __init__(self, address):
        self.url = f"{address}/webhooks/website"
        _, begun = call(f"{self.url}/session", {})
        self.mine = {"Authorization": f"Bearer {begun['token']}"}
        self.number = 0

    def say(self, text):
        self.number += 1
        body = {"id": f"bericht-{self.number:04}", "text": text}
        status, answer = call(f"{self.url}/messages", body, self.mine)
        assert status == 200, answer
        return "\n".join(m["text"] for m in answer["messages"])

    def transcript(self):
        return str(call(f"{self.url}/messages?after=0", headers=self.mine)[1])


def test_a_talk_begun_on_the_website_goes_on_on_another_page_and_in_another_channel(server):
    computer, phone, other = Page(server), Page(server), Talk(server, "ander kanaal")
    computer.say("Heb ik Wlz of Wmo nodig?")
    computer.say("voor mijn moeder")
    question = computer.say("84")
    code = code_in(computer.say("bewaar"))
    assert code not in computer.transcript()
    assert "al op een ander" not in (here := phone.say(f"code {code}"))
    assert "uw moeder is 84 jaar" in here
    assert question in here
    assert code not in phone.transcript()
    assert "Verder met mijn code" in phone.transcript()
    assert "al op een ander apparaat" in other.say(code)
    again = code_in(phone.say("bewaar"))
    # asked once more in a row it is asked in its easy form
    once_more = other.say(again.lower())
    assert "Welkom terug" in once_more
    assert "dichtbij zijn" in once_more
    # each goes on by itself
    assert "U zei" not in computer.say("ja")


def test_a_talk_goes_on_in_whatsapp_and_back_on_the_website_where_it_is_about_illness(service):
    computer = Page(service.address)
    phone = Phone(service.meta, "31655500002")
    computer.say("Heb ik Wlz of Wmo nodig?")
    computer.say("voor mijn moeder")
    question = computer.say("84")
    there = phone.say(f"code {code_in(computer.say('bewaar'))}", answers=2)
    assert "digitale assistent" in there
    assert "uw moeder is 84 jaar" in there
    phone.hears(question.split("\n")[-1])
    for _ in range(6):
        if "stel ik niet via WhatsApp" in (asked := phone.say("ja")):
            break
    assert "stel ik niet via WhatsApp" in asked
    assert "bewaar" in asked
    here = Page(service.address).say(code_in(phone.say("bewaar")))
    assert "uw moeder is 84 jaar" in here
    assert "niet via WhatsApp" not in here


def code_in(text):
    return re.search(r"\*+(\w{4}-\w{4})\*+", text)[1]


def test_a_code_of_a_finished_flow_says_its_outcome_again_and_nothing_else(server, talk):
    talk.say("Welk zorgkantoor hoort bij 6511 AB?")
    code = code_in(talk.say("bewaar"))
    there = Page(server).say(f"mijn code is {code}")
    assert "Nijmegen" in there
    assert "niet goed genoeg" not in there


def test_a_wrong_code_gets_a_clear_sentence(talk):
    assert "ken ik niet" in talk.say("code ABCD-2345")


def test_the_term_of_the_gemeente_is_worked_out_from_the_day_in_the_question(talk):
    text = talk.say("hoe lang mag de gemeente erover doen, ik heb op 3 november gemeld")
    assert "aanvraag" in text
    text = talk.say("nog niet")
    assert "dinsdag 15 december 2026" in text
    assert "/zoek_zorgkantoor" in talk.choices


def test_a_move_gives_both_regions(talk):
    text = talk.say("we verhuizen van Oss naar Zwolle")
    assert "Noordoost-Brabant" in text
    assert "gemeente Zwolle" in text


def test_a_pin_on_the_map_is_a_place_at_any_moment(talk):
    assert "Utrecht" in talk.say('/antwoord{"plek": "@52.09,5.12"}')
    assert "buiten Nederland" in talk.say('/antwoord{"plek": "@48.85,2.35"}')
    assert "Nijmegen" in talk.say("Malden")


def test_a_question_in_between_is_answered_while_a_place_is_asked(talk):
    talk.say("welk zorgkantoor hoort bij Beek")
    text = talk.say("wat is een pgb?")
    assert "persoonsgebonden budget" in text
    assert "Welke gemeente bedoelt u" in text
    assert "Berg en Dal" in talk.say("Beek (gemeente Berg en Dal)")


def test_the_forms_of_care_stand_in_one_message_with_a_table(talk):
    talk.say("welke vorm past het beste bij ons, pgb of zorg in natura?")
    talk.say("thuis")
    talk.say("aanbieder")
    talk.say("nee")
    assert len(talk.messages) == 1
    assert "| Maaltijden? | ja | nee |" in talk.messages[0]["text"]
