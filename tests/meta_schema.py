"""Checks what we send against Meta's own description, where that lies on this machine.

The file stays out of the project. Its message types are an ``allOf`` of common properties and own
ones with ``additionalProperties: false``; taken to the letter that refuses every message, so the
parts are put together before checking.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

NAME = "shared/whatsapp/business-messaging-api_v23.0.yaml"
#: what Meta's web pages describe and this version of the file leaves out of sending:
#: developers.facebook.com, messages webhook, `biz_opaque_callback_data`
ALSO = {"biz_opaque_callback_data": {"type": "string", "maxLength": 512}}
TYPES = {
    "text": "TextMessage",
    "interactive": "InteractiveMessage",
    "document": "DocumentMessage",
    "template": "TemplateMessage",
}
MISSING = "Meta's description is not on this machine: what is sent is not checked against it"
Schema = dict[str, Any]


def description() -> Path | None:
    """Return where the description lies: in ``shared`` beside the project or higher up."""
    folders = Path(__file__).resolve().parents
    return next((f / NAME for f in folders if (f / NAME).is_file()), None)


@functools.lru_cache(maxsize=1)
def schemas() -> dict[str, Schema]:
    """Return the named schemas; only their part of the file is read, the whole takes seconds."""
    path = description()
    assert path is not None, MISSING
    text = path.read_text()
    begin = text.index("\n  schemas:\n")
    end = text.index("\n  parameters:\n", begin)
    return yaml.load(text[begin:end], Loader=yaml.CSafeLoader)["schemas"]


@functools.lru_cache(maxsize=8)
def validator(name: str) -> Draft7Validator:
    """Return the check for one named schema."""
    return Draft7Validator(_whole(schemas()[name], ()))


def _whole(schema: Any, seen: tuple[str, ...]) -> Any:
    """Return a schema without references, and with its parts put together."""
    if isinstance(schema, list):
        return [_whole(one, seen) for one in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rsplit("/", 1)[-1]
        return {} if name in seen else _whole(schemas()[name], (*seen, name))
    made = {key: _whole(value, seen) for key, value in schema.items() if key != "example"}
    parts = made.pop("allOf", [])
    for part in parts:
        made["properties"] = {**made.get("properties", {}), **part.get("properties", {})}
        made["required"] = [*made.get("required", []), *part.get("required", [])]
        made.update({k: v for k, v in part.items() if k not in ("properties", "required")})
    return made


def faults(message: dict[str, Any]) -> list[str]:
    """Return what is wrong with a call to ``/messages``; empty when it is right or nobody can say."""
    found = [] if description() is None else _by_description(message)
    return found + _by_the_pages(message)


def _by_description(message: dict[str, Any]) -> list[str]:
    if "status" in message:
        return [e.message for e in validator("MarkMessageRequestPayload").iter_errors(message)]
    kind = TYPES.get(str(message.get("type")))
    if kind is None:
        return [f"type {message.get('type')!r} is not one that we send"]
    extra = {name: message[name] for name in ALSO if name in message}
    plain = {key: value for key, value in message.items() if key not in ALSO}
    errors = list(validator(kind).iter_errors(plain))
    errors += Draft7Validator({"properties": ALSO}).iter_errors(extra)
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in errors]


def _by_the_pages(message: dict[str, Any]) -> list[str]:
    """Return faults against what Meta only says in words: lengths of texts, titles that differ."""
    text = message.get("text", {}).get("body", "x")
    found = [] if 0 < len(text) <= 4096 else ["text/body: 1 to 4,096 characters"]
    action = message.get("interactive", {}).get("action", {})
    rows = [row for section in action.get("sections", []) for row in section.get("rows", [])]
    shown = [b["reply"] for b in action.get("buttons", [])] + rows
    for key in ("title", "id"):
        values = [one[key] for one in shown]
        if len(set(values)) < len(values) or any(v != v.strip() or not v for v in values):
            found.append(f"{key}: empty, not unique or with spaces around it")
    if len(rows) > 10:
        found.append("rows: at most 10 in all sections together")
    return found
