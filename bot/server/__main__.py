"""``python -m bot.server``: one process that migrates, trains when needed, and serves."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

from bot.clock import today
from bot.errors import WegwijzerError
from bot.knowledge.files import use_copy
from bot.quiet import compute_in_one_thread, keep_quiet
from bot.server.last_good import Standing, settle
from bot.server.light import leave_out_what_only_trains
from bot.settings import ROOT, Settings, settings

log = logging.getLogger("bot.server")


def main() -> int:
    """Run the assistant until it is stopped; return the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("bot").setLevel(logging.INFO)
    keep_quiet()
    compute_in_one_thread()
    os.chdir(ROOT)  # Rasa looks for `actions` and `data` where it stands
    try:
        choices = settings()
        today()  # refuses a wrong PEILDATUM now, not at the first question
        standing = settle(choices.kept_content.resolve())
        use_copy(standing.copy)  # before anything is read
        from bot.knowledge.content import read_everything
        from bot.knowledge.opening import opening
        from bot.storage.database import migrate

        read_everything()
        opening(choices.opening_hours)  # a wrong file is refused now too
        migrate(choices.database_url)
        from bot.server.maintenance import retain

        retain(choices)
        serve(choices, newest_model(choices, standing), standing)
    except WegwijzerError as refused:
        log.error("%s", refused)
        return 2
    return 0


def newest_model(choices: Settings, standing: Standing) -> Path:
    """Return the model of the content served, trained in a process of its own when it is not there.

    Training in this process would leave its memory with the server.
    """
    from bot.server.training import current_model, fingerprint, set_aside_if_broken

    wanted = fingerprint()
    found = current_model(choices.models, wanted)
    if found is None or set_aside_if_broken(found):
        log.info("Er is nog geen model van deze gegevens; trainen duurt ongeveer twee minuten.")
        copy = ["--van", str(standing.copy)] if standing.copy else []
        subprocess.run([sys.executable, "-m", "bot.server.training", *copy], check=True)  # noqa: S603 - our own
    model = current_model(choices.models, wanted)
    if model is None:
        raise WegwijzerError("Het trainen gaf geen model. Kijk naar de regels hierboven.")
    return model


def serve(choices: Settings, model: Path, standing: Standing) -> None:
    """Serve a model until the process is stopped."""
    leave_out_what_only_trains()
    from bot.server.app import create_app  # loading Rasa takes seconds
    from bot.server.connections import IN_LINE, Careful, SharedFairly, allow_many_files

    allow_many_files()
    # behind a proxy all connections have the proxy's address
    protocol = {"protocol": Careful if choices.proxies else SharedFairly}
    app = create_app(choices, model, standing)

    @app.after_server_start
    async def say_where(app, loop):  # type: ignore[no-untyped-def]
        log.info("De wegwijzer staat klaar:")
        log.info("  demopagina   %s/", choices.public_url)
        log.info("  gezondheid   %s/gezond en %s/gereed", choices.public_url, choices.public_url)
        log.info("  rest-kanaal  http://127.0.0.1:%d/webhooks/rest/webhook", choices.port)

    quiet = {"access_log": False, "motd": False}
    app.run(choices.host, choices.port, workers=1, backlog=IN_LINE, **quiet, **protocol)


if __name__ == "__main__":
    sys.exit(main())
