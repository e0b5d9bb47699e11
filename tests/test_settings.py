from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.clock import today
from bot.errors import SettingRefused
from bot.settings import own_secret, settings


def test_without_any_variable_everything_has_a_default():
    chosen = settings({})
    assert (chosen.host, chosen.port) == ("127.0.0.1", 5005)
    assert chosen.database_url.startswith("sqlite:///")
    assert len(chosen.secret) >= 32


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"PORT": "vijf"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"OPENBARE_URL": "www.voorbeeld.nl"}, "OPENBARE_URL"),
        ({"GEHEIM": "kort"}, "GEHEIM"),
        ({"HOST": "0.0.0.0"}, "GEHEIM"),
        ({"BEWAARDAGEN": "0"}, "BEWAARDAGEN"),
        ({"BEWAARDAGEN": "3651"}, "BEWAARDAGEN"),
        ({"BEWAARDAGEN": "-1"}, "BEWAARDAGEN"),
        ({"BEWAARDAGEN": "een maand"}, "BEWAARDAGEN"),
        ({"PROXYS": "10"}, "PROXYS"),
        ({"PROXYS": "een"}, "PROXYS"),
        ({"TOEGESTANE_HERKOMST": "*"}, "TOEGESTANE_HERKOMST"),
        ({"TOEGESTANE_HERKOMST": "https://a.nl,b.nl"}, "TOEGESTANE_HERKOMST"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(variables, name):
    with pytest.raises(SettingRefused, match=name):
        settings(variables)


NUMBER = {
    "WHATSAPP_TOKEN": "t",
    "WHATSAPP_APP_SECRET": "a",
    "WHATSAPP_VERIFY_TOKEN": "v",
    "WHATSAPP_PHONE_NUMBER_ID": "106540352242922",
}


def test_without_its_variables_there_is_no_whatsapp_and_with_all_of_them_there_is():
    assert settings({}).whatsapp is None
    assert settings({**NUMBER, "WHATSAPP_TOKEN": "  "} | dict.fromkeys(NUMBER, "")).whatsapp is None
    chosen = settings(NUMBER).whatsapp
    assert chosen.api_url == "https://graph.facebook.com/v23.0"
    assert (chosen.wait, chosen.sensitive_here, chosen.template) == (1.5, False, "")


@pytest.mark.parametrize("name", NUMBER)
def test_a_part_of_whatsapp_that_is_missing_is_refused_by_name(name):
    with pytest.raises(SettingRefused, match=f"{name} ontbreekt"):
        settings({k: v for k, v in NUMBER.items() if k != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WHATSAPP_PHONE_NUMBER_ID", "+31 85"),
        ("WHATSAPP_API_URL", "http://graph.facebook.com"),
        ("WHATSAPP_API_URL", "http://127.0.0.1.voorbeeld.nl"),
        ("WHATSAPP_WACHTTIJD", "31"),
        ("WHATSAPP_WACHTTIJD", "kort"),
        ("WHATSAPP_GEVOELIG", "ja"),
    ],
)
def test_a_wrong_choice_for_whatsapp_is_refused_by_name(name, value):
    with pytest.raises(SettingRefused, match=name):
        settings({**NUMBER, name: value})


def test_a_stand_in_on_this_machine_may_take_metas_place():
    chosen = settings({**NUMBER, "WHATSAPP_API_URL": "http://127.0.0.1:5006/"}).whatsapp
    assert chosen.api_url == "http://127.0.0.1:5006/v23.0"


def test_allowed_origins_are_read_as_a_list():
    chosen = settings({"TOEGESTANE_HERKOMST": "https://a.nl, https://b.nl/"})
    assert chosen.allowed_origins == ("https://a.nl", "https://b.nl")


@pytest.mark.parametrize(("given", "days"), [("", 30), ("1", 1), (" 3650 ", 3650)])
def test_talks_are_kept_for_thirty_days_or_as_the_operator_chose(given, days):
    assert settings({"BEWAARDAGEN": given}).retention_days == days


@pytest.mark.parametrize(("given", "proxies"), [("", 0), ("2", 2)])
def test_proxies_before_the_server_are_counted(given, proxies):
    assert settings({"PROXYS": given}).proxies == proxies


def test_the_own_secret_is_made_once_and_only_the_owner_may_read_it(tmp_path):
    path = tmp_path / "var" / "geheim"
    made = own_secret(path)
    assert len(made) >= 32
    assert own_secret(path) == made
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


def test_of_many_that_start_at_once_all_have_the_same_secret(tmp_path):
    with ThreadPoolExecutor(8) as starters:
        made = set(starters.map(own_secret, [tmp_path / "geheim"] * 40))
    assert len(made) == 1


def test_an_empty_secret_is_made_anew_and_a_short_one_is_refused(tmp_path):
    path = tmp_path / "geheim"
    path.write_text("\n")
    assert len(own_secret(path)) >= 32
    path.write_text("kort")
    with pytest.raises(SettingRefused, match="te kort"):
        own_secret(path)


def test_peildatum_shows_a_later_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2027-01-01")
    assert today().isoformat() == "2027-01-01"
    monkeypatch.setenv("PEILDATUM", "1 januari")
    with pytest.raises(SettingRefused, match="PEILDATUM"):
        today()
