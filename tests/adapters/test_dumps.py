"""No process that may hold sound, a key or a passphrase can be dumped."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASKED = """
import ctypes, resource, sys
def asked():
    print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
"""
ITSELF = "from rufschutz.adapters.dumps import forbid_dumps; forbid_dumps(); asked()"
EVERY_COMMAND = """
from rufschutz.cli.main import main
sys.argv = ["rufschutz", "--version"]
try:
    main()
except SystemExit:
    asked()
"""


@pytest.mark.parametrize("program", [ITSELF, EVERY_COMMAND], ids=["itself", "every command"])
def test_neither_a_limit_nor_the_kernel_allows_a_dump(program) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED + program], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.splitlines()[-1] == "(0, 0) 0"
