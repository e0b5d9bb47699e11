import datetime as dt

from bot.server.wachtrij import lines
from bot.storage.telefoon import Telefoonnummers
from tests.desk.asking import call_back

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
SECRET = "s" * 40


def test_one_unreadable_number_does_not_stop_the_list(url):
    for minute, sender_id in enumerate(("web-1", "web-2", "web-3")):
        at = NOW + dt.timedelta(minutes=minute)
        call_back(url, sender_id, at, topic="afwijzing", when="ochtend")
    Telefoonnummers(url, "another secret, of before " * 2).keep("web-1", "0611111111", NOW)
    Telefoonnummers(url, SECRET).keep("web-2", "0612345678", NOW)
    first, second, third = lines(url, SECRET)
    assert "onleesbaar" in first
    assert "0612345678" in second
    assert "geen nummer" in third


def test_the_list_shows_the_time_in_amsterdam(url):
    call_back(url, "web-1", NOW, topic="afwijzing", when="ochtend")
    (line,) = lines(url, SECRET)
    assert "22-11-2026 13:00" in line
