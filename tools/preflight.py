"""Names what the tests need from the machine; as root on Debian or Ubuntu, installs it.

``ALLOW_MISSING=1``: go on without; the tests that need it list themselves as left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDS = {
    "sipp": "sip-tester",
    "baresip": "baresip-core",
    "chromium": "chromium",
    "initdb": "postgresql",
    "systemd-analyze": "systemd",
    "setpriv": "util-linux",
}


def found(program: str) -> bool:
    """Whether the program is on the PATH, or is one of PostgreSQL's own."""
    return bool(shutil.which(program)) or any(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))


def missing() -> list[str]:
    """Return the programs that the machine lacks."""
    return [program for program in NEEDS if not found(program)]


def install(packages: list[str]) -> None:
    """Install Debian packages; services that they bring do not start."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], check=True, env=environment, stdout=subprocess.DEVNULL)


def main() -> int:
    """Return 0 when the tests can run."""
    lacking = missing()
    packages = [NEEDS[program] for program in lacking]
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write(f"installing for the tests: {' '.join(packages)}\n")
        install(packages)
        lacking = missing()
    if not lacking:
        return 0
    sys.stderr.write(f"missing for the tests: {', '.join(lacking)} (apt install {' '.join(packages)})\n")
    if os.environ.get("ALLOW_MISSING") == "1":
        sys.stderr.write(
            "ALLOW_MISSING=1: the tests that need them are left out, and are listed at the end\n"
        )
        return 0
    sys.stderr.write("Install them, or set ALLOW_MISSING=1 to leave out the tests that need them.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
