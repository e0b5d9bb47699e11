"""Ready answers, the chart, the editor's list and the account command."""

import io
import re
import sys

import pytest
import sqlalchemy as sa

from bot.desk.passwords import WeakPassword
from bot.desk.ready import search
from bot.desk.web.chart import chart
from bot.errors import SettingRefused
from bot.server.account import made, removed
from bot.settings import account_choices
from bot.storage.accounts import Accounts
from bot.storage.advisers import Advisers
from bot.storage.database import transaction
from bot.storage.moments import utc_now
from bot.storage.tables import events


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("eigen bijdrage", "utter_eigen_bijdrage"),
        ("eigen bijdarge", "utter_eigen_bijdrage"),
        ("PGB aanvragen!", "utter_pgb_aanvragen"),
        ("bezwaar", "utter_bezwaar_maken"),
        ("wat is de wlz", "utter_wat_is_wlz"),
    ],
)
def test_a_ready_answer_is_found_by_some_words(query, name):
    assert name in [one.name for one in search(query)][:4]


@pytest.mark.parametrize("query", ["", "  ", "de het een", "xqzwv", "<script>", "a" * 5000])
def test_a_query_without_content_finds_nothing(query):
    assert search(query) == []


def test_a_ready_answer_goes_with_its_source_and_without_blanks():
    for one in search("wlz indicatie ciz zorgkantoor"):
        assert one.source
        assert one.checked_on
        assert one.message.endswith(f"Bron: {one.source}")
        assert "{" not in one.message
        assert "**" not in one.message


def test_bars_are_as_high_as_their_counts_and_hours_between_are_there():
    drawn = chart({9: (4, 2), 11: (1, 0)})
    assert [hour for hour, _ in drawn.hours] == [9, 10, 11]
    heights = [round(bar.height / drawn.bars[0].height, 3) for bar in drawn.bars]
    assert heights == [1, 0.5, 0, 0, 0.25, 0]
    assert all(bar.x >= 0 and bar.x + bar.width <= drawn.width for bar in drawn.bars)
    assert chart({}) is None


def not_understood(house, text, sender):
    import json

    data = {
        "event": "user",
        "text": text,
        "timestamp": utc_now().timestamp(),
        "parse_data": {"intent": {"name": "buiten_scope", "confidence": 0.3}},
    }
    row = {
        "sender_id": sender,
        "type_name": "user",
        "timestamp": data["timestamp"],
        "data": json.dumps(data),
    }
    with transaction(house.url) as connection:
        connection.execute(sa.insert(events).values(row))


def test_an_editor_gets_questions_masked_grouped_and_as_the_text_of_an_issue(house):
    for number, text in enumerate(
        (
            "Mag mijn hond mee naar het huis?",
            "mag mijn hond mee naar het huis",
            "bel 06-12345678 hond",
        )
    ):
        not_understood(house, text, f"vraag-{number}")
    rik = house.signed_in("rik")
    page = rik.page("/desk/redactie?dagen=7")
    assert "2 keer gevraagd" in page
    assert "12345678" not in page
    link = re.search(r'Mag mijn hond.*?redactie/vraag/([^"]+)"', page, re.DOTALL)[1]
    issue = rik.get(f"/desk/redactie/vraag/{link}")
    assert issue.text.startswith("Niet begrepen: Mag mijn hond mee")
    assert issue.headers["content-disposition"] == 'attachment; filename="vraag.txt"'
    assert "[telefoonnummer]" in rik.get("/desk/redactie/vragen.txt").text
    assert rik.get("/desk/redactie/vraag/bestaatniet.txt").status_code == 404


def ask(monkeypatch, **choices):
    monkeypatch.setattr(sys, "stdin", io.StringIO("een lang wachtwoord\n"))
    return account_choices(choices)


def test_the_command_makes_changes_and_removes_an_account(house, monkeypatch):
    asked = ask(monkeypatch, NAAM="Piet", ROL="adviseur,teamleider", TEAM="oost", CAPACITEIT="2")
    assert made(house.url, asked) == "Account piet staat klaar (adviseur, teamleider)."
    piet = Advisers(house.url).get("piet")
    assert (piet.name, piet.roles, piet.capacity) == ("Piet", {"adviseur", "teamleider"}, 2)
    assert Accounts(house.url).password_of("piet").startswith("$argon2id$")
    removed(house.url, ask(monkeypatch, NAAM="piet"))
    assert Accounts(house.url).password_of("piet") is None


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({}, "NAAM is ''"),
        ({"NAAM": "a b", "ROL": "adviseur"}, "NAAM is 'a b'"),
        ({"NAAM": "org-x:y", "ROL": "adviseur"}, "NAAM is"),
        ({"NAAM": "jan"}, "ROL is ''; kies uit adviseur"),
        ({"NAAM": "jan", "ROL": "baas"}, "ROL is 'baas'"),
        ({"NAAM": "jan", "ROL": "adviseur", "CAPACITEIT": "0"}, "CAPACITEIT is '0'"),
    ],
)
def test_what_the_command_does_not_understand_is_explained(house, monkeypatch, choices, words):
    with pytest.raises(SettingRefused, match=words):
        made(house.url, ask(monkeypatch, **choices))


def test_the_command_takes_no_easy_password_and_changes_nothing_then(house, monkeypatch):
    asked = ask(monkeypatch, NAAM="jan", ROL="adviseur")
    monkeypatch.setattr(sys, "stdin", io.StringIO("kort\n"))
    with pytest.raises(WeakPassword):
        made(house.url, asked)
    assert "jan" not in [one.id for one in Advisers(house.url).all()]


def test_removing_an_account_that_is_not_there_is_explained(house, monkeypatch):
    with pytest.raises(SettingRefused, match="dat account is er niet"):
        removed(house.url, ask(monkeypatch, NAAM="niemand"))
