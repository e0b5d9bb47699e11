"""What `make bench` says of what it measured, and what it does when a part fails."""

import subprocess
import sys
import urllib.error
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.measure import FULL, SHORT, Server, crowd_figures
from bench.speed import FLOOR, OURS, SHARED, STARTER, report, target_lines, targets

CROWDS = {f"turns/s, {people} people": 100.0 for people in FULL.crowds}
MINE = {
    **{"p50 ms per turn": 10.0, "ms at turn 10": 10.0, "ms at turn 150": 12.0, "load": 1.0},
    **{"seconds to start": 30.0, "resident memory MB": 700.0, "seconds to train": 90.0},
    **CROWDS,
}
BOTH = {**MINE, "resident memory MB": 1400.0}
THEIRS = {
    **MINE,
    **{name: 25.0 for name in CROWDS},
    **{"p50 ms per turn": 10 / 0.35, "seconds to train": 900.0, "epochs": 1.0},
}
FOUND = {OURS: MINE, SHARED: BOTH, STARTER: THEIRS, FLOOR: MINE, "website": {"p50": 9, "p95": 150}}


def verdicts(found):
    return {words: met for words, _, met in targets(found)}


def test_every_target_that_is_just_met_is_met():
    assert set(verdicts(FOUND).values()) == {"gehaald"}


@pytest.mark.parametrize(
    ("part", "figure", "worse", "words"),
    [
        (OURS, "p50 ms per turn", 10.1, "p50 of a turn, of the starter's: at most 0.35"),
        *[
            (part, f"turns/s, {people} people", 99.0, f"with {people} people")
            for part in (OURS, SHARED)
            for people in FULL.crowds
        ],
        (OURS, "ms at turn 150", 12.1, "turn 150, of turn 10"),
        (SHARED, "ms at turn 150", 12.1, "turn 150, of turn 10"),
        (OURS, "seconds to start", 30.1, "seconds to start"),
        (OURS, "resident memory MB", 701.0, "resident memory of a worker"),
        (SHARED, "resident memory MB", 1401.0, "resident memory of a worker"),
        ("website", "p95", 151.0, "first reply on the website"),
    ],
)
def test_a_target_that_is_just_missed_is_missed_and_no_other(part, figure, worse, words):
    found = {**FOUND, part: {**FOUND[part], figure: worse}}
    (missed,) = [name for name, met in verdicts(found).items() if met == "niet gehaald"]
    assert words in missed
    assert part in missed or part in ("website", OURS)


def test_what_was_not_measured_is_said_so_and_nothing_breaks():
    assert set(verdicts({}).values()) == {"niet gemeten"}
    for left_out in FOUND:
        page = report({name: one for name, one in FOUND.items() if name != left_out})
        assert "## Targets" in page
    assert "Rasa's starter (RuntimeError: weg)" in report({}, {STARTER: "RuntimeError: weg"})


def test_training_of_a_few_epochs_says_nothing_of_training_that_takes_longer():
    slow = {**FOUND, OURS: {**MINE, "seconds to train": 91.0}}
    (met,) = [met for words, met in verdicts(slow).items() if "seconds to train" in words]
    assert met == "niet te zeggen: 1 van 100 epochs"


def test_the_page_has_every_figure_that_the_issue_asks_for():
    lines = "\n".join(target_lines(FOUND))
    for words in ("0.35", "least 4", "at most 1.2", "at most 30", "at most 700"):
        assert words in lines
    assert {20, 100, 500} == set(FULL.crowds) == set(SHORT.crowds)
    assert (FULL.long, FULL.open, FULL.events) == (150, 1000, 1_000_000)


class Talks(Server):
    def __init__(self, answers):
        self.answers = answers

    def say(self, sender, text):
        number = int(sender.rsplit("-", 1)[1])
        if number >= self.answers:
            raise urllib.error.URLError("nobody there")
        return 5.0


@pytest.mark.parametrize("answers", [0, 3, 20])
def test_a_crowd_that_is_not_answered_is_counted_and_ends_nothing(answers):
    found = crowd_figures(Talks(answers), "x", 20, 1)
    assert found["not answered, 20 people"] == 20 - answers
    assert ("p99 ms, 20 people" in found) == (answers >= 10)


class Stub(bench.Plan):
    def parts(self):
        def broken():
            raise subprocess.CalledProcessError(1, "rasa")

        return {"een": lambda: {"a": 1.0}, "stuk": broken, "twee": lambda: {"a": 2.0}}


def plan(told):
    return Stub(Path(), SHORT, 1, True, told.append)


def test_a_part_that_fails_takes_no_other_with_it():
    told, found, done = [], {}, []
    failed = bench.measure(plan(told), [], found, lambda: done.append(set(found)))
    assert list(failed) == ["stuk"]
    assert (found["een"]["a"], found["twee"]["a"]) == (1.0, 2.0)
    assert done == [{"een"}, {"een"}, {"een", "twee"}]  # written down after each
    assert [words for words in told if words.startswith("==")] == ["== een", "== stuk", "== twee"]


def test_only_what_is_asked_is_measured_and_the_rest_is_kept():
    found = {"een": {"a": 9.0}}
    bench.measure(plan([]), ["twee"], found, lambda: None)
    assert found["een"] == {"a": 9.0}
    assert found["twee"]["a"] == 2.0


def test_a_model_of_other_data_is_not_served_as_if_it_were_ready(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "fingerprint", lambda: "van vandaag")
    with pytest.raises(SystemExit, match="make train"):
        bench.take_ours(tmp_path)


def test_what_was_started_is_stopped_when_the_measurement_is_broken_off():
    script = """
import contextlib, os, signal
from bench.steps import stop_what_was_started
stop_what_was_started()
with contextlib.ExitStack() as stack:
    stack.callback(print, "gestopt")
    os.kill(os.getpid(), signal.SIGTERM)
    signal.pause()
"""
    root = Path(bench.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (143, "gestopt\n")
