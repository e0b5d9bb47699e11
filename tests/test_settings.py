import pytest

from bot.clock import today
from bot.errors import SettingRefused
from bot.settings import settings


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
        ({"TOEGESTANE_HERKOMST": "*"}, "TOEGESTANE_HERKOMST"),
        ({"TOEGESTANE_HERKOMST": "https://a.nl,b.nl"}, "TOEGESTANE_HERKOMST"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(variables, name):
    with pytest.raises(SettingRefused, match=name):
        settings(variables)


def test_allowed_origins_are_read_as_a_list():
    chosen = settings({"TOEGESTANE_HERKOMST": "https://a.nl, https://b.nl/"})
    assert chosen.allowed_origins == ("https://a.nl", "https://b.nl")


def test_peildatum_shows_a_later_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2027-01-01")
    assert today().isoformat() == "2027-01-01"
    monkeypatch.setenv("PEILDATUM", "1 januari")
    with pytest.raises(SettingRefused, match="PEILDATUM"):
        today()
