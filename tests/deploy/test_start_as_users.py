"""What starts the processes without systemd leaves none of them, and no copy of a key, however it ends.

In a mount namespace of its own, whose /etc is a copy with our users; a script stands in for the program.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
WORDS = "neun Wörter, die niemand rät"
NAMES = ("voice", "worker", "web")
PROGRAM = """
words= fd=${RUFSCHUTZ_PASSPHRASE_FD:-}
[ -z "$fd" ] || words=$(cat <&"$fd")
printf '%s\\n' "$$" "$words" > "$OUT/.$2" && mv "$OUT/.$2" "$OUT/$2"
exec sleep 60
"""

pytestmark = pytest.mark.needs("root", "bash", "setpriv", "unshare", "systemd-sysusers")


class Started:
    """The script under way; ``memory`` is a directory on a tmpfs, where it keeps its copies."""

    def __init__(self, stage: Path, memory: Path) -> None:
        self.memory, self.out = memory, memory / "out"
        self.out.mkdir()
        self.out.chmod(0o777)
        program = memory / "program"
        program.write_text(PROGRAM.replace("$OUT", str(self.out)))
        key = stage / "root.key"
        key.write_text("rufschutz-root-key/2 …\n")
        inside = 'mount --make-rprivate / && mount --bind "$STAGE/etc" /etc && exec "$DEPLOY/start-as-users"'
        named = {"STAGE": stage, "DEPLOY": DEPLOY, "TMPDIR": memory, "RUFSCHUTZ_ROOT_KEY_FILE": key}
        environment = {"PATH": os.environ["PATH"], "RUFSCHUTZ_PROGRAM": f"bash {program}"}
        environment |= {name: str(value) for name, value in named.items()}
        # A shell cannot trap what its parent ignored, as a background job of another shell does.
        heard = ["env", "--default-signal=HUP,INT,TERM"]
        self.process = subprocess.Popen([*heard, "unshare", "-m", "bash", "-c", inside], env=environment)

    def pids(self) -> set[int]:
        return {int((self.out / name).read_text().splitlines()[0]) for name in NAMES}

    def copies(self) -> list[Path]:
        return list(self.memory.glob("rufschutz.*"))


def eventually(true) -> bool:
    end = time.monotonic() + 10
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(true())


@pytest.fixture
def started(tmp_path: Path):
    (tmp_path / "etc" / "credstore").mkdir(parents=True)
    for name in ("passwd", "group", "ld.so.cache", "nsswitch.conf"):
        if Path("/etc", name).exists():
            shutil.copy(f"/etc/{name}", tmp_path / "etc" / name)
    sysusers = DEPLOY / "sysusers.d" / "rufschutz.conf"
    subprocess.run(["systemd-sysusers", f"--root={tmp_path}", str(sysusers)], check=True, capture_output=True)
    (tmp_path / "etc" / "credstore" / "rufschutz-passphrase").write_text(f"{WORDS}\n")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        Path(memory).chmod(0o755)
        made = Started(tmp_path, Path(memory))
        try:
            assert eventually(lambda: all((made.out / name).exists() for name in NAMES))
            yield made
        finally:
            made.process.terminate()
            made.process.wait(10)
            assert eventually(lambda: not any(map(running, made.pids())))


def running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_however_it_is_ended_no_process_and_no_copy_of_the_key_stays(started, end) -> None:
    assert len(started.copies()) == 1
    started.process.send_signal(end)
    assert started.process.wait(10) == 0
    assert not any(map(running, started.pids()))
    assert started.copies() == []


def test_when_one_process_ends_all_end(started) -> None:
    os.kill(int((started.out / "web").read_text().splitlines()[0]), signal.SIGTERM)
    assert started.process.wait(10) == 1
    assert not any(map(running, started.pids()))
    assert started.copies() == []


def test_killed_it_leaves_no_process(started) -> None:
    started.process.kill()
    assert eventually(lambda: not any(map(running, started.pids())))


def test_the_passphrase_comes_through_a_pipe_and_lies_in_no_file(started) -> None:
    told = {name: (started.out / name).read_text().splitlines()[1] for name in NAMES}
    assert told == {"voice": "", "worker": WORDS, "web": WORDS}
    (copies,) = started.copies()
    files = [path for path in copies.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"rufschutz-root.key"}
    for pid in started.pids():
        assert (
            WORDS not in Path(f"/proc/{pid}/environ").read_text() + Path(f"/proc/{pid}/cmdline").read_text()
        )


def test_no_copy_of_the_key_is_put_on_a_disk() -> None:
    done = subprocess.run(
        [str(DEPLOY / "start-as-users")],
        env={"PATH": os.environ["PATH"], "TMPDIR": "/proc"},
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
    )
    assert done.returncode == 1
    assert "Name a tmpfs" in done.stderr
