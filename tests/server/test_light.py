"""What a server never uses is not loaded by it, and is there for who does use it."""

import asyncio
import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.server.light import Later, LaterModule, later, settle_down

ROOT = Path(__file__).parents[2]
BEGIN = """
import asyncio, json, sys
from bot.quiet import keep_quiet
keep_quiet()
"""
LIGHT = f"""{BEGIN}
from bot.server.light import leave_out_what_only_trains
leave_out_what_only_trains()
leave_out_what_only_trains()
"""
LEFT_OUT = ("tensorflow", "keras", "h5py", "tensorboard", "matplotlib.pyplot")
#: the modules in which known problems are, of packages that a server has no use for
#: (docs/afhankelijkheden.md names this test)
NEVER_LOADED = ("google.protobuf", "skops", "wheel", "setuptools.package_index", "sentry_sdk")
TELL = f"print(json.dumps([name for name in {LEFT_OUT + NEVER_LOADED} if name in sys.modules]))"
#: questions of each kind: an answer, a flow, a place, a sign of danger, another language, nonsense
SAID = (
    *("wat is de wlz", "moet ik naar de wlz of de wmo", "welk zorgkantoor hoort bij Malden"),
    *("ik wil niet meer leven", "my mother has dementia, where can I get help", "asdkjh qwe"),
)
UNDERSTAND = f"""
from pathlib import Path
from bot.server.app import load_agent
from bot.server.training import current_model, fingerprint
from bot.settings import settings
agent = asyncio.run(load_agent(current_model(settings().models, fingerprint())))
found = [asyncio.run(agent.parse_message(text)) for text in {SAID}]
print(json.dumps([[one["intent"], one["intent_ranking"], one["entities"]] for one in found]))
"""
#: DIET on four examples: enough to need every class that stands in
DIET = """
from pathlib import Path
from rasa.core.agent import Agent
from bot.server.light import only_to_serve
folder = Path(sys.argv[1])
with only_to_serve():
    agent = Agent()
    agent.load_model(next(folder.glob("models/*.tar.gz")))
print(asyncio.run(agent.parse_message("dag"))["intent"]["name"])
"""
TRAIN = """
from pathlib import Path
from rasa.model_training import train
folder = Path(sys.argv[1])
files = [str(folder / name) for name in ("domain.yml", "config.yml", "nlu.yml")]
train(files[0], files[1], [files[2]], output=str(folder / "models"))
"""
CONFIG = """
recipe: default.v1
assistant_id: proef
language: nl
pipeline:
  - {name: WhitespaceTokenizer}
  - {name: CountVectorsFeaturizer}
  - {name: DIETClassifier, epochs: 1, entity_recognition: false}
policies: [{name: MemoizationPolicy}]
"""
NLU = """
version: "3.1"
nlu:
  - {intent: groet, examples: "- hallo\\n- goedemorgen"}
  - {intent: afscheid, examples: "- dag\\n- tot ziens"}
"""


def ran(code, *arguments):
    """Run code in a process of its own, and return the last two lines that it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-2:]


@pytest.mark.model
def test_a_server_never_loads_them_and_understands_the_same_without():
    from bench.begrijpen import load

    without, left_out = ran(f"{LIGHT}{UNDERSTAND}{TELL}")
    assert json.loads(left_out) == []
    here = [asyncio.run(load().parse_message(text)) for text in SAID]  # with all that Rasa brings
    wanted = [[one["intent"], one["intent_ranking"], one["entities"]] for one in here]
    assert json.loads(without) == json.loads(json.dumps(wanted))


@pytest.mark.model
def test_a_model_with_diet_is_trained_and_served_with_the_real_thing(tmp_path):
    (tmp_path / "config.yml").write_text(CONFIG)
    (tmp_path / "nlu.yml").write_text(NLU)
    (tmp_path / "domain.yml").write_text('version: "3.1"\nintents: [groet, afscheid]\n')
    # training too, by whoever should do it in a process that serves: batches and progress are real
    ran(f"{LIGHT}{TRAIN}", str(tmp_path))
    intent, loaded = ran(f"{LIGHT}{DIET}{TELL}", str(tmp_path))
    assert intent in ("groet", "afscheid")
    assert "tensorflow" in json.loads(loaded)


@pytest.mark.model
def test_what_draws_is_there_for_who_draws():
    drawn = "import rasa.nlu.test as test; print(test.plot_utils.plot_confusion_matrix.__module__)"
    assert ran(f"{LIGHT}{drawn}")[-1] == "rasa.utils.plotting"


def test_a_class_that_comes_later_is_the_real_one_when_it_is_used():
    fraction = later("fractions", "Fraction")
    assert isinstance(fraction, type)  # Rasa takes nothing else where a model names a class
    assert type(fraction) is Later
    from fractions import Fraction

    assert fraction(1, 2) == Fraction(1, 2)
    assert fraction.from_float(0.5) == Fraction(1, 2)
    assert isinstance(Fraction(1, 2), fraction)
    assert issubclass(Fraction, fraction)
    assert not isinstance(0.5, fraction)
    with pytest.raises(AttributeError):
        fraction.does_not_exist  # noqa: B018 - asking is the test


def test_a_module_that_comes_later_is_the_real_one_when_it_is_asked_something():
    module = LaterModule("fractions")
    assert module.Fraction(1, 2) == 0.5
    for name in ("does_not_exist", "__path__"):
        with pytest.raises(AttributeError):
            getattr(module, name)


def test_settling_down_can_be_done_again():
    settle_down()
    settle_down()
    assert gc.get_freeze_count() > 0
    gc.unfreeze()  # of the tests much is thrown away


def test_a_server_computes_in_one_thread_which_numpy_hears_in_time():
    asks = (
        "import os, sys; from bot.server.__main__ import main; print(main(), "
        "os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"
    )
    wrong = {**os.environ, "PEILDATUM": "morgen"}  # refused before anything is read
    wrong.pop("OPENBLAS_NUM_THREADS", None)
    done = subprocess.run(
        [sys.executable, "-c", asks], env=wrong, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["2", "1", "False"]
