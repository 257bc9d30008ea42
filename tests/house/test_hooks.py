"""What runs before a commit is what `make check` runs, and it fetches nothing."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]


def commands_of_check() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert recipe is not None
    return {line.split("$(RUN)/")[1].split()[0] for line in recipe[1].splitlines()}


def test_every_check_has_its_hook():
    entries = " ".join(hook["entry"] for repo in HOOKS for hook in repo["hooks"])
    assert commands_of_check() <= {word.split("/")[-1] for word in entries.split()}


def test_no_hook_comes_from_elsewhere():
    assert {repo["repo"] for repo in HOOKS} == {"local"}
    assert {hook["language"] for repo in HOOKS for hook in repo["hooks"]} == {"system"}
