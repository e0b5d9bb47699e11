"""Signing in through an organisation, against a stand-in of its provider."""

import pytest

from bot.desk.web.organisation import Provider
from bot.errors import SettingRefused
from bot.settings import Organisation, settings
from bot.storage.advisers import Advisers
from tests.desk.house import running
from tests.desk.provider import CLIENT, CLIENT_SECRET, OTHER_KEY, StandIn

START, BACK = "/desk/inloggen/organisatie", "/desk/inloggen/terug"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    stand_in = StandIn()
    with stand_in.running() as address:
        stand_in.address = address
        own = Organisation(address, CLIENT, CLIENT_SECRET, "roles", "dienst.team")
        provider = Provider(own, "http://localhost:5005" + BACK)
        with running(tmp_path_factory.mktemp("org"), provider=provider) as house:
            yield house, stand_in


@pytest.fixture
def house(both):
    return both[0]


@pytest.fixture
def stand_in(both):
    yield both[1]
    again = StandIn()
    again.address = both[1].address
    both[1].__dict__.update(again.__dict__)


@pytest.fixture
def browser(house):
    with house.client() as client:
        yield client


def come_back(browser, stand_in, **changed):
    asked = browser.get(f"{START}?verder=/desk/terugbellen").headers["location"]
    return browser.get(BACK, params={**stand_in.authorise(asked), **changed})


def noor(house):
    return next(one for one in Advisers(house.url).all() if one.name == "Noor")


def test_somebody_of_the_organisation_signs_in_with_roles_and_team_from_there(
    house, stand_in, browser
):
    stand_in.claims = {"roles": ["adviseur", "iets van elders"], "dienst": {"team": "noord"}}
    answer = come_back(browser, stand_in)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/terugbellen")
    assert browser.get("/desk/terugbellen").status_code == 200
    assert (noor(house).roles, noor(house).team) == ({"adviseur"}, "noord")


def test_the_sign_in_page_offers_it(browser):
    assert START in browser.get("/desk/inloggen").text


def test_roles_are_taken_over_anew_at_each_sign_in(house, stand_in, browser):
    come_back(browser, stand_in)
    stand_in.claims = {"roles": "teamleider redacteur"}
    come_back(browser, stand_in)
    assert noor(house).roles == {"teamleider", "redacteur"}


def test_who_lost_every_role_is_refused_and_put_out(house, stand_in, browser):
    come_back(browser, stand_in)
    stand_in.claims = {"roles": ["iets van elders"]}
    with house.client() as other:
        answer = come_back(other, stand_in)
    assert answer.status_code == 403
    assert "geen rol voor de desk" in answer.text
    assert browser.get("/desk/wachtrij").status_code == 303


def test_an_account_of_the_organisation_has_no_password(house, stand_in, browser):
    come_back(browser, stand_in)
    assert house.room.accounts.password_of(noor(house).id) is None


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://een-ander.example"},
        {"aud": "een-andere-desk"},
        {"nonce": "van een ander"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_here_and_now_is_refused(house, stand_in, browser, claims):
    stand_in.claims = {"sub": f"vals {claims}", **claims}
    before = len(Advisers(house.url).all())
    answer = come_back(browser, stand_in)
    assert answer.status_code == 401
    assert "lukte niet" in answer.text
    assert len(Advisers(house.url).all()) == before


@pytest.mark.parametrize("signed", ["another key", "none"])
def test_a_token_that_the_provider_did_not_sign_is_refused(stand_in, browser, signed):
    stand_in.key = OTHER_KEY
    stand_in.algorithm = "none" if signed == "none" else "RS256"
    assert come_back(browser, stand_in).status_code == 401


@pytest.mark.parametrize(
    "changed", [{"state": "x"}, {"code": "x"}, {"code": ""}, {"iss": "https://kwaad.example"}]
)
def test_an_answer_to_another_attempt_is_refused(stand_in, browser, changed):
    assert come_back(browser, stand_in, **changed).status_code == 401


def test_a_way_back_that_this_browser_did_not_begin_is_refused(house, stand_in, browser):
    asked = browser.get(START).headers["location"]
    with house.client() as victim:
        assert victim.get(BACK, params=stand_in.authorise(asked)).status_code == 401
        assert victim.get("/desk/wachtrij").status_code == 303


def test_a_way_back_works_once(stand_in, browser):
    asked = browser.get(START).headers["location"]
    given = stand_in.authorise(asked)
    assert browser.get(BACK, params=given).status_code == 303
    assert browser.get(BACK, params=given).status_code == 401


@pytest.mark.parametrize("fault", ["metadata", "issuer", "token", "keys"])
def test_a_provider_that_is_broken_is_said_in_dutch(stand_in, browser, fault):
    asked = browser.get(START)
    given = stand_in.authorise(asked.headers["location"])
    stand_in.fault = fault
    if fault in ("metadata", "issuer"):
        asked = browser.get(START)
        assert asked.status_code == 502
    answer = browser.get(BACK, params=given)
    assert answer.status_code == 401
    assert "Inloggen via uw organisatie lukte niet" in answer.text


def test_without_settings_there_is_no_such_page(tmp_path):
    with running(tmp_path) as house, house.client() as client:
        assert client.get(START).status_code == 303
        assert START not in client.get("/desk/inloggen").text


GOOD = {
    "OIDC_ADRES": "https://inloggen.example.nl",
    "OIDC_CLIENT_ID": "a",
    "OIDC_CLIENT_SECRET": "b",
}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET ontbreekt"),
        ({"OIDC_ADRES": "http://inloggen.example.nl"}, "begin met https"),
        ({"OIDC_ADRES": "http://localhost.kwaad.example"}, "begin met https"),
    ],
)
def test_settings_of_an_organisation_that_are_wrong_are_explained(changed, words):
    with pytest.raises(SettingRefused, match=words):
        settings({"GEHEIM": "g" * 40, **GOOD, **changed})


def test_the_settings_of_an_organisation_are_read():
    own = settings({"GEHEIM": "g" * 40, **GOOD, "OIDC_ROLLEN": "realm_access.roles"}).organisation
    assert own == Organisation(GOOD["OIDC_ADRES"], "a", "b", "realm_access.roles", "")
