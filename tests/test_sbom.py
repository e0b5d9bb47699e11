"""What the project is made of: locked with hashes, listed as CycloneDX, known problems named."""

import functools
import json
import re
from pathlib import Path

import jsonschema
import pytest
import tomli

from scripts import sbom

ROOT = Path(__file__).parents[1]
PROBLEMS = ROOT / "docs/afhankelijkheden.md"
#: what CycloneDX 1.5 asks of the parts that are used (its whole schema is not at hand without a network)
REF = {"type": "string", "minLength": 1}
COMPONENT = {
    "type": "object",
    "required": ["type", "name", "version", "bom-ref", "purl", "hashes", "scope"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "library"},
        "bom-ref": REF,
        "name": REF,
        "version": REF,
        "scope": {"enum": ["required", "optional", "excluded"]},
        "purl": {"type": "string", "pattern": r"^pkg:pypi/[a-z0-9._-]+@[^/@]+$"},
        "hashes": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["alg", "content"],
                "additionalProperties": False,
                "properties": {
                    "alg": {"const": "SHA-256"},
                    "content": {"type": "string", "pattern": "^[a-f0-9]{64}$"},
                },
            },
        },
    },
}
SCHEMA = {
    "type": "object",
    "required": [
        "bomFormat",
        "specVersion",
        "serialNumber",
        "version",
        "components",
        "dependencies",
    ],
    "properties": {
        "bomFormat": {"const": "CycloneDX"},
        "specVersion": {"const": "1.5"},
        "serialNumber": {"pattern": "^urn:uuid:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$"},
        "version": {"type": "integer", "minimum": 1},
        "components": {"type": "array", "uniqueItems": True, "items": COMPONENT},
    },
}


@pytest.fixture(scope="module")
def bill():
    return json.loads(sbom.OUT.read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=1)
def locked():
    packages = tomli.loads(sbom.LOCK.read_text(encoding="utf-8"))["package"]
    return {
        (one["name"], one["version"]) for one in packages if one.get("wheels") or "sdist" in one
    }


def test_the_list_is_that_of_the_lock_of_today(bill):
    assert sbom.OUT.read_text(encoding="utf-8") == sbom.as_json(sbom.bill(sbom.LOCK))
    assert {(one["name"], one["version"]) for one in bill["components"]} == locked()


def test_the_list_is_cyclonedx(bill):
    jsonschema.validate(bill, SCHEMA)
    refs = [one["bom-ref"] for one in bill["components"]] + [
        bill["metadata"]["component"]["bom-ref"]
    ]
    assert len(set(refs)) == len(refs)
    assert {one["ref"] for one in bill["dependencies"]} == set(refs)
    assert {ref for one in bill["dependencies"] for ref in one["dependsOn"]} <= set(refs)


def test_what_only_tests_need_is_not_said_to_run(bill):
    scope = {one["name"]: one["scope"] for one in bill["components"]}
    assert [scope[name] for name in ("rasa", "sanic", "tensorflow")] == ["required"] * 3
    assert [scope[name] for name in ("pytest", "schemathesis", "ruff")] == ["excluded"] * 3


def test_a_file_without_a_hash_is_refused(tmp_path):
    lock = tmp_path / "uv.lock"
    lock.write_text(sbom.LOCK.read_text().replace('hash = "sha256:', 'hash = "md5:', 1))
    with pytest.raises(sbom.LockRefused, match="sha256"):
        sbom.bill(lock)


def problems():
    """Return package, version and the name in code, for each line of the table of known problems."""
    rows = re.findall(
        r"^\| `([\w.-]+)` ([\w.]+) \| (\*?CVE-[^|]*)\|.*\| `(test_\w+)` \|$",
        PROBLEMS.read_text(),
        re.MULTILINE,
    )
    assert len(rows) == PROBLEMS.read_text().count("\n| `")
    return rows


@pytest.mark.parametrize(
    ("name", "version", "numbers", "held_by"), problems(), ids=lambda part: part[:20]
)
def test_a_known_problem_is_of_the_version_that_is_locked_and_of_no_import_of_ours(
    name, version, numbers, held_by
):
    assert (name, version) in locked(), "the table is about another version"
    for number in numbers.strip().split(", "):
        assert re.fullmatch(r"CVE-\d{4}-\d{4,}|\*CVE-\d{4}-\d{4,}\*", number), number
    assert f"def {held_by}(" in not_reachable()
    module = {"scikit-learn": "sklearn", "protobuf": "google", "sentry-sdk": "sentry_sdk"}
    module |= {"dnspython": "dns"}
    found = imported_by(module.get(name, name.replace("-", "_")))
    allowed = {"sklearn": {"gevaar.py", "features.py", "buiten.py", "linear.py"}}
    assert found <= allowed.get(module.get(name, name), set())


def not_reachable():
    """Return the tests that hold what is said to be out of reach."""
    files = ("tests/nlu/test_not_reachable.py", "tests/server/test_light.py")
    return "".join((ROOT / name).read_text(encoding="utf-8") for name in files)


@functools.lru_cache(maxsize=1)
def ours():
    """Return the text of each file of ours that runs in the server."""
    files = [path for room in ("bot", "actions") for path in (ROOT / room).rglob("*.py")]
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def imported_by(module):
    """Return the files of ours that run in the server and import a module."""
    uses = re.compile(rf"^\s*(?:from|import) {module}\b", re.MULTILINE)
    return {name for name, text in ours().items() if uses.search(text)}
