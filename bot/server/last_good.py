"""Keeps the last good content, and goes on with it when something is wrong in the new.

Content is read once, when the service starts. What is good is copied; what is refused is said in the
log and at /gereed, and the copy is served in its place (docs/decisions/016-last-good-content.md).
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.clock import now
from bot.errors import KnowledgeRefused
from bot.settings import ROOT

log = logging.getLogger(__name__)
#: what reads and judges the content; other rules judge the same content anew
RULES = ("bot/knowledge/**/*.py", "bot/care/**/*.py")
#: texts, facts, tables and words: what editors change. Code and settings are not copied
CONTENT = (
    "domain.yml",
    "data/**/*.yml",
    *(f"bot/knowledge/**/*.{end}" for end in ("yml", "csv", "txt")),
)
RECORD = "goed.json"
Check = Callable[["Path | None"], list[str]]


@dataclass(frozen=True)
class Standing:
    """Which content is served.

    Attributes:
        version: a short name of the content, different for every change.
        good_since: the moment at which this content was found good, in ISO form.
        refused: what is wrong with the content that is not served; empty when all is well.
        copy: the last good copy, when that is served.
    """

    version: str = ""
    good_since: str = ""
    refused: tuple[str, ...] = ()
    copy: Path | None = None

    def is_kept(self, kept: Path) -> bool:
        """Tell whether a folder holds a copy of this content."""
        found = _record(kept)
        return found is not None and found.version == self.version

    def told(self) -> dict[str, Any]:
        """Return what /gereed says of it."""
        state = "laatste goede" if self.copy else "goed"
        found = {"stand": state, "versie": self.version, "goed_sinds": self.good_since}
        # the places alone: what stands there is for the log and for editors
        places = sorted({line.split(": ")[0] for line in self.refused})
        return {**found, "geweigerd": places} if places else found


def settle(kept: Path, check: Check | None = None, root: Path = ROOT) -> Standing:
    """Return which content to serve, and keep a copy of it when it is new and good.

    Args:
        kept: the folder with the last good copy.
        check: returns what is wrong with the content of the tree, or of a copy.
        root: the tree.

    Raises:
        KnowledgeRefused: the content is wrong and there is no good copy to go on with.
    """
    check = check or check_apart
    version, before = version_of(root), _record(kept)
    if before and before.version == version and _checked_by(kept) == rules_version():
        return Standing(version, before.good_since)
    refused = check(None)
    if not refused:
        return _kept_if_possible(root, kept, version)
    if before is None or check(before.copy):
        lines = "\n".join(refused)
        raise KnowledgeRefused(f"De inhoud is geweigerd, en er is geen goede kopie:\n{lines}")
    for line in refused:
        log.error("content_refused %s", line)
    log.error("De dienst gaat door met de goede inhoud van %s.", before.good_since)
    return Standing(before.version, before.good_since, tuple(refused), before.copy)


def content_files(root: Path, patterns: Sequence[str] = CONTENT) -> Iterator[Path]:
    """Yield every content file, in an order that is always the same."""
    for pattern in patterns:
        yield from sorted(root.glob(pattern))


def rules_version() -> str:
    """Return the short name of the code that judges content."""
    return version_of(ROOT, RULES)


def version_of(root: Path, patterns: Sequence[str] = CONTENT) -> str:
    """Return the short name of the content of a tree."""
    digest = hashlib.sha256()
    for path in content_files(root, patterns):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def check_apart(copy: Path | None) -> list[str]:
    """Return what is wrong with the tree or a copy, found by a process of its own.

    So nothing of what was refused stays behind in the memory of the service.

    Raises:
        KnowledgeRefused: the check itself broke off.
    """
    command = [sys.executable, "-m", "bot.server.inhoud", "check"]
    command += ["--van", str(copy)] if copy else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603 - our own
    if done.returncode not in (0, 1):
        raise KnowledgeRefused(f"De inhoud is niet te controleren: {done.stderr[-500:]}")
    return done.stdout.splitlines() if done.returncode else []


def _record(kept: Path) -> Standing | None:
    """Return what is known of the copy, or None when there is none that can be used."""
    try:
        found = json.loads((kept / RECORD).read_text(encoding="utf-8"))
        version, since = str(found["version"]), str(found["good_since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    copy = kept / version
    # a copy in which somebody changed something is no good copy any more
    whole = copy.is_dir() and version_of(copy) == version
    return Standing(version, since, copy=copy) if whole else None


def _checked_by(kept: Path) -> str:
    return str(json.loads((kept / RECORD).read_text(encoding="utf-8")).get("rules"))


def _kept_if_possible(root: Path, kept: Path, version: str) -> Standing:
    """Keep a copy; where nothing can be written the service goes on without, since its content is good.

    A container's own files can be read-only, and a disk can be full.
    """
    try:
        return _keep(root, kept, version)
    except OSError as failure:
        log.warning("content_not_kept folder=%s reason=%s", kept, failure.strerror)
        return Standing(version, now().isoformat(timespec="seconds"))


def _keep(root: Path, kept: Path, version: str) -> Standing:
    since = now().isoformat(timespec="seconds")
    kept.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=kept, prefix="nieuw-"))
    made.chmod(0o755)  # nothing of it is private, and who made it is not always who serves it
    for path in content_files(root):
        place = made / path.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    target = kept / version
    if target.exists() and version_of(target) == version:
        shutil.rmtree(made)  # another process was first, or the content went back to what it was
    else:
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
    note = made.with_suffix(".json")
    told = {"version": version, "good_since": since, "rules": rules_version()}
    note.write_text(json.dumps(told), encoding="utf-8")
    os.replace(note, kept / RECORD)  # at once: a reader finds the old or the new
    for old in kept.iterdir():
        if old.is_dir() and old.name not in (version, made.name):
            shutil.rmtree(old, ignore_errors=True)
    return Standing(version, since)
