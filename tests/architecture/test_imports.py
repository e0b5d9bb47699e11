import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: packages whose use is an arrow between rooms; everything else is free
WATCHED = {
    "bot",
    "actions",
    "rasa",
    "rasa_sdk",
    "sanic",
    "sqlalchemy",
    "alembic",
    "spacy",
    "sklearn",
}
CORE = {"bot.care", "bot.errors"}
DIALOGUE = CORE | {"bot.dialogue", "bot.storage", "bot.settings", "bot.quiet"}
MAY_IMPORT = {
    # the settings of a channel have a file of their own; the environment is read in bot/settings.py
    "bot/*.py": CORE
    | {
        "bot.clock",
        "bot.knowledge",
        "bot.settings",
        "bot.settings_secrets",
        "bot.settings_whatsapp",
        "rasa",
    },
    "bot/care/**/*.py": CORE,
    # what fits in a message is a rule of our texts too, and stands in one place
    "bot/knowledge/**/*.py": CORE | {"bot.knowledge", "bot.channels.limits"},
    "bot/storage/**/*.py": CORE | {"bot.storage", "bot.sealing", "sqlalchemy", "alembic"},
    "bot/nlu/**/*.py": CORE | {"bot.nlu", "bot.knowledge", "rasa", "spacy", "sklearn"},
    "bot/dialogue/**/*.py": DIALOGUE | {"rasa", "rasa_sdk", "sqlalchemy"},
    "bot/channels/**/*.py": CORE
    | {"bot.channels", "bot.storage", "bot.settings", "bot.settings_whatsapp", "bot.sealing"}
    | {"rasa", "sanic"},
    # documents made on request: texts of the knowledge in, bytes out; the day is told, nothing is kept
    "bot/documenten/**/*.py": CORE | {"bot.documenten", "bot.knowledge", "bot.sealing"},
    # what klantadviseurs do with conversations: it speaks through the channels, shows answers and
    # questions in the words of the knowledge, and knows nothing of Rasa
    "bot/desk/**/*.py": CORE
    | {f"bot.{room}" for room in ("channels", "clock", "desk", "knowledge", "settings", "storage")}
    | {"bot.sealing"}
    | {"sanic"},
    # where everything is put together; still not into the actions, which Rasa finds by name
    "bot/server/**/*.py": CORE
    | {
        f"bot.{room}"
        for room in (
            *("channels", "clock", "desk", "dialogue", "documenten", "server", "settings"),
            *("storage", "quiet"),
            "sealing",  # the log knows a talk by a keyed mark
            "knowledge",  # the pages without JavaScript show the answers themselves
        )
    }
    | {"rasa", "sanic"},
    "actions/**/*.py": CORE
    | {"actions", "bot.clock", "bot.documenten", "bot.knowledge", "bot.storage", "bot.settings"}
    | {"rasa_sdk"},
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_keeps_to_its_arrows(room):
    paths = list(ROOT.glob(room))
    assert paths, f"{room}: the room is empty or has moved"
    for path in paths:
        for name in imports(path):
            if name.split(".")[0] in WATCHED:
                doors = [d for d in MAY_IMPORT[room] if name == d or name.startswith(d + ".")]
                assert doors, f"{path.relative_to(ROOT)} may not import {name}"


def test_every_file_of_ours_is_in_a_room():
    in_a_room = {path for room in MAY_IMPORT for path in ROOT.glob(room)}
    ours = {p for folder in ("bot", "actions") for p in (ROOT / folder).rglob("*.py")}
    outside = {
        p for p in ours - in_a_room if p.name != "__init__.py" and "migrations" not in p.parts
    }
    assert not outside


def test_the_environment_is_read_in_one_place():
    readers = {"bot/settings.py", "bot/clock.py", "bot/quiet.py"}
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]:
        if str(path.relative_to(ROOT)) not in readers:
            assert "os.environ" not in path.read_text(), path
