"""Runs a command with a throw-away PostgreSQL cluster: ``RUFSCHUTZ_TEST_DATABASE`` names it.

As root the cluster runs as the user postgres, because PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL, or None."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if versions:
        return versions[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_postgres(command: list[str]) -> list[str]:
    """Return the command as a user that PostgreSQL accepts."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def start(home: Path, programs: Path, port: int) -> None:
    """Make and start a cluster in ``home``; durability is off, because it is thrown away."""
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
    for command in (
        [str(programs / "initdb"), "-D", str(home / "data"), "-U", "rufschutz", "-A", "trust", "-E", "UTF8"],
        [
            str(programs / "pg_ctl"),
            "-D",
            str(home / "data"),
            "-w",
            "-l",
            str(home / "log"),
            "-o",
            options,
            "start",
        ],
    ):
        subprocess.run(as_postgres(command), check=True, cwd=home, stdout=subprocess.DEVNULL)


def main() -> int:
    """Return the command's status."""
    programs = binaries()
    if programs is None:
        sys.stderr.write("left out: the tests on PostgreSQL (no initdb on this machine)\n")
        return 0 if os.environ.get("ALLOW_MISSING") == "1" else 1
    home = Path(tempfile.mkdtemp(prefix="rufschutz-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres")
        port = free_port()
        start(home, programs, port)
        url = f"postgres://rufschutz@127.0.0.1:{port}/postgres"
        return subprocess.run(
            sys.argv[1:], check=False, env={**os.environ, "RUFSCHUTZ_TEST_DATABASE": url}
        ).returncode
    finally:
        stop = [str(programs / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "stop"]
        subprocess.run(
            as_postgres(stop), check=False, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
