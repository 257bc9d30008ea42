"""Voice, worker and web under their own users: what each may not touch, and that a call works all the same.

In a mount namespace of its own: the users stand in copies of /etc/passwd and /etc/group, the data in /srv.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rufschutz.voice.caller.sound import read_wav

pytestmark = [
    pytest.mark.system,
    pytest.mark.needs("root", "setpriv", "unshare", "nsenter", "systemd-sysusers", "systemd-tmpfiles"),
]

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "/opt/.venv/bin/python -m rufschutz"
INSIDE = r"""
set -eu
mount --make-rprivate /
mount --bind "$STAGE/etc/passwd" /etc/passwd
mount --bind "$STAGE/etc/group" /etc/group
mount --bind "$STAGE/srv" /srv
mount --bind "$CHECKOUT" /opt
if ! setpriv --reuid 65534 --regid 65534 --clear-groups test -x "$PYTHON_HOME/bin"; then
    mount --bind "$PYTHON_HOME" "$STAGE/python"
    mount -t tmpfs -o mode=755 none "/$(echo "$PYTHON_HOME" | cut -d/ -f2)"
    mkdir -p "$PYTHON_HOME"
    mount --bind "$STAGE/python" "$PYTHON_HOME"
fi
mount -t tmpfs -o mode=755 none /run
chmod 755 /srv
mkdir -p /srv/rufschutz
cd /opt/deploy
systemd-tmpfiles --create /opt/deploy/adopt.conf
grep -v " /etc/" tmpfiles.d/rufschutz.conf > /srv/directories.conf
systemd-tmpfiles --create /srv/directories.conf
exec ./start-as-users
"""


def _words(pid: str) -> list[str]:
    """Return the words of a process's command, none of one that has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


