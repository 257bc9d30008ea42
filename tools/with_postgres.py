"""Runs a command with a throw-away PostgreSQL cluster: ``RUFSCHUTZ_TEST_DATABASE`` names it."""

from __future__ import annotations

import os
import subprocess
import sys

from rufschutz.bench.cluster import cluster, programs


def main() -> int:
    """Return the command's status."""
    folder = programs()
    if folder is None:
        sys.stderr.write("left out: the tests on PostgreSQL (no initdb on this machine)\n")
        return 0 if os.environ.get("ALLOW_MISSING") == "1" else 1
    with cluster(folder, durable=False) as url:
        environment = {**os.environ, "RUFSCHUTZ_TEST_DATABASE": url}
        return subprocess.run(sys.argv[1:], check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
