from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from rufschutz.cli.children import serve_command, spawn

PARENT = """
import sys, time
from rufschutz.cli.children import spawn
child = spawn([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_child_is_this_programme_with_another_word():
    assert serve_command("web")[1:] == ["-m", "rufschutz", "serve", "web"]


def test_a_child_runs_and_tells_its_status():
    assert spawn([sys.executable, "-c", "raise SystemExit(3)"]).wait() == 3


def gone(pid):
    try:
        with Path(f"/proc/{pid}/stat").open(encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_no_child_outlives_a_parent_that_was_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while not gone(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert gone(pid)


def test_a_secret_goes_through_a_pipe_and_stands_nowhere_else():
    pipe = "int(os.environ['RUFSCHUTZ_PASSPHRASE_FD'])"
    code = f"import os; raise SystemExit(os.read({pipe}, 99) != b'words')"
    child = spawn([sys.executable, "-c", code], secret=b"words")
    assert child.wait() == 0
    bare = "import os; raise SystemExit('RUFSCHUTZ_PASSPHRASE_FD' in os.environ)"
    assert spawn([sys.executable, "-c", bare]).wait() == 0
