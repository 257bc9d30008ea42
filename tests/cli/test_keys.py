from __future__ import annotations

import json
import os
import pty
import select
import signal
import sys
from dataclasses import replace

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
