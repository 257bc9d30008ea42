from __future__ import annotations

import json
import os
import pty
import select
import signal
import sys
from dataclasses import replace

import pytest

from rufschutz.domain.audit.checkpoint import VerifierKey


def test_the_logs_key_is_one_that_verify_reads(installed):
    (row,) = json.loads(installed.run("keys", "log", "--json").stdout)
    assert row["controller"] == "Praxis am Markt"
    assert str(VerifierKey.parse(row["key"])) == row["key"]
    done = installed.run("keys", "log")
    assert done.stdout == f"{row['key']}\n"
    assert "Praxis am Markt" in done.stderr


def test_the_root_key_is_put_under_a_passphrase_and_everything_starts_with_it_alone(office, tmp_path):
    """Typed at a terminal: the commands run on one of their own (script)."""
    key = tmp_path / "root.key"
    key.write_bytes(office.root_key.read_bytes())
    key.chmod(0o600)
    sealed = replace(office, root_key=key)
    words = "eine lange Wendung"
    assert "written anew" in at_terminal(sealed, ["keys", "passphrase", "set"], words, words)
    assert key.read_bytes().startswith(b"rufschutz-root-key/2 ")
    done = sealed.run("serve", "worker")
    assert done.returncode == 78
    assert "none was given" in done.stderr
    done = sealed.run("check", "--json")
    assert "root_key_sealed" in {each["name"] for each in json.loads(done.stdout)}
    assert "does not open" in at_terminal(
        sealed, ["serve", "key"], "eine falsche", "noch eine", "und noch eine"
    )
    assert "Nothing" not in at_terminal(sealed, ["check"], words)
    assert "written anew" in at_terminal(sealed, ["keys", "passphrase", "remove"], words)
    assert "no passphrase" in sealed.run("keys", "passphrase", "change").stderr


READ = """
import django
django.setup()
from rufschutz.core import runtime
from rufschutz.core.base import tenant_scope
from rufschutz.core.jobs.desk import ingest_desk
from rufschutz.core.offboarding.contents import sounds
from rufschutz.core.setup.actions import unlock
from rufschutz.core.tenants.queries import tenant_ids
installation = runtime.read(runtime.default_data())
keys = unlock(installation)
blobs = ingest_desk(installation, keys).blobs
with tenant_scope(tenant_ids()[0]):
    print(sum(len(b"".join(pieces)) > 0 for _, pieces in sounds(tenant_ids()[0], keys, blobs)))
"""
"""Opens every recording and prints how many can be read."""


@pytest.mark.long
@pytest.mark.rule("R58")
def test_keys_of_every_level_are_replaced_and_what_was_sealed_before_and_after_is_read(seeded, tmp_path):
    copy = seeded.copy(tmp_path)
    key = tmp_path / "root.key"
    key.write_bytes(seeded.root_key.read_bytes())
    key.chmod(0o600)
    office = replace(copy, root_key=key)
    readable = int(office.program(READ))
    assert readable > 0
    shelf, again = str(tmp_path / "shelf"), tmp_path / "again"
    assert office.run("backup", "--to", shelf).returncode == 0
    for level in ("tenant", "evidence", "root"):
        done = office.run("keys", "rotate", level)
        assert done.returncode == 0, done.stderr
        assert "is replaced by" in done.stdout
        assert "wrapped anew" in done.stdout
        assert int(office.program(READ)) == readable
    assert key.read_bytes() != seeded.root_key.read_bytes()
    assert office.run("backup", "--to", shelf).returncode == 0
    back = replace(office, data=again)
    done = back.run("restore", "--from", shelf, "--root-key-file", str(key))
    assert done.returncode == 0, done.stderr
    assert int(back.program(READ)) == readable
    lost = replace(office, root_key=seeded.root_key).run("keys", "rotate", "tenant")
    assert lost.returncode != 0


def test_the_ingest_keys_are_shown_day_by_day(installed):
    shown = installed.run("keys", "epochs").stdout
    assert "opens what waits" in shown
    assert "spool" in shown


def test_no_other_key_can_be_named(installed):
    done = installed.run("keys", "rotate", "signing")
    assert done.returncode == 2
    assert "root" in done.stderr


def at_terminal(office, words, *typed):
    """Run a command on a terminal of its own, type a line whenever it asks, and return what it shows."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-m", "rufschutz", *words], office.environment)  # noqa: S606
    shown, asked, left = b"", b"", list(typed)
    while select.select([terminal], [], [], 30)[0]:
        try:
            part = os.read(terminal, 1024)
        except OSError:
            break
        shown, asked = shown + part, asked + part
        if left and asked.rstrip(b" ").endswith(b":"):
            os.write(terminal, f"{left.pop(0)}\n".encode())
            asked = b""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode()
