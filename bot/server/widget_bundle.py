"""Puts the widget's modules together: one script, so that a page needs one request and no build step.

The modules in ``bot/channels/widget/src`` are plain ES modules that import each other by file name.
Here their import lines go, each stands before whoever needs it, and the whole is wrapped, so that no
name reaches the page. Comments and indentation go too: they are for readers of the source.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from bot.errors import WegwijzerError

SOURCE = Path(__file__).parent.parent / "channels" / "widget" / "src"
START = "start.js"
IMPORT = re.compile(r'^import (?P<what>[^"]+?) from "\./(?P<file>[\w.-]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)
TOP_NAME = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?:/\*\*?.*?\*/[ \t]*$|//[^\n]*$)", re.MULTILINE | re.DOTALL)


class BundleRefused(WegwijzerError):
    """The modules of the widget do not fit together; the message says which and why."""


@dataclass(frozen=True)
class Bundle:
    """The widget as one script.

    Attributes:
        code: the script, UTF-8.
        zipped: the same, gzipped.
        digest: twelve hex digits of its content, for its address.
        integrity: value of the attribute of that name in a script tag.
    """

    code: bytes
    zipped: bytes
    digest: str
    integrity: str

    @property
    def address(self) -> str:
        """Return the name under which this very script is served for ever."""
        return f"widget.{self.digest}.js"


def bundle(source: Path = SOURCE) -> Bundle:
    """Return the widget as it is served.

    Raises:
        BundleRefused: a module is missing, modules need each other in a circle, or two have the
            same name at their top.
    """
    parts: dict[str, str] = {}
    _add(START, source, parts, ())
    _no_name_twice(parts)
    inside = "\n".join(_small(text) for text in parts.values())
    code = f'(() => {{\n"use strict";\n{inside}\n}})();\n'.encode()
    return Bundle(
        code,
        gzip.compress(code, 9, mtime=0),
        hashlib.sha256(code).hexdigest()[:12],
        f"sha384-{b64encode(hashlib.sha384(code).digest()).decode()}",
    )


def _add(name: str, source: Path, parts: dict[str, str], above: tuple[str, ...]) -> None:
    """Put a module after the ones that it needs."""
    if name in above:
        raise BundleRefused(f"{' -> '.join([*above, name])}: modules need each other in a circle")
    if name in parts:
        return
    try:
        text = (source / name).read_text(encoding="utf-8")
    except OSError as missing:
        raise BundleRefused(f"{source / name} is not there") from missing
    if name.endswith(".css"):
        parts[name] = f"const CSS = `{_small_css(text)}`;"
        return
    for needed in IMPORT.finditer(text):
        _add(needed["file"], source, parts, (*above, name))
    parts[name] = EXPORT.sub("", IMPORT.sub("", text))


def _no_name_twice(parts: dict[str, str]) -> None:
    owner: dict[str, str] = {}
    for part, text in parts.items():
        for name in TOP_NAME.findall(text):
            if name in owner:
                raise BundleRefused(f"{name} stands in {owner[name]} and in {part}; rename one")
            owner[name] = part


def _small(text: str) -> str:
    lines = (line.strip() for line in COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


def _small_css(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("`", "\\`")
    return " ".join(re.sub(r"/\*.*?\*/", "", escaped, flags=re.DOTALL).split())
