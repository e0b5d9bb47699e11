"""Does what deploy/Dockerfile says, step by step, in a folder: for machines without an engine.

Python of this machine is in the place of the base image's (``/usr/local``), in a mount table of its own;
uv is the one that is here. What belongs to a machine of its own (apt-get, useradd) is left out by name.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.server.training import RECORD
from tests.journeys.servers import ROOT

DOCKERFILE = ROOT / "deploy/Dockerfile"
#: where the base image has its Python
PYTHON = "/usr/local"
#: beginnings of commands that are of a machine of its own, or bring what is here already
LEFT_OUT = ("apt-get ", "rm -rf /var/lib/apt/lists", "pip install --no-cache-dir uv", "useradd ")
#: everything but /tmp can only be read, by nobody in particular
AS_A_WORKER = """
set -e
mount --make-rprivate /
mount --bind {base} {python}
mount --bind /tmp /tmp
mount -o remount,bind,ro /
export LD_LIBRARY_PATH={python}/lib  # a Python that was moved looks where it was before
exec setpriv --reuid={user} --regid={user} --clear-groups --bounding-set=-all "$@"
"""
AS_THE_BUILDER = """
set -e
mount --make-rprivate /
mount --bind {base} {python}
exec "$@"
"""


@dataclass
class Image:
    """What came of the steps.

    Attributes:
        app: the folder that is /app in the image.
        left_out: commands that were not done.
        variables: of ENV in the last stage.
        user: number of who runs it.
        command: what starts a worker.
        health: what asks whether it is ready.
    """

    app: Path
    left_out: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    user: str = "0"
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def as_a_worker(self, command: list[str]) -> list[str]:
        """Return the words that run a command as a worker of compose and Kubernetes does."""
        return _apart(AS_A_WORKER, command, self.user)


def steps() -> Iterator[tuple[str, str]]:
    """Give the instructions of the Dockerfile: name and the rest, each on one line."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield name, rest.strip()


@contextmanager
def built(model: Path) -> Iterator[Image]:
    """Do every step; the folder is gone afterwards.

    Args:
        model: of today's data: the step that trains finds it, and need not train.
    """
    # not in /tmp, which a worker may write in; where links to uv's cache can be made
    folder = Path(tempfile.mkdtemp(prefix="wegwijzer-image-", dir="/var/tmp"))
    folder.chmod(0o755)
    image = Image(folder)
    (folder / "models").mkdir()
    for path in (model, model.with_name(RECORD)):
        shutil.copy(path, folder / "models")
    try:
        for name, rest in steps():
            _do(image, name, rest)
        yield image
    finally:
        shutil.rmtree(folder)


def _do(image: Image, name: str, rest: str) -> None:
    if name == "COPY" and not rest.startswith("--from="):
        *sources, goal = rest.split()
        for source in sources:
            _copy(source, image.app / goal if len(sources) == 1 else image.app)
    elif name == "RUN":
        _run(image, rest)
    elif name == "ENV":
        image.variables = dict(pair.split("=", 1) for pair in rest.split())
    elif name == "USER":
        image.user = rest
    elif name == "CMD":
        image.command = json.loads(rest)
    elif name == "HEALTHCHECK":
        image.health = json.loads(rest[rest.index("[") :])
    elif name not in ("FROM", "WORKDIR", "COPY", "EXPOSE", "STOPSIGNAL"):
        raise AssertionError(f"what does {name} do? say it in {__file__}")


def _copy(source: str, goal: Path) -> None:
    """Copy what .dockerignore lets through."""
    there = ROOT / source
    if there.is_file():
        shutil.copy(there, goal)
    else:
        shutil.copytree(there, goal, ignore=_ignored, dirs_exist_ok=True)


def _ignored(folder: str, names: list[str]) -> set[str]:
    inside = Path(folder).resolve().relative_to(ROOT.resolve())
    patterns = (ROOT / ".dockerignore").read_text().split()
    return {n for n in names if any(_fits(str(inside / n), pattern) for pattern in patterns)}


def _fits(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch.fnmatch(Path(path).name, pattern[3:])
    return path.count("/") == pattern.count("/") and fnmatch.fnmatch(path, pattern)


def _run(image: Image, line: str) -> None:
    """Do a RUN, without the parts that are left out."""
    kept = []
    for part in line.split(" && "):
        (image.left_out if part.strip().startswith(LEFT_OUT) else kept).append(part.strip())
    if not kept:
        return
    uv = shutil.which("uv", path=f"{ROOT / '.uv/bin'}:{os.environ['PATH']}")
    assert uv, "uv is not on this machine: make run brings it"
    path = f"{Path(uv).resolve().parent}:{PYTHON}/bin:/usr/bin:/bin"
    own = ("DATABASE_URL", "REDIS_URL", "GEHEIM", "PYTHONPATH", "VIRTUAL_ENV", "MODELLEN")
    environment = {k: v for k, v in os.environ.items() if k not in own} | {"PATH": path}
    command = _apart(AS_THE_BUILDER, ["sh", "-e", "-c", " && ".join(kept)])
    done = subprocess.run(command, cwd=image.app, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def _apart(script: str, command: list[str], user: str = "") -> list[str]:
    words = script.format(base=sys.base_prefix, python=PYTHON, user=user)
    return ["unshare", "--mount", "bash", "-c", words, "image", *command]


def impossible() -> str:
    """Return why the steps cannot be done here; empty when they can."""
    if os.geteuid() != 0 or not (shutil.which("unshare") and shutil.which("setpriv")):
        return "a mount table of its own needs root, unshare and setpriv"
    tried = subprocess.run(_apart(AS_A_WORKER, ["true"], "10001"), capture_output=True, text=True)
    return f"this machine does not allow it: {tried.stderr}" if tried.returncode else ""
