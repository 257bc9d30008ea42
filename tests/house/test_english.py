"""Every German text of console and public pages has its English, and none hides from translation."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = [ROOT / "src" / "rufschutz" / name for name in ("console", "public")]
CONSOLE = LAYERS[0]
GERMAN = re.compile(
    r"[äöüßÄÖÜ„]|\b(?:der|das|und|nicht|ist|eine[mnrs]?|mit|wird|auf|kein|noch|Sie|Ihr|Aufnahme|Anruf)\b"
)
FIELD = re.compile(r"%\((\w+)\)")
UNSAID = {"rufschutz", "Rufschutz", "SIP", "English", "Deutsch", "Homepage"}
"""Words of a template that every language shares: names, and commands as they are typed."""

spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
assert spec is not None
assert spec.loader is not None
messages = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = messages
spec.loader.exec_module(messages)


def known(layer: Path):
    return messages.read(messages.catalogue(layer).read_text("utf-8"))


EVERY = [(message, forms) for layer in LAYERS for message, forms in known(layer).items()]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_every_text_has_its_english(layer: Path) -> None:
    lacking = messages.lacking(messages.said(layer), known(layer))
    assert lacking == [], f"add the English in {layer.name}/locale/en, then: make messages"


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_nothing_is_translated_that_nobody_says(layer: Path) -> None:
    assert set(known(layer)) - set(messages.said(layer)) == set(), "renew with: make messages"


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_what_django_reads_is_what_was_written(layer: Path) -> None:
    packed = messages.catalogue(layer).with_suffix(".mo").read_bytes()
    assert packed == messages.compiled(known(layer)), "renew with: make messages"


def test_what_two_layers_say_they_say_in_the_same_english() -> None:
    said: dict[object, set[tuple[str, ...]]] = {}
    for message, forms in EVERY:
        said.setdefault(message, set()).add(forms)
    assert {message: forms for message, forms in said.items() if len(forms) > 1} == {}


@pytest.mark.parametrize(("message", "forms"), EVERY, ids=lambda m: getattr(m, "text", "")[:30])
def test_the_english_fills_in_the_same_and_holds_no_german(message, forms) -> None:
    for form in forms:
        given = set(FIELD.findall(message.text + message.plural))
        assert set(FIELD.findall(form)) <= given | {"short", "month"}
        assert not GERMAN.search(form.replace("%(month)s", ""))


def name(path: Path) -> str:
    return path.relative_to(CONSOLE.parent).as_posix()


def bare_strings(path: Path) -> list[str]:
    """Return the texts of a module that are neither marked for translation nor documentation."""
    tree = ast.parse(path.read_text("utf-8"))
    spared: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spared.add(id(node.value))
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in messages.ONE | messages.MANY:
            spared |= {id(each) for each in node.args}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spared
    ]


@pytest.mark.parametrize("path", [path for layer in LAYERS for path in sorted(layer.rglob("*.py"))], ids=name)
def test_no_module_says_german_past_the_translation(path: Path) -> None:
    assert [text for text in bare_strings(path) if GERMAN.search(text)] == []


@pytest.mark.parametrize(
    "path", [path for layer in LAYERS for path in sorted((layer / "templates").rglob("*.html"))], ids=name
)
def test_no_template_says_anything_past_the_translation(path: Path) -> None:
    text = path.read_text("utf-8")
    text = re.sub(r"{% (blocktranslate|comment)\b.*?{% end\1 %}", "", text, flags=re.DOTALL)
    text = re.sub(r"<code.*?</code>", "", text, flags=re.DOTALL)
    said = re.findall(r'(?:aria-label|title|alt|placeholder|data-label)="([^"{]+)"', text)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>|&\w+;", " ", text)
    assert [word for word in re.findall(r"[^\W\d]{2,}", text) if word not in UNSAID] + said == []


@pytest.mark.parametrize("path", sorted((CONSOLE / "static" / "console").glob("*.js")), ids=lambda p: p.name)
def test_no_script_says_anything(path: Path) -> None:
    code = re.sub(r"//.*", "", path.read_text("utf-8"))
    assert not GERMAN.search(code), "let the page hold the words"
