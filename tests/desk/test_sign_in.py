"""Signing in, staying in and being put out, on the real routes."""

import datetime as dt
import re

import pytest

from bot.desk.passwords import SHUT_AFTER, WeakPassword, delay, refuse_weak
from bot.storage.advisers import Adviser, Advisers, Presence
from bot.storage.moments import utc_now
from tests.desk.house import CSRF, PASSWORD

HOME = "/desk/wachtrij"


def token_of(client):
    return CSRF.search(client.get("/desk/inloggen").text)[1]


def sign_in(client, name, password, **fields):
    form = {"csrf": token_of(client), "naam": name, "wachtwoord": password, **fields}
    return client.post("/desk/inloggen", data=form)


def said(answer):
    return re.search(r'id="fout">([^<]+)<', answer.text)[1]


@pytest.fixture
def browser(house):
    with house.client() as client:
        yield client


def test_who_is_not_signed_in_goes_to_the_sign_in_page_and_then_where_he_wanted(house, browser):
    answer = browser.get("/desk/terugbellen")
    assert answer.headers["location"] == "/desk/inloggen?verder=/desk/terugbellen"
    answer = sign_in(browser, "Anna ", PASSWORD, verder="/desk/terugbellen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/terugbellen")
    assert browser.get("/desk/terugbellen").status_code == 200


def test_the_session_is_in_a_cookie_that_no_script_and_no_other_site_gets(browser):
    cookie = sign_in(browser, "anna", PASSWORD).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # on localhost there is no TLS


def test_outside_localhost_the_cookie_goes_over_tls_alone(house):
    from dataclasses import replace

    from sanic.response import empty

    outside = replace(house.room, address="https://desk.example.nl")
    cookie = str(outside.begin(empty(), "anna", "wachtwoord").cookies["__Host-desk"])
    assert "Secure" in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize(
    "goal", ["https://kwaad.example", "//kwaad.example", "/desk//kwaad", "/elders", "/desk\\x"]
)
def test_after_signing_in_nobody_is_sent_to_another_site(browser, goal):
    assert sign_in(browser, "anna", PASSWORD, verder=goal).headers["location"] == "/desk"


def test_a_wrong_password_and_an_unknown_name_are_refused_in_the_same_words(house, browser):
    wrong = sign_in(browser, "bram", "iets heel anders")
    unknown = sign_in(browser, "bestaat-niet", "iets heel anders")
    assert wrong.status_code == unknown.status_code == 401
    assert said(wrong) == said(unknown)
    assert "desk=" not in wrong.headers.get("set-cookie", "")


def test_an_unknown_name_is_checked_against_a_hash_too(house, browser, monkeypatch):
    checked = []
    monkeypatch.setattr(
        house.room.sign_in, "_verify", lambda kept, password: checked.append(kept) or False
    )
    sign_in(browser, "bestaat-niet", "x")
    sign_in(browser, "anna", "x")
    assert [kept.split("$")[1] for kept in checked] == ["argon2id", "argon2id"]
    assert checked[0].split("$")[3] == checked[1].split("$")[3]  # as much work


@pytest.mark.parametrize("name", ["gast", "lea"])
def test_a_name_gets_slower_and_is_then_shut_also_for_the_right_password(house, browser, name):
    Advisers(house.url).save(Adviser("lea", "Lea", frozenset({"teamleider"}), "noord"))
    for _ in range(SHUT_AFTER):
        wrong = sign_in(browser, name, "iets heel anders")
    assert house.slept[:5] == [0, 0, 0.5, 1, 2]
    assert max(house.slept) == 8
    shut = sign_in(browser, name, PASSWORD)
    assert (shut.status_code, said(shut)) == (401, said(wrong))
    house.clock.ahead = dt.timedelta(minutes=16)
    assert sign_in(browser, name, PASSWORD).status_code == (303 if name == "lea" else 401)


def test_the_right_password_makes_earlier_failures_forgotten(house, browser):
    for _ in range(3):
        sign_in(browser, "bea", "iets heel anders")
    sign_in(browser, "bea", PASSWORD)
    house.slept.clear()
    with house.client() as other:
        sign_in(other, "bea", "iets heel anders")
    assert house.slept == [0]


