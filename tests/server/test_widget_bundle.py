"""The widget's modules become one script, or it is said what does not fit."""

import gzip
import re

import pytest

from bot.server.widget_bundle import SOURCE, BundleRefused, bundle


@pytest.fixture
def modules(tmp_path):
    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text)
        return tmp_path

    return write


def test_what_is_needed_stands_before_who_needs_it_and_nothing_is_left_of_the_modules(modules):
    made = bundle(
        modules(
            start='/** De eerste. */\nimport { b } from "./b.js";\nb();\n',
            b='import {\n  c,\n} from "./c.js";\n// zegt c\nexport function b() {\n  return c;\n}\n',
            c="export const c = 1;\n",
        )
    )
    inside = "const c = 1;\nfunction b() {\nreturn c;\n}\nb();"
    assert made.code.decode() == f'(() => {{\n"use strict";\n{inside}\n}})();\n'
    assert gzip.decompress(made.zipped) == made.code


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"start": 'import { a } from "./a.js";\n'}, "a.js is not there"),
        (
            {
                "start": 'import { a } from "./a.js";\n',
                "a": 'import { x } from "./start.js";\nexport const a = 1;\n',
            },
            "start.js -> a.js -> start.js",
        ),
        (
            {
                "start": 'import { a } from "./a.js";\nconst x = a;\n',
                "a": "export const a = 1;\nfunction x() {}\n",
            },
            "x stands in a.js and in start.js",
        ),
    ],
)
def test_modules_that_do_not_fit_are_refused_with_the_reason(modules, texts, said):
    with pytest.raises(BundleRefused, match=re.escape(said)):
        bundle(modules(**texts))


def test_the_same_content_has_the_same_name_and_other_content_another(modules):
    one = bundle(modules(start="export const a = 1;\n"))
    assert bundle(modules(start="export const a = 1;\n")) == one
    assert bundle(modules(start="export const a = 2;\n")).digest != one.digest


def test_the_widget_is_at_most_25_kb_in_one_request():
    made = bundle()
    assert len(made.zipped) <= 25_000
    assert not re.search(rb"^(import|export) ", made.code, re.MULTILINE)
    assert b"eval(" not in made.code
    assert b"innerHTML" not in made.code


def test_every_dutch_word_of_the_widget_stands_in_one_file():
    sentence = re.compile(r'"[A-Z][a-z]+ [a-zé ]+[.?]?"')
    for path in SOURCE.glob("*.js"):
        if path.name != "texts.js":
            code = re.sub(r"/\*\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
            assert not sentence.findall(code), path.name