class Household:
    """The service under its users, seen from outside; `inside` runs a command among them."""

    def __init__(self, service, process) -> None:
        self.service = service
        self.pid = process.pid
        self.process = process

    def pids(self) -> dict[str, int]:
        found = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        words = {pid: _words(pid) for pid in found}
        return {each[-2]: int(pid) for pid, each in words.items() if "serve" in each}

    def inside(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = ["nsenter", "-t", str(self.pid), "-m", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def as_user(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a process of that name would: its user, its groups, its credentials."""
        pid = self.pids()[name]
        groups = status(pid, "Groups").replace(" ", ",")
        environ = Path(f"/proc/{pid}/environ").read_text().split("\0")
        kept = [row for row in environ if row.startswith(("RUFSCHUTZ_", "CREDENTIALS_", "PYTHON"))]
        user = f"rufschutz-{name}"
        drop = ["setpriv", "--reuid", user, "--regid", user, "--groups", groups, "--no-new-privs"]
        return self.inside(*drop, "env", *kept, *words)


def status(pid: int, name: str) -> str:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split(":", 1)[1].strip() for line in lines if line.startswith(f"{name}:"))


@pytest.fixture(scope="module")
def household(installed, tmp_path_factory):
    stage = tmp_path_factory.mktemp("users")
    for name in ("etc", "python"):
        (stage / name).mkdir()
    for name in ("passwd", "group"):
        shutil.copy(f"/etc/{name}", stage / "etc" / name)
    sysusers = ROOT / "deploy" / "sysusers.d" / "rufschutz.conf"
    subprocess.run(["systemd-sysusers", f"--root={stage}", str(sysusers)], check=True, capture_output=True)
    copy = stage / "copy"
    copy.mkdir()
    service = installed.copy(copy)
    (stage / "srv").mkdir()
    service.data = service.data.rename(stage / "srv" / "rufschutz")
    environment = {
        **service.environment,
        "STAGE": str(stage),
        "CHECKOUT": str(ROOT),
        "PYTHON_HOME": sys.base_prefix,
        "RUFSCHUTZ_DATA": "/srv/rufschutz",
        "RUFSCHUTZ_PROGRAM": PROGRAM,
        "PYTHONPATH": "/opt/src",
        "TMPDIR": "/run",
    }
    process = service.start("all", ["unshare", "-m", "bash", "-c", INSIDE], as_name="users", env=environment)
    made = Household(service, process)
    try:
        service.wait_until(
            lambda: alive(made) and service.data.joinpath("run/voice.json").exists(), 40, "voice answers"
        )
        yield made
    finally:
        service.close()


def alive(household: Household) -> bool:
    assert household.process.poll() is None, household.service.log("users")
    return set(household.pids()) == {"voice", "worker", "web"}


@pytest.mark.parametrize(
    ("name", "path", "mode"),
    [
        ("voice", "/srv/rufschutz/record/db.sqlite3", "r"),
        ("voice", "/srv/rufschutz/blobs", "r"),
        ("voice", "/srv/rufschutz/log", "r"),
        ("voice", "/srv/rufschutz/tombstones", "r"),
        ("voice", "/srv/rufschutz/backups", "r"),
        ("voice", "/srv/rufschutz/quarantine", "r"),
        ("voice", "/srv/rufschutz/drills", "r"),
        ("voice", "/srv/rufschutz/plans/new", "w"),
        ("voice", "/srv/rufschutz/clips/new", "w"),
        ("voice", "/srv/rufschutz/rufschutz.toml", "a"),
        ("voice", "/srv/rufschutz/installation.pub", "a"),
        ("voice", "/srv/rufschutz/new", "w"),
        ("web", "/srv/rufschutz/spool", "r"),
        ("web", "/srv/rufschutz/journals", "r"),
        ("web", "/srv/rufschutz/tombstones", "r"),
        ("web", "/srv/rufschutz/backups", "r"),
        ("web", "/srv/rufschutz/plans/new", "w"),
        ("web", "/srv/rufschutz/rufschutz.toml", "a"),
        ("worker", "/srv/rufschutz/rufschutz.toml", "a"),
        ("worker", "/srv/rufschutz/new", "w"),
        ("web", "/srv/rufschutz/run/voice.json", "a"),
    ],
)
def test_what_each_may_not_touch(household, name, path, mode) -> None:
    tried = {"r": "import os; os.listdir(p) if os.path.isdir(p) else open(p)"}.get(mode, f"open(p, {mode!r})")
    done = household.as_user(name, "/usr/bin/env", "python3", "-c", f"p = {path!r}; {tried}")
    assert done.returncode == 1
    assert "PermissionError" in done.stderr


@pytest.mark.rule("R12")
def test_voice_reaches_neither_the_root_key_nor_the_copies_of_others(household) -> None:
    pids = household.pids()
    environ = Path(f"/proc/{pids['voice']}/environ").read_text()
    assert "CREDENTIALS_DIRECTORY" not in environ
    for name in ("worker", "web"):
        rows = Path(f"/proc/{pids[name]}/environ").read_text().split("\0")
        (directory,) = (row.split("=", 1)[1] for row in rows if row.startswith("CREDENTIALS_DIRECTORY="))
        key = f"{directory}/rufschutz-root.key"
        assert household.as_user(name, "cat", key).stdout.startswith("rufschutz-root-key/")
        assert "Permission denied" in household.as_user("voice", "cat", key).stderr


@pytest.mark.parametrize("name", ["voice", "worker", "web"])
def test_each_has_its_user_no_privileges_and_no_core_dumps(household, name) -> None:
    pid = household.pids()[name]
    assert status(pid, "NoNewPrivs") == "1"
    assert {status(pid, each) for each in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")} == {"0" * 16}
    users = {each: status(other, "Uid") for each, other in household.pids().items()}
    assert len(set(users.values())) == 3
    assert "0" not in users[name].split()
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    (core,) = (line.split()[4:6] for line in limits if line.startswith("Max core file size"))
    assert core == ["0", "0"]


def test_a_message_is_left_archived_played_and_withdrawn_across_the_users(household, noise) -> None:
    service = household.service
    (answered,) = service.call_all([service.order("1 wait:9 hangup")], noise.long)
    assert answered.status == 200
    service.wait_until(service.taken, 20, "the recording is archived")
    row = service.calls()[-1]
    assert row["recording_state"] == "archived"

    sound = "/opt/tests/system/programs/sound.py"
    heard = service.data / "blobs" / "heard.wav"
    python = PROGRAM.split(maxsplit=1)[0]
    played = household.as_user("web", python, sound, row["recording"], "/srv/rufschutz/blobs/heard.wav")
    assert played.returncode == 0, played.stderr
    assert len(read_wav(heard)) > 3 * 8_000
    heard.unlink()

    withdrawn = household.as_user("web", *PROGRAM.split(), "consent", "withdraw", row["call"])
    assert withdrawn.returncode == 0, withdrawn.stderr
    service.wait_until(lambda: service.calls()[-1]["recording_state"] == "erased", 20, "it is gone")
    service.wait_until(lambda: not list(service.data.glob("blobs/??/*")), 20, "its blob is gone")


def test_check_finds_nothing_wrong_with_the_users(household) -> None:
    done = household.inside(
        "env", f"RUFSCHUTZ_ROOT_KEY_FILE={household.service.root_key}", *PROGRAM.split(),
        "--data", "/srv/rufschutz", "check",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "one_user" not in done.stdout


ASK = """
import asyncio, pathlib
from rufschutz.handover.lookup import FORMAT, LookupRequest
from rufschutz.voice.lookup import Lookup
from rufschutz.voice.tasks import Tasks
lookup = Lookup(pathlib.Path("/srv/rufschutz/run"), Tasks(), 5)
print(asyncio.run(lookup._ask(LookupRequest(FORMAT, {tenant!r}, {line!r}, "+493023125047"))))
"""


@pytest.mark.rule("R24")
def test_voice_asks_the_worker_about_a_number_and_nobody_else_can(household) -> None:
    (plan,) = (household.service.data / "plans").glob("*.plan")
    tenant = household.service.record()["tenant"]
    words = ASK.format(tenant=tenant, line=plan.stem)
    python = PROGRAM.split(maxsplit=1)[0]
    answered = household.as_user("voice", python, "-c", words)
    assert "never_record=False" in answered.stdout, answered.stderr
    stranger = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    refused = household.inside(*stranger, "env", "PYTHONPATH=/opt/src", python, "-c", words)
    assert "PermissionError" in refused.stderr
    mode = household.inside("stat", "-c", "%a %U %G", "/srv/rufschutz/run/lookup.sock").stdout
    assert mode.split() == ["660", "rufschutz-worker", "rufschutz"]