def test_of_many_names_at_once_every_one_gets_slower(house, browser, monkeypatch):
    monkeypatch.setattr("bot.desk.passwords.MANY", 3)
    for number in range(6):
        sign_in(browser, f"naam-{number}", "lente2026!")
    assert house.slept[-1] == 2
    sign_in(browser, "anna", PASSWORD)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"naam": "anna"},
        {"naam": "a" * 5000, "wachtwoord": "b" * 50_000},
        {"naam": "\x00\ud7ff'; --", "wachtwoord": "\x00"},
    ],
)
def test_a_form_that_is_not_filled_well_is_refused_and_breaks_nothing(browser, form):
    answer = browser.post("/desk/inloggen", data={"csrf": token_of(browser), **form})
    assert answer.status_code == 401
    assert "desk=" not in answer.headers.get("set-cookie", "").replace("desk_voor=", "")


def test_a_sign_in_form_of_another_browser_is_refused(house, browser):
    with house.client() as other:
        token = token_of(other)
    form = {"csrf": token, "naam": "anna", "wachtwoord": PASSWORD}
    assert browser.post("/desk/inloggen", data=form).status_code == 403


def test_who_signs_out_is_away_and_the_old_cookie_opens_nothing(house):
    house.room.accounts.revoke("bram")  # from other tests
    bram = house.signed_in("bram")
    stolen = bram.client.cookies["desk"]
    answer = bram.post("/desk/uitloggen")
    assert answer.headers["clear-site-data"] == '"storage"'
    assert Advisers(house.url).get("bram").presence is Presence.AWAY
    with house.client() as thief:
        thief.cookies.set("desk", stolen)
        assert thief.get(HOME).status_code == 303
    Advisers(house.url).choose("bram", Presence.HERE, utc_now())


def test_signing_out_everywhere_ends_the_session_on_a_machine_left_behind(house):
    here, there = house.signed_in("zoe"), house.signed_in("zoe")
    here.post("/desk/uitloggen/overal")
    assert there.get(HOME).headers["location"].startswith("/desk/inloggen")
    Advisers(house.url).choose("zoe", Presence.HERE, utc_now())


def test_a_beheerder_sees_who_is_signed_in_and_puts_somebody_out(house):
    rik, bea = house.signed_in("rik"), house.signed_in("bea")
    assert "Log Rik overal uit" in bea.page("/desk/beheer")
    bea.post("/desk/beheer/uitloggen", account="rik")
    assert rik.get("/desk/redactie").status_code == 303
    lines = [one for one in house.room.desk.stores.audit.lines() if one.what == "uitgelogd"]
    assert lines[-1].actor_id == "bea"


@pytest.mark.parametrize(
    ("minutes", "status"), [((50, 50, 50), 200), ((61,), 303), ((55,) * 14, 303)]
)
def test_a_session_ends_after_an_hour_of_silence_and_after_twelve_hours(house, minutes, status):
    anna = house.signed_in("anna")
    for some in minutes:
        house.clock.ahead += dt.timedelta(minutes=some)
        answer = anna.get(HOME)
    assert answer.status_code == status


def test_a_cookie_that_we_did_not_sign_opens_nothing(house):
    anna = house.signed_in("anna")
    kept = anna.client.cookies["desk"]
    for made_up in (kept[:-2] + "xx", "anna", "", kept.split(".")[0], '"}{'):
        with house.client() as client:
            assert client.get(HOME, headers={"cookie": f"desk={made_up}"}).status_code == 303


def test_a_copy_of_the_database_opens_no_session(house):
    house.signed_in("anna")
    stored = house.room.accounts.open_sessions(house.clock.now())[0].id
    with house.client() as client:
        client.cookies.set("desk", house.room._signer.dumps(stored))
        assert client.get(HOME).status_code == 303


def test_a_new_password_ends_the_sessions_of_the_old_one(house):
    rik = house.signed_in("rik")
    house.room.sign_in.set_password("rik", PASSWORD, house.clock.now())
    assert rik.get("/desk/redactie").status_code == 303


def test_a_removed_account_is_out_at_once(house):
    Advisers(house.url).save(Adviser("tijdelijk", "Tijdelijk"))
    gone = house.signed_in("tijdelijk")
    Advisers(house.url).remove("tijdelijk")
    assert gone.get(HOME).status_code == 303


@pytest.mark.parametrize(
    "password", ["kort", "a" * 40, "mijn naam is anna!", "12" * 8, "x" * 201, ""]
)
def test_a_password_that_is_too_easy_is_refused(password):
    with pytest.raises(WeakPassword):
        refuse_weak(password, "anna")


def test_the_wait_is_never_longer_than_eight_seconds():
    assert [delay(n) for n in (1, 2, 3, 4, 7, 50)] == [0, 0, 0.5, 1, 8, 8]
