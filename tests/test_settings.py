import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.clock import today
from bot.errors import SettingRefused
from bot.settings import own_secret, settings
from bot.settings_secrets import is_weak


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


STRONG = "Zb7-qPf_93kLmXw2RtYv8sHdNc4eGj6uAa1oTi5r"
OUTSIDE = {"HOST": "0.0.0.0", "GEHEIM": STRONG}
BEHIND_A_PROXY = {"OPENBARE_URL": "https://www.zorgkantoor.nl", "GEHEIM": STRONG}


@pytest.mark.parametrize("place", [OUTSIDE, BEHIND_A_PROXY])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GEHEIM", "x" * 40),
        ("GEHEIM", "abcd1234" * 5),
        ("GEHEIM", "een-heel-lang-wachtwoord-voor-deze-server"),
        ("GEHEIM", "changeme-changeme-changeme-changeme-x"),
        ("GEHEIM", f"{STRONG} {'y' * 40}"),
        ("DATABASE_URL", "postgresql://wegwijzer:postgres@db.intern/wegwijzer"),
        ("DATABASE_URL", "postgresql://wegwijzer:wachtwoord@db/wegwijzer"),
        ("REDIS_URL", "redis://:redis@cache:6379/0"),
        ("GEBEURTENISSEN_URL", "amqp://guest:guest@konijn:5672/"),
        ("OIDC_CLIENT_SECRET", "secret-secret-secret"),
        ("CHATWOOT_SECRET", "kort"),
    ],
)
def test_a_secret_that_can_be_guessed_is_refused_where_others_can_reach_us(place, name, value):
    with pytest.raises(SettingRefused, match=name) as refused:
        settings({**place, name: value})
    assert value not in str(refused.value)


@pytest.mark.parametrize("name", ["WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"])
def test_placeholders_for_meta_are_refused_where_others_can_reach_us(name):
    real = {key: STRONG for key in NUMBER} | {"WHATSAPP_PHONE_NUMBER_ID": "106540352242922"}
    assert settings({**OUTSIDE, **real}).whatsapp
    with pytest.raises(SettingRefused, match=name):
        settings({**OUTSIDE, **real, name: "voorbeeld-token-van-de-handleiding"})


@pytest.mark.parametrize("place", [OUTSIDE, BEHIND_A_PROXY, {"GEHEIM": "x" * 40}, {}])
def test_a_random_secret_is_taken_and_on_this_machine_any_long_one(place):
    assert len(settings(place).secret) >= 32
    urls = {"DATABASE_URL": f"postgresql://w:{STRONG}@db/w", "REDIS_URL": "redis://cache:6379"}
    assert settings({**place, **urls}).database_url == urls["DATABASE_URL"]


def test_made_secrets_of_every_kind_are_strong_enough():
    made = [secrets.token_urlsafe(48) for _ in range(200)]
    made += [secrets.token_hex(32) for _ in range(200)] + [
        secrets.token_hex(16) for _ in range(200)
    ]
    assert not [one for one in made if is_weak(one)]


def test_while_it_is_replaced_the_secret_holds_two_keys():
    other = STRONG[::-1]
    assert settings({**OUTSIDE, "GEHEIM": f" {STRONG}  {other} "}).secret == f"{STRONG} {other}"
    with pytest.raises(SettingRefused, match="te kort"):
        settings({"GEHEIM": f"{STRONG} kort"})


def test_peildatum_shows_a_later_day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2027-01-01")
    assert today().isoformat() == "2027-01-01"
    monkeypatch.setenv("PEILDATUM", "1 januari")
    with pytest.raises(SettingRefused, match="PEILDATUM"):
        today()


@pytest.mark.parametrize(
    "url",
    [
        "amqp://w:x@konijn:5672/vhost",
        "amqps://konijn",
        "kafka://een:9092,twee:9092/onderwerp",
        "kafkas://w:x@een:9092/o?mechanisme=SCRAM-SHA-512",
    ],
)
def test_the_stream_of_events_is_rabbitmq_or_kafka(url):
    assert settings({"GEHEIM": "x" * 40, "GEBEURTENISSEN_URL": f" {url} "}).events_url == url


@pytest.mark.parametrize(
    "url", ["konijn:5672", "http://x/y", "amqp://", "kafka:///onderwerp", "kafka"]
)
def test_another_stream_is_refused_and_not_shown(url):
    with pytest.raises(SettingRefused, match="GEBEURTENISSEN_URL is amqp://") as refused:
        settings({"GEHEIM": "x" * 40, "GEBEURTENISSEN_URL": url})
    assert "konijn" not in str(refused.value)
