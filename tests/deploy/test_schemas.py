"""deploy/ is what Compose and Kubernetes take, by their own schemas (made by scripts/schemas.py)."""

import copy
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scripts.schemas import VERSIONS
from tests.deploy.test_deploy import COMPOSE, MANIFESTS

SCHEMAS = Path(__file__).parent / "schemas"


def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text())


def faults(document, of):
    return [
        f"{list(one.path)}: {one.message}" for one in Draft202012Validator(of).iter_errors(document)
    ]


def of_kind(kind, version):
    known = schema(f"kubernetes-{version}")
    return {**known["kinds"][kind], "$defs": known["$defs"]}


def mappings(value):
    """Give every mapping in a document, itself too, but for those with keys of one's own choice."""
    if isinstance(value, list):
        for one in value:
            yield from mappings(one)
    elif isinstance(value, dict):
        yield value
        for name, one in value.items():
            if name not in OWN_KEYS:
                yield from mappings(one)


OWN_KEYS = {"labels", "annotations", "matchLabels", "data", "limits", "requests", "selector"}


def test_compose_takes_the_compose_file():
    assert faults(COMPOSE, schema("compose")) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda one: one["kind"])
def test_kubernetes_takes_every_manifest(manifest, version):
    assert faults(manifest, of_kind(manifest["kind"], version)) == []


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda one: one["kind"])
def test_a_key_that_kubernetes_does_not_know_is_noticed_wherever_it_stands(manifest):
    of = of_kind(manifest["kind"], VERSIONS[0])
    for number in range(sum(1 for _ in mappings(manifest))):
        wrong = copy.deepcopy(manifest)
        list(mappings(wrong))[number]["bestaatNiet"] = 1
        assert faults(wrong, of), list(mappings(manifest))[number]


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [
        ("werker-1", "restart_policy", "always"),
        ("werker-1", "mem_limit", ["1500m"]),
        ("postgres", "healtcheck", {}),
        ("redis", "command", {"redis-server": 1}),
        ("nginx", "ports", "8080"),
    ],
)
def test_what_compose_does_not_know_is_noticed(service, key, value):
    wrong = copy.deepcopy(COMPOSE)
    wrong["services"][service][key] = value
    assert faults(wrong, schema("compose"))
