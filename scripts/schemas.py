"""Makes the schemas that tests/deploy holds deploy/ to, from two packages that keep them.

    pip download --no-deps check-jsonschema kubernetes-validate
    python -m scripts.schemas check_jsonschema-*.whl kubernetes_validate-*.whl

Of Kubernetes only what our kinds refer to is kept, without descriptions; strict: a key that does not
exist is refused. Both are Apache 2.0 (Kubernetes, Compose Specification).
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "tests/deploy/schemas"
COMPOSE = "check_jsonschema/builtin_schemas/vendor/compose-spec.json"
KUBERNETES = "kubernetes_validate/kubernetes-json-schema/v{version}.0-local-strict/{name}"
#: the oldest that we say we run on, and the newest of today
VERSIONS = ("1.30", "1.37")
KINDS = {
    "ConfigMap": "configmap-v1",
    "Service": "service-v1",
    "Deployment": "deployment-apps-v1",
    "PodDisruptionBudget": "poddisruptionbudget-policy-v1",
    "HorizontalPodAutoscaler": "horizontalpodautoscaler-autoscaling-v2",
    "Ingress": "ingress-networking-v1",
    "Job": "job-batch-v1",
    "CronJob": "cronjob-batch-v1",
}
HERE = "#/$defs/"


def bare(value: Any) -> Any:
    """Return a schema without descriptions, of which references point into the same file."""
    if isinstance(value, list):
        return [bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: HERE + one.rpartition("/")[2] if name == "$ref" else bare(one)
        for name, one in value.items()
        if not (name == "description" and isinstance(one, str))
        and not name.startswith("x-kubernetes")
    }


def referred(value: Any) -> set[str]:
    """Return the names of the definitions that a schema refers to."""
    if isinstance(value, list):
        return set().union(*map(referred, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"].removeprefix(HERE)} if isinstance(value.get("$ref"), str) else set()
    return own | referred(list(value.values()))


def kubernetes(archive: zipfile.ZipFile, version: str) -> dict[str, Any]:
    """Return one schema that holds each of our kinds and all that they refer to."""

    def read(name: str) -> Any:
        return json.loads(archive.read(KUBERNETES.format(version=version, name=name)))

    known = read("_definitions.json")["$defs"]
    kinds = {kind: bare(read(f"{name}.json")) for kind, name in KINDS.items()}
    kept: dict[str, Any] = {}
    wanted = referred(kinds)
    while left := wanted - set(kept):
        kept |= {name: bare(known[name]) for name in left}
        wanted |= referred(kept)
    return {"kinds": kinds, "$defs": dict(sorted(kept.items()))}


def main(compose: str, manifests: str) -> None:
    """Write the files."""
    OUT.mkdir(exist_ok=True)
    with zipfile.ZipFile(compose) as archive:
        write("compose", bare(json.loads(archive.read(COMPOSE))))
    with zipfile.ZipFile(manifests) as archive:
        for version in VERSIONS:
            write(f"kubernetes-{version}", kubernetes(archive, version))


def write(name: str, schema: Any) -> None:
    """Write a schema."""
    text = json.dumps(schema, separators=(",", ":"))
    (OUT / f"{name}.json").write_text(f"{text}\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
