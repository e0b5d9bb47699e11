"""A service that starts with wrong content goes on with the last good; editors and /gereed say so."""

import shutil
import urllib.request
from datetime import timedelta

import pytest

from bot.server.desk_pages import room_of
from bot.settings import settings
from bot.storage.advisers import Adviser
from bot.storage.moments import utc_now
from tests.journeys.servers import READY, ROOT, Talk, call, free_port, process, watched

pytestmark = pytest.mark.journey
NOT_COPIED = shutil.ignore_patterns(
    *(".git", ".venv", "models", "var", "build", "tests", "results", "__pycache__", ".*_cache")
)
SECRET = "g" * 40
QUESTION = "Wat is de Wlz?"


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the whole project, in which files may be broken."""
    folder = tmp_path_factory.mktemp("boom") / "boom"
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
    return folder


def served(tree):
    """Start the server of the copy, as `make run` does; returns the process to enter and its address."""
    port = free_port()
    environment = watched(tree.parent)
    site = environment["PYTHONPATH"].split(":")[0]
    environment |= {"PYTHONPATH": f"{site}:{tree}", "PORT": str(port), "GEHEIM": SECRET}
    environment |= {"MODELLEN": str(ROOT / "models"), "OPENBARE_URL": f"http://127.0.0.1:{port}"}
    python = str(ROOT / ".venv/bin/python")
    return process([python, "-m", "bot.server"], environment, tree), f"http://127.0.0.1:{port}"


def editor_page(tree, address, path="/redactie"):
    """Return a page of editors, as somebody who is signed in."""
    choices = settings(
        {"DATABASE_URL": f"sqlite:///{tree.parent / 'journey.db'}", "GEHEIM": SECRET}
    )
    room = room_of(choices)
    room.desk.stores.advisers.save(Adviser("rik", "Rik", roles=frozenset({"redacteur"})))
    key = room.accounts.begin("rik", "wachtwoord", utc_now() - timedelta(seconds=1))
    cookie = {"Cookie": f"desk={room._signer.dumps(key)}"}
    request = urllib.request.Request(f"{address}{path}", headers=cookie)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


def test_wrong_content_is_refused_and_the_last_good_is_served(tree):
    running, address = served(tree)
    with running as server:
        server.read_until(READY)
        good = Talk(address, "lg1").say(QUESTION)
        assert "Wet langdurige zorg" in good
        status, told = call(f"{address}/gereed")
        assert (status, told["inhoud"]["stand"]) == (200, "goed")
        _, page = call(f"{address}/verantwoording")
        assert told["inhoud"]["versie"] in page
        assert "Algoritmeregister" in page
        # what was said is counted, without words
        page = editor_page(tree, address)
        assert "Wat de Wlz is" in page
        assert "1 keer gegeven" in page
        assert "geweigerd" not in page

    wlz, facts = tree / "data/nlu/wlz.yml", tree / "bot/knowledge/law/facts.yml"
    wlz.write_text(
        wlz.read_text().replace(
            "De Wlz (Wet langdurige zorg) is voor",
            "De Wlz (Wet langdurige zorg) {nergens} is voor",
            1,
        )
    )
    running, address = served(tree)
    with running as server:
        log = server.read_until(READY)
        assert "content_refused data/nlu/wlz.yml:6: {nergens} kent niemand. Schrijf: " in log
        status, told = call(f"{address}/gereed")
        assert (status, told["status"], told["inhoud"]["stand"]) == (200, "ok", "laatste goede")
        assert told["inhoud"]["geweigerd"] == ["data/nlu/wlz.yml:6"]
        assert Talk(address, "lg2").say(QUESTION) == good
        assert "data/nlu/wlz.yml:6: {nergens} kent niemand" in editor_page(tree, address)

    # a file that cannot be read at all, and no good copy to go on with: it does not start, and says why
    facts.write_text(facts.read_text().replace("    unit: aantal", "\tunit: aantal", 1))
    shutil.rmtree(tree / "var/inhoud")
    running, _ = served(tree)
    with running as server:
        assert server.process.wait(120) == 2
    assert "er is geen goede kopie" in server.log
    assert "bot/knowledge/law/facts.yml:" in server.log
