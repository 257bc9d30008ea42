from __future__ import annotations

import mmap
import os
import subprocess
import sys
import time

import pytest

from rufschutz.bench.errors import BenchError
from rufschutz.bench.processes import children, cpu_seconds, own_memory, pss, words


def test_our_own_memory_and_time_grow_with_use():
    memory, time_used = pss(os.getpid()), cpu_seconds(os.getpid())
    own = own_memory(os.getpid())
    own_pages = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS  # the heap may have room left
    held = mmap.mmap(-1, 20_000_000, flags=own_pages)
    held.write(b"x" * len(held))
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass
    assert pss(os.getpid()) - memory > len(held) / 2
    assert own_memory(os.getpid()) - own > len(held) / 2
    assert cpu_seconds(os.getpid()) > time_used


def test_a_child_is_found_with_its_command_line():
    code = "print(flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code, "voice"], **pipes) as child:
        child.stdout.readline()
        assert child.pid in children(os.getpid())
        assert words(child.pid)[-1] == "voice"
        child.communicate(b"\n")


def test_a_process_that_has_ended_is_named():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    with pytest.raises(BenchError, match=str(child.pid)):
        pss(child.pid)
