"""A controller leaves from the command line alone; a stranger opens, checks and verifies what it got."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

BEGIN = """
import django
django.setup()
from rufschutz.adapters.clock import Clock
from rufschutz.core.approvals.actions import locked
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.core.offboarding.actions.asking import begin
from rufschutz.core.tenants.queries import tenant_ids
tenant = tenant_ids()[0]
with tenant_scope(tenant), locked(tenant):
    begin(Proposal.objects.get(subject="offboard"), Clock().now())
"""
"""What a second person's word does."""

GO_ON = """
import django
django.setup()
from rufschutz.adapters.clock import Clock
from rufschutz.core import runtime
from rufschutz.core.jobs.desk import ingest_desk
from rufschutz.core.offboarding.actions import go_on
from rufschutz.core.purposes.actions import Shelves
from rufschutz.core.setup.actions import unlock
from rufschutz.core.tenants.queries import tenant_ids
here = runtime.read(runtime.default_data())
keys = unlock(here)
blobs = ingest_desk(here, keys).blobs
shelves = Shelves(here.plans, here.clips)
print(go_on(tenant_ids()[0], keys, blobs, shelves, here.log, here.packages, Clock().now()))
"""
"""What the worker does within a minute."""


def told(done) -> str:
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def test_nobody_leaves_unasked_and_status_says_so(installed, tmp_path) -> None:
    assert installed.run("offboard", "status").stdout == ""
    for words in (("package",), ("export", str(tmp_path / "out.tar")), ("confirm", "0" * 64)):
        done = installed.run("offboard", *words)
        assert done.returncode == 1
        assert "no offboarding here" in done.stderr
    assert list(tmp_path.iterdir()) == []


def opened(office, file, directory, words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rufschutz", "offboard", "open", str(file), str(directory)]
    said = f"{words}\n"
    return subprocess.run(
        command, env=office.environment, input=said, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.long
@pytest.mark.rule("R47")
def test_everything_comes_back_and_a_stranger_verifies_what_is_left(seeded, tmp_path) -> None:
    office, file, out = seeded.copy(tmp_path), tmp_path / "p.tar", tmp_path / "out"
    log_key = told(office.run("keys", "log")).strip()
    told(office.run("offboard", "ask", "--reason", "Praxis schließt"))
    office.program(BEGIN)
    assert "next: rufschutz offboard package" in told(office.run("offboard", "status"))
    [words] = re.findall(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", told(office.run("offboard", "package")))
    assert "[x] package written" in told(office.run("offboard", "status"))
    told(office.run("offboard", "export", str(file)))
    assert opened(office, file, tmp_path / "wrong", "AAAA " * 8).returncode == 1
    receipt = re.findall(r"confirm ([0-9a-f]{64})", told(opened(office, file, out, words)))[0]
    assert "PROVEN" in told(office.run("verify", str(out)))
    assert len(list(out.glob("*.PCMA"))) == 3
    assert json.loads((out / "consents.jsonld").read_text("utf-8"))["@graph"]
    told(office.run("offboard", "confirm", receipt))
    assert office.program(GO_ON).strip() == "True"
    assert "[x] last entry logged" in told(office.run("offboard", "status", "--certificates", str(tmp_path)))
    [proof] = tmp_path.glob("*.json")
    assert json.loads(proof.read_text())["log"]
    assert "PROVEN" in told(office.run("verify", str(proof), "--key", log_key))
    assert not (office.data / "record" / "packages" / proof.stem).exists()


@pytest.mark.rule("R47")
def test_an_altered_file_of_what_was_taken_along_is_named(installed, tmp_path) -> None:
    (tmp_path / "a.csv").write_bytes(b"one")
    files = {"a.csv": "0" * 64}
    data = json.dumps({"format": "rufschutz-offboarding/1", "files": files})
    (tmp_path / "MANIFEST.json").write_text(data)
    done = installed.run("verify", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "WRONG: a.csv was altered\n")
