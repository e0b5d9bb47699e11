"""``make sbom``: what the project is made of, from uv.lock, as CycloneDX 1.5 in docs/generated/sbom.json.

cyclonedx-bom itself cannot be installed beside rasa (it wants newer libraries), and all that is needed
stands in the lock: name, version, the hashes of every file that may be installed, and who needs whom.
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import tomli

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "uv.lock"
OUT = ROOT / "docs/generated/sbom.json"
#: for ids that are the same as long as the content is (RFC 4122 version 5)
NAMESPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
Package = dict[str, Any]
Refs = dict[tuple[str, str], str]


class LockRefused(Exception):
    """The lock cannot be trusted: something in it has no hash or no version."""


def main() -> int:
    """Write the bill of materials; return 1 when something in the lock has no hash."""
    try:
        OUT.write_text(as_json(bill(LOCK)), encoding="utf-8")
    except LockRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


def as_json(content: Package) -> str:
    """Return a bill of materials as it is written: the same lock gives the same bytes."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def bill(lock: Path) -> Package:
    """Return the bill of materials of a lock.

    Raises:
        LockRefused: a package has no hash.
    """
    packages: list[Package] = tomli.loads(lock.read_text(encoding="utf-8"))["package"]
    (own,) = (one for one in packages if "virtual" in one["source"])
    # what has no file is for machines that nothing of it can be installed on
    others = [one for one in packages if one is not own and (one.get("wheels") or "sdist" in one)]
    running = _needed(own["dependencies"], {one["name"]: one for one in others})
    refs = {(one["name"], one["version"]): _ref(one) for one in others}
    components = [_component(one, one["name"] in running) for one in others]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, json.dumps(components))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own["name"],
                "name": own["name"],
                "version": own["version"],
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": [_relation(own["name"], own, refs)]
        + [_relation(_ref(one), one, refs) for one in others],
    }


def _component(package: Package, runs: bool) -> Package:
    files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
    hashes = [file.get("hash", "") for file in files]
    if not hashes or not all(one.startswith("sha256:") for one in hashes):
        raise LockRefused(f"{package['name']}: not every file has a sha256 in {LOCK.name}")
    return {
        "type": "library",
        "bom-ref": _ref(package),
        "name": package["name"],
        "version": package["version"],
        "scope": "required" if runs else "excluded",  # excluded: for building and testing alone
        "purl": f"pkg:pypi/{package['name']}@{package['version']}",
        "hashes": [
            {"alg": "SHA-256", "content": one.removeprefix("sha256:")} for one in sorted(hashes)
        ],
    }


def _ref(package: Package) -> str:
    return f"{package['name']}@{package['version']}"


def _needed(first: list[Package], by_name: dict[str, Package]) -> set[str]:
    """Return the names of all that is needed to run, also by what is needed."""
    found: set[str] = set()
    todo = [one["name"] for one in first]
    while todo:
        name = todo.pop()
        if name in by_name and name not in found:
            found.add(name)
            todo += [one["name"] for one in _needs(by_name[name])]
    return found


def _needs(package: Package) -> list[Package]:
    extras = package.get("optional-dependencies", {}).values()
    return [*package.get("dependencies", []), *(one for extra in extras for one in extra)]


def _relation(ref: str, package: Package, refs: Refs) -> Package:
    needed = {
        found
        for one in _needs(package)
        for (name, version), found in refs.items()
        # a version is named where machines need different ones
        if name == one["name"] and version == one.get("version", version)
    }
    return {"ref": ref, "dependsOn": sorted(needed)}


if __name__ == "__main__":
    sys.exit(main())
