"""The assistant as `make run` serves it, talked to as people do."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from bot.channels.inbound import BROKEN, EMPTY, FAILED, TOO_LONG, UNKNOWN_CHOICE
from bot.server.last_good import content_files
from tests.journeys.servers import (
    RASA,
    ROOT,
    Talk,
    call,
    free_port,
    outside,
    process,
    read_until_from,
    wait_until_listening,
    watched,
)

pytestmark = pytest.mark.journey


@pytest.fixture
def talk(server, request):
    return Talk(server[0], request.node.name)


def test_it_serves_without_tensorflow(server, talk):
    talk.say("wat is de wlz")
    mapped = Path(f"/proc/{server[1].process.pid}/maps").read_text()
    assert "/numpy/" in mapped  # else this would prove nothing
    assert "/tensorflow/" not in mapped
    assert "/h5py/" not in mapped


def test_it_is_alive_and_ready(server):
    assert call(f"{server[0]}/gezond")[0] == 200
    status, told = call(f"{server[0]}/gereed")
    assert (status, told["status"], told["inhoud"]["stand"]) == (200, "ok", "goed")
    assert "model" not in told.get("verouderd", {})


def test_the_demo_page_and_the_widget_are_served(server):
    status, page = call(f"{server[0]}/")
    assert status == 200
    assert "widget.js" in page
    assert call(f"{server[0]}/widget.js")[0] == 200


def test_wlz_or_wmo_leads_to_an_outcome_with_reasons(talk):
    talk.say("Heb ik Wlz of Wmo nodig?")
    answers = {
        "voor_wie": "naaste",
        "leeftijd": 84,
        "heeft_wlz": "nee",
        "terminaal": "nee",
        "blijvend": "ja",
        "nabij24": "ja",
        "toezicht24": "ja",
        "kan_alarmeren": "nee",
        "grondslag": "dementie",
        "behandelbaar": "nee",
    }
    for _ in range(8):
        asked = [p for p in talk.choices if p.startswith("/antwoord")]
        if not asked:
            break
        slot = next(iter(json.loads(asked[0].removeprefix("/antwoord"))))
        text = talk.say(f'/antwoord{{"{slot}": {json.dumps(answers[slot])}}}')
    assert "Wlz" in text
    assert "waarschijnlijk" in text
    assert "U zei" in text
    assert "CIZ" in text
    assert "/zoek_zorgkantoor" in talk.choices


def test_bopz_is_answered_with_the_law_of_today(talk):
    text = talk.say("Moet ik een BOPZ aanvragen voor mijn moeder met dementie?")
    assert "Wzd" in text
    for _ in range(6):
        asked = [p for p in talk.choices if p.startswith("/antwoord")]
        if not asked:
            break
        text = talk.say(
            next(
                (
                    p
                    for p in asked
                    if "geen_bezwaar" in p or ('"ja"' in p and "opname" in p) or '"nee"' in p
                ),
                asked[0],
            )
        )
    assert "U zei" in text
    assert "CIZ" in text


def test_how_long_the_ciz_may_take_ends_with_a_date(talk):
    talk.say("Hoe lang mag het CIZ erover doen?")
    talk.say("3 november 2026")
    talk.say("nee")
    text = talk.say("nee")
    assert "15 december 2026" in text


def test_what_was_worked_out_can_be_taken_along(server, talk):
    assert "nog geen dagen" in talk.say("zet het in mijn agenda")
    talk.say("Hoe lang mag het CIZ erover doen?")
    for answer in ("3 november 2026", "nee", "nee"):
        talk.say(answer)
    assert {"/agenda", "/meeneemblad"} <= set(talk.choices)
    texts = [
        talk.say(words) for words in ("/agenda", "maak de brief", "Kunt u dit op papier zetten?")
    ]
    assert all("24 uur" in text and "bewaar" in text for text in texts)
    links = re.findall(r"\]\(http://localhost:\d+(/bestand/[^)\s]+)\)", "\n".join(texts))
    assert [link.rpartition(".")[2] for link in links] == "ics docx pdf pdf html txt".split()
    found = [call(f"{server[0]}{link}") for link in links]
    assert [status for status, _ in found] == [200] * 6
    assert "DTSTART;VALUE=DATE:20261215" in found[0][1]
    assert "15 december 2026" in " ".join(found[5][1].split())
    assert "Is er dan nog geen besluit?" in found[4][1]
    forged = links[0].replace("/bestand/", "/bestand/x")
    assert call(f"{server[0]}{forged}")[0] == 403


def test_the_zorgkantoor_of_a_postcode_is_found_at_once(talk):
    text = talk.say("Welk zorgkantoor hoort bij 6511 AB?")
    assert "Nijmegen" in text
    assert "VGZ" in text


def test_a_klantadviseur_can_be_asked_for_and_the_number_stays_apart(talk, folder):
    assert "Mag ik dit gesprek doorgeven" in talk.say("Ik wil een medewerker spreken")
    talk.say("ja")
    talk.say("over de afwijzing")
    talk.say('/antwoord{"overdracht_naam": "geen"}')
    text = talk.say("06-12345678 in de ochtend")
    assert re.search(r"\b[A-Z2-9]{6}\b", text)
    stored = b"".join(
        path.read_bytes() for path in folder.glob("journey.db*")
    )  # and the log beside it
    assert b"12345678" not in stored


#: a word that no answer and no line of the log may ever hold
MARKER = "Kwartelstaart"
BAD = [
    "",
    "   ",
    "😀😀😀",
    "\x00\x07\u202e",
    f"😀 {MARKER} 😀",
    f"{MARKER} \x00\x07\u202e",
    f"{MARKER} " * 1000,
    MARKER + "x" * 30_000,
    f"<script>alert('{MARKER}')</script>",
    f"'; DROP TABLE events; -- {MARKER}",
    f"/{MARKER}",
    f"/{MARKER.lower()}",
    f'/antwoord{{"leeftijd": "{MARKER}"}}',
    f'/antwoord{{"grondslag": "{MARKER}"}}',
    f'/antwoord{{"{MARKER}": 1}}',
    f"/antwoord{{{MARKER}",
]
bad_input = pytest.mark.parametrize("text", BAD, ids=[repr(t[:32]) for t in BAD])
REFUSALS = {BROKEN, EMPTY, TOO_LONG, UNKNOWN_CHOICE}


def failure_sentences():
    """Return what is said when something broke on our side: never the answer to bad input."""
    answers = yaml.safe_load((ROOT / "data/nlu/gesprek.yml").read_text())["responses"]
    said = [variant["text"].strip() for variant in answers["utter_fout_algemeen"]]
    assert said
    return [FAILED, *said]


def assert_polite(text):
    assert len(text) > 10
    for sentence in failure_sentences():
        assert sentence not in text


@bad_input
def test_bad_input_gets_a_polite_answer(talk, text):
    assert_polite(talk.say(text))


@bad_input
def test_bad_input_in_the_middle_of_a_flow_loses_nothing(talk, text):
    talk.say("Heb ik Wlz of Wmo nodig?")
    assert_polite(talk.say(text))
    talk.say('/antwoord{"voor_wie": "zelf"}')
    assert any("leeftijd" in p for p in talk.choices)


def test_danger_in_the_middle_of_a_flow_is_seen(talk):
    talk.say("Heb ik Wlz of Wmo nodig?")
    assert "113" in talk.say("ik wil niet meer")
    assert any("voor_wie" in p for p in talk.choices), (
        "a doubtful sign leaves the question standing"
    )
    assert "113" in talk.say("ik spring vanavond voor de trein")
    assert not talk.choices, "a clear sign gets the safety answer alone"


@bad_input
@pytest.mark.parametrize("key", ["text", "payload"])
def test_bad_input_on_the_website_is_answered_or_refused_in_dutch(server, text, key):
    base = f"{server[0]}/webhooks/website"
    mine = {"Authorization": f"Bearer {call(f'{base}/session', {})[1]['token']}"}
    message = {"id": "bericht-0001", "title": text, key: text}
    status, answer = call(f"{base}/messages", message, mine)
    if status == 200:
        assert_polite("\n".join(m.get("text", "") for m in answer["messages"]))
    else:
        assert 400 <= status < 500
        assert answer["error"] in REFUSALS


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"geen json",
        b"[]",
        b'{"sender": "a"}',
        b'{"message": 5}',
        b'{"message": "a", "sender": ""}',
    ],
)
def test_a_broken_call_is_a_clear_4xx(server, body):
    status, answer = call(f"{server[0]}/webhooks/rest/webhook", body)
    assert status == 400
    assert "lezen" in answer["error"]


def test_the_rest_channel_is_not_there_for_others(server):
    body = {"sender": "x", "message": "hoi"}
    headers = {"X-Forwarded-For": "203.0.113.7"}
    assert call(f"{server[0]}/webhooks/rest/webhook", body, headers)[0] == 403


def test_a_visitor_of_the_website_gets_each_answer_once_and_finds_the_talk_back(server):
    base = f"{server[0]}/webhooks/website"
    status, begun = call(f"{base}/session", {})
    assert status == 201
    assert "digitale" in begun["messages"][0]["text"]
    mine = {"Authorization": f"Bearer {begun['token']}"}
    message = {"id": "bericht-0001", "text": "wat is de wlz"}
    with ThreadPoolExecutor(5) as people:
        answers = list(people.map(lambda _: call(f"{base}/messages", message, mine), range(5)))
    assert all(answer == answers[0] for answer in answers)
    status, talk = call(f"{base}/messages?after=0", headers=mine)
    assert [m["from"] for m in talk["messages"]] == ["assistant", "visitor", "assistant"]
    assert talk["messages"][2]["source"]


def test_nobody_reads_a_talk_without_its_token(server):
    base = f"{server[0]}/webhooks/website"
    token = call(f"{base}/session", {})[1]["token"]
    for wrong in ("", "Bearer x", f"Bearer {token[:-2]}xx"):
        assert call(f"{base}/messages?after=0", headers={"Authorization": wrong})[0] == 401
        body = {"id": "bericht-0001", "text": "hoi"}
        assert call(f"{base}/messages", body, {"Authorization": wrong})[0] == 401


def test_a_forgotten_talk_is_gone(server):
    base = f"{server[0]}/webhooks/website"
    mine = {"Authorization": f"Bearer {call(f'{base}/session', {})[1]['token']}"}
    _, answer = call(
        f"{base}/messages", {"id": "bericht-0001", "text": "vergeet dit gesprek"}, mine
    )
    assert "verwijderd" in answer["messages"][0]["text"]
    assert call(f"{base}/messages?after=0", headers=mine)[0] == 401


def test_the_log_holds_none_of_what_people_typed(server, talk):
    """Comes after all that was typed to this server; the last message shows that the log is live."""
    _, running = server
    before = len(running.log)
    assert_polite(talk.say(f"Ik ben {MARKER} en mijn nummer is 06-12345678"))
    log = running.read_until("masked kind=", after=before)
    assert MARKER.casefold() not in log.casefold()
    assert "12345678" not in log


def test_nothing_left_the_machine(server, folder, talk):
    _, running = server
    talk.say("hallo")
    assert outside(folder) == ""
    # with uvloop the watcher would see nothing
    assert "uvloop" not in Path(f"/proc/{running.process.pid}/maps").read_text()


def test_a_peildatum_that_is_no_date_stops_the_server_with_a_clear_sentence(tmp_path):
    environment = {**watched(tmp_path), "PORT": str(free_port()), "PEILDATUM": "foo"}
    with process([sys.executable, "-m", "bot.server"], environment) as running:
        assert running.process.wait(60) == 2
        log = running.read_until("PEILDATUM is 'foo'")
    assert "2027-01-01" in log
    assert "Traceback" not in log


#: what is left out of a training that only has to show where it connects to: most of the examples
MANY = ("data/nlu/handen/*.yml", "bot/knowledge/danger/hand_*.yml")
A_FEW = ("redactie.yml", "brug.yml", "zaad_0.yml", "hand_1.yml", "hand_2.yml", "hand_3.yml")


def with_a_few_examples(folder):
    """Return a copy of the content: every intent, table and text, and fewer examples."""
    for path in content_files(ROOT):
        place = path.relative_to(ROOT)
        if path.name in A_FEW or not any(place.match(many) for many in MANY):
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / place)
    return folder


@pytest.mark.alone
def test_training_reports_to_nobody(tmp_path):
    """Its own command with its own pipeline and policies; learning all would take minutes more."""
    environment = {**watched(tmp_path), "MODELLEN": str(tmp_path / "models")}
    command = [sys.executable, "-m", "bot.server.training", "--van"]
    command.append(str(with_a_few_examples(tmp_path / "inhoud")))
    with process(command, environment) as running:
        running.read_until("model_trained")
    assert outside(tmp_path) == ""


def test_the_conventional_rasa_run_with_an_action_server_works_too(tmp_path):
    port, action_port = free_port(), free_port()
    endpoints = tmp_path / "endpoints.yml"
    own = {
        "action_endpoint": {"url": f"http://127.0.0.1:{action_port}/webhook"},
        "nlg": {"type": "bot.nlg.DatedAnswers"},
        "tracker_store": {"type": "bot.dialogue.tracker_store.KorteTrackerStore"},
    }
    endpoints.write_text(json.dumps(own))
    actions = [RASA, "run", "actions", "--port", str(action_port)]
    core = [RASA, "run", "-m", "models", "-p", str(port), "-i", "127.0.0.1"]
    core += ["--endpoints", str(endpoints)]
    with process(actions, watched(tmp_path)) as helper, process(core, watched(tmp_path)):
        helper.read_until("is up and running")
        wait_until_listening(port)
        talk = Talk(f"http://127.0.0.1:{port}", "gewoon")
        assert "Nijmegen" in talk.say("Welk zorgkantoor hoort bij 6511 AB?")


def test_the_conventional_rasa_shell_runs_the_actions_itself(tmp_path):
    ours, theirs = pty.openpty()
    command = [RASA, "shell", "-m", "models", "-p", str(free_port())]
    shell = subprocess.Popen(
        command, cwd=ROOT, env=watched(tmp_path), stdin=theirs, stdout=theirs, stderr=theirs
    )
    try:
        read_until_from(ours, "Your input")
        os.write(ours, b"Welk zorgkantoor hoort bij 6511 AB?\r")
        assert "Nijmegen" in read_until_from(ours, "De gemeente")
    finally:
        shell.kill()
        shell.wait()
