"""Collect what console and public pages say in German and keep their English beside it (``make messages``).

Reads templates as Django compiles them and Python as it parses, so no gettext tools are needed.
Writes ``django.po``, keeping every translation that is still asked for, and ``django.mo``, which
Django reads. Ends with 1 and a list while an English entry is missing.
"""

from __future__ import annotations

import ast
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.apps import apps
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
LAYERS = tuple(ROOT / "src" / "rufschutz" / name for name in ("console", "public"))
"""Each with its own templates and its own catalogue."""
ONE = frozenset({"_", "gettext", "gettext_lazy", "lazy", "gettext_noop"})
MANY = frozenset({"ngettext", "ngettext_lazy"})
HEADER = (
    "Project-Id-Version: rufschutz\n"
    "Language: en\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """What is said in German; ``plural`` is '' where there is only one form."""

    text: str
    plural: str = ""


def catalogue(layer: Path) -> Path:
    """Return where the English of a layer stands."""
    return layer / "locale" / "en" / "LC_MESSAGES" / "django.po"


def said(layer: Path) -> dict[Message, set[str]]:
    """Return every message of a layer with the files that say it."""
    found: dict[Message, set[str]] = {}
    for path in sorted(layer.rglob("*.py")):
        for message in in_python(path.read_text("utf-8")):
            found.setdefault(message, set()).add(path.relative_to(layer).as_posix())
    for path in sorted((layer / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            for message in in_template(path.read_text("utf-8")):
                found.setdefault(message, set()).add(path.relative_to(layer).as_posix())
    return found


def in_python(code: str) -> Iterator[Message]:
    """Yield what a module marks for translation."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if node.func.id in ONE and len(texts) == 1:
                yield Message(texts[0])
            elif node.func.id in MANY and len(texts) == 2:
                yield Message(texts[0], texts[1])


def in_template(source: str) -> Iterator[Message]:
    """Yield what a template marks for translation."""
    _set_up()
    compiled = engines["django"].engine.from_string(source)
    for node in compiled.nodelist.get_nodes_by_type(TranslateNode):
        if node.filter_expression.var.literal is not None:
            yield Message(str(node.filter_expression.var.literal))
    for node in compiled.nodelist.get_nodes_by_type(BlockTranslateNode):
        one = node.render_token_list(node.singular)[0]
        yield Message(one, node.render_token_list(node.plural)[0] if node.plural else "")


def _set_up() -> None:
    if not apps.ready:
        os.environ["RUFSCHUTZ_DJANGO_BARE"] = "1"
        os.environ["DJANGO_SETTINGS_MODULE"] = "rufschutz.site.settings"
        django.setup()


def read(text: str) -> dict[Message, tuple[str, ...]]:
    """Return the translations of a catalogue, one form or two each; the header is left out."""
    known: dict[Message, tuple[str, ...]] = {}
    for block in text.split("\n\n"):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                name, _, line = line.partition(" ")  # noqa: PLW2901 - the rest of the line is its value
            fields[name] = fields.get(name, "") + ast.literal_eval(line)
        if fields.get("msgid"):
            forms = tuple(value for key, value in fields.items() if key.startswith("msgstr"))
            known[Message(fields["msgid"], fields.get("msgid_plural", ""))] = forms
    return known


def written(found: dict[Message, set[str]], known: dict[Message, tuple[str, ...]]) -> str:
    """Return the catalogue as a file, in the order of the messages."""
    return "\n".join([_header(), *(_entry(message, found[message], known) for message in sorted(found))])


def _header() -> str:
    lines = "".join(f"{_quoted(line + chr(10))}\n" for line in HEADER.splitlines())
    return f'# What is said in German, in English. Renew with: make messages\nmsgid ""\nmsgstr ""\n{lines}'


def _entry(message: Message, places: set[str], known: dict[Message, tuple[str, ...]]) -> str:
    forms = known.get(message, ("", "") if message.plural else ("",))
    lines = [f"#: {place}" for place in sorted(places)] + [f"msgid {_quoted(message.text)}"]
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f"msgstr[{index}] {_quoted(form)}" for index, form in enumerate(forms)]
    else:
        lines.append(f"msgstr {_quoted(forms[0])}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\u00a0", "\\u00a0")
    return f'"{escaped}"'


def compiled(known: dict[Message, tuple[str, ...]]) -> bytes:
    """Return a catalogue as GNU gettext's binary file (its manual, section 10.3)."""
    pairs = {b"": HEADER.encode()}
    for message, forms in known.items():
        if all(forms):
            key = "\0".join(filter(None, (message.text, message.plural)))
            pairs[key.encode()] = "\0".join(forms).encode()
    keys = sorted(pairs)
    return _packed(keys, [pairs[key] for key in keys])


def _packed(keys: list[bytes], values: list[bytes]) -> bytes:
    count = len(keys)
    tables, start = b"", 28 + 16 * count
    for strings in (keys, values):
        for each in strings:
            tables += struct.pack("<II", len(each), start)
            start += len(each) + 1
    head = struct.pack("<IIIIIII", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return head + tables + b"".join(each + b"\0" for each in [*keys, *values])


def lacking(found: Iterable[Message], known: dict[Message, tuple[str, ...]]) -> list[Message]:
    """Return the messages without English."""
    return sorted(message for message in found if not all(known.get(message, ("",))))


def renew(layer: Path) -> list[Message]:
    """Renew both files of a layer; return what has no English."""
    found, path = said(layer), catalogue(layer)
    known = read(path.read_text("utf-8")) if path.exists() else {}
    path.write_text(written(found, known), "utf-8")
    known = read(path.read_text("utf-8"))
    path.with_suffix(".mo").write_bytes(compiled(known))
    return lacking(found, known)


def main() -> int:
    """Renew the files of every layer; return 1 while something has no English."""
    missing = [message for layer in LAYERS for message in renew(layer)]
    for message in missing:
        sys.stderr.write(f"no English yet: {message.text}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
