"""The pictures in README and guide: each is there, each is shown, and one command takes them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "guide" / "images"
SHOWN = re.compile(r"!\[([^\]]+)\]\(([^)\s]+)\)")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def shown(page: Path) -> list[Path]:
    """Return the pictures that a page shows from this tree."""
    names = [name for _, name in SHOWN.findall(page.read_text("utf-8"))]
    return [(page.parent / name).resolve() for name in names if "://" not in name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_picture_shown_is_there(page: Path) -> None:
    assert [picture for picture in shown(page) if not picture.is_file()] == []


def test_every_picture_is_shown() -> None:
    used = {picture for page in PAGES for picture in shown(page)}
    assert set(IMAGES.iterdir()) - used == set()


def test_one_command_takes_them_all() -> None:
    program = (ROOT / "tools" / "screenshots.py").read_text("utf-8")
    assert {path.name for path in IMAGES.iterdir()} == set(re.findall(r'"([\w-]+\.png)"', program))
