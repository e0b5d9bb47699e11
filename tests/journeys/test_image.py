"""The image: every step of deploy/Dockerfile done in a folder, and a worker started from what came of it."""

import json
import os
import shutil
import stat
import subprocess

import pytest

from bot.server.training import current_model, fingerprint
from tests.deploy.test_deploy import COMPOSE
from tests.journeys.image import built, impossible
from tests.journeys.servers import READY, ROOT, Talk, call, free_port, process

pytestmark = pytest.mark.journey
SECRET = "Kd83hfQz0pLm27Tx5vRb91Ny4wCe6sGa"


@pytest.fixture(scope="module")
def image():
    if why := impossible():
        pytest.skip(why)
    model = current_model(ROOT / "models", fingerprint())
    if model is None:
        pytest.skip("models/ has no model of these data: run make train")
    with built(model) as made:
        yield made


@pytest.fixture
def environment(image, tmp_path_factory):
    """Where a worker keeps its database: it may write in /tmp, and is nobody in particular."""
    folder = tmp_path_factory.mktemp("image")
    for one in (folder, *list(folder.parents)[:2]):
        one.chmod(0o755)
    shutil.chown(folder, int(image.user), int(image.user))
    of_compose = {"PATH": "/usr/local/bin:/usr/bin:/bin", "GEHEIM": SECRET, "PROXYS": "1"}
    return {
        **image.variables,
        **of_compose,
        "DATABASE_URL": f"sqlite:///{folder / 'image.db'}",
        "OPENBARE_URL": "https://wegwijzer.voorbeeld.nl",
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
    }


def once(image, command, environment):
    """Run a command as a worker does and return what it wrote."""
    done = subprocess.run(
        image.as_a_worker(command), cwd=image.app, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_only_what_is_of_a_machine_of_its_own_was_left_out(image):
    assert [words.split()[0] for words in image.left_out] == ["apt-get"] * 2 + [
        "rm",
        "pip",
        "useradd",
    ]


def test_the_image_holds_model_and_content_and_no_secret_and_nothing_of_this_machine(image):
    assert json.loads((image.app / "models/model.json").read_text())["model"]
    assert any((image.app / "var/inhoud").iterdir())
    for left in (".git", "var/geheim", "deploy/.env", ".hypothesis", "bench/uit", "build"):
        assert not (image.app / left).exists(), left


def test_what_only_tests_need_is_not_installed(image):
    names = {path.name for path in image.app.glob(".venv/lib/python3.10/site-packages/*")}
    assert "rasa" in names
    assert not names & {"pytest", "playwright", "schemathesis", "mypy"}


def test_libraries_are_compiled_since_a_worker_can_write_nowhere(image):
    rasa = image.app / ".venv/lib/python3.10/site-packages/rasa"
    assert (rasa / "core/__pycache__/agent.cpython-310.pyc").is_file()


def test_everything_can_be_read_by_who_runs_it_and_is_nobodys_to_change(image):
    for folder, folders, files in os.walk(image.app):
        for name in [*folders, *files]:
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            if not stat.S_ISLNK(mode) and name != ".lock":  # uv's own, and empty
                assert mode & stat.S_IROTH, path
                assert not mode & stat.S_IWOTH, path


def test_migration_and_retention_run_as_the_jobs_do(image, environment):
    assert "migrated" in once(image, COMPOSE["services"]["migratie"]["command"], environment)
    clean_up = [".venv/bin/python", "-m", "bot.server.maintenance", "retention"]
    assert " ".join(clean_up) in COMPOSE["services"]["opruimen"]["command"][-1]
    assert "retention days=" in once(image, clean_up, environment)


def test_a_worker_of_the_image_answers_and_says_itself_that_it_is_ready(image, environment):
    with process(image.as_a_worker(image.command), environment, image.app) as running:
        running.read_until(READY)
        once(image, image.health, environment)
        address = f"http://127.0.0.1:{environment['PORT']}"
        status, told = call(f"{address}/gereed")
        assert (status, told["inhoud"]["stand"]) == (200, "goed")
        assert "Wlz" in Talk(address, "image").say("wat is de wlz")
        for unwanted in ("model_trained", "content_not_kept"):
            assert unwanted not in running.log
