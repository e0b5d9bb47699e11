"""What is said to a message that is not understood, once and again."""

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.asking_back import ActionBedoeltU
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import labels
from bot.knowledge.offers import never_offered, offer

NAMES = ("pgb_uitleg", "vraag_medewerker", "bevestig", "zorgplan", "wat_is_wlz", "mpt_uitleg")
ASKED = {"event": "action", "name": "action_bedoelt_u"}


def said(response, *payloads):
    buttons = [{"title": "x", "payload": f"/{name}"} for name in payloads]
    return {"event": "bot", "metadata": {"utter_action": response}, "data": {"buttons": buttons}}


def asked_back(names=NAMES, before=(), heard=None, **told):
    """Return the answer to a message with this ranking, and what its buttons lead to."""
    message = {
        "text": "hm",
        "intent_ranking": [{"name": name, "confidence": 0.2} for name in names],
        "entities": [{"entity": name, "value": value} for name, value in told.items()],
    }
    events = [{"event": "user"}, *before, {"event": "user"}]
    tracker = Tracker("test", {"gehoord": heard}, message, events, False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    ActionBedoeltU().run(dispatcher, tracker, {})
    (message,) = dispatcher.messages
    return message["response"], [button["payload"][1:] for button in message["buttons"]]


def test_the_first_time_the_three_likeliest_that_may_be_offered_and_a_human():
    choices = ["pgb_uitleg", "zorgplan", "wat_is_wlz", "vraag_medewerker"]
    assert asked_back() == ("utter_bedoelt_u", choices)


def test_who_also_told_a_situation_is_offered_the_way_to_a_counter_once():
    heard = {"slots": {"leeftijd": 84}}
    choices = ["pgb_uitleg", "zorgplan", "vraag_wlz_of_wmo", "vraag_medewerker"]
    assert asked_back(heard=heard) == ("utter_gehoord_bedoelt_u", choices)
    names = ("vraag_wlz_of_wmo", *NAMES)
    assert asked_back(names, heard=heard)[1].count("vraag_wlz_of_wmo") == 1


def test_the_second_time_the_two_nearest_answers_and_a_human():
    before = [said("utter_bedoelt_u", "herindicatie"), ASKED]
    choices = ["pgb_uitleg", "zorgplan", "vraag_medewerker"]
    assert asked_back(before=before) == ("utter_misschien_helpt", choices)


def test_one_of_the_two_was_not_offered_before():
    before = [said("utter_bedoelt_u", "pgb_uitleg", "zorgplan", "wat_is_wlz"), ASKED]
    assert asked_back(before=before)[1] == ["pgb_uitleg", "mpt_uitleg", "vraag_medewerker"]


@pytest.mark.parametrize(
    ("names", "told", "last"),
    [
        (("buiten_scope", *NAMES), {}, "utter_bedoelt_u"),
        (("crisis_suicide", *NAMES), {}, "utter_bedoelt_u"),
        (NAMES, {"zorgen": "huiselijk_geweld"}, "utter_bedoelt_u"),
        (NAMES, {}, "utter_misschien_helpt"),
        ((), {}, "utter_bedoelt_u"),
    ],
    ids=["outside", "danger", "a doubtful sign", "said already", "nothing"],
)
def test_the_last_resort_is_not_for_everything(names, told, last):
    before = [said(last, "herindicatie"), ASKED]
    assert asked_back(names, before, **told) == ("utter_geen_bedoeling", [])


@pytest.mark.parametrize("intent", ["bevestig", "crisis_suicide", "groet", "uitschelden", "stop"])
def test_what_nobody_asks_about_is_never_a_choice(intent):
    assert labels()[intent]
    assert offer(intent) is None


def test_every_question_about_care_and_every_flow_may_be_offered():
    # written out once more: a name that is added to the list must be meant
    never = "groet afscheid dank bevestig ontken weet_niet stop opnieuw niet_begrepen buiten_scope "
    never += "uitschelden taal_anders ben_je_mens nood_medisch crisis_suicide huiselijk_geweld "
    assert set(never_offered()) == {*never.split(), "vraag_medewerker"}


@pytest.mark.parametrize(
    ("intents", "problem"),
    [(["groet", "groet"], "twee keer"), (["wat_is_de_wlz"], "geen intent met een label")],
)
def test_a_wrong_list_is_refused_with_its_line(tmp_path, intents, problem):
    path = tmp_path / "aanbod.yml"
    path.write_text(yaml.safe_dump({"nooit": [{"waarom": "daarom", "intents": intents}]}))
    with pytest.raises(KnowledgeRefused, match=rf"aanbod.yml, regel \d.*{problem}"):
        never_offered(path)
