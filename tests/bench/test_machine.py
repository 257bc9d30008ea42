from __future__ import annotations

import os
import socket

from rufschutz.bench.machine import processor, this_machine


def test_the_processor_is_read_from_the_kernels_table():
    assert (
        processor("processor\t: 0\nmodel name\t: Example 9000 @ 2 GHz\nflags\t: a\n")
        == "Example 9000 @ 2 GHz"
    )
    assert processor("Hardware : none\n") == ""


def test_it_counts_the_cores_we_may_use_and_knows_our_niceness():
    machine = this_machine()
    assert machine.cores == len(os.sched_getaffinity(0))
    assert machine.nice == os.nice(0)
    assert machine.memory > 0.1


def test_it_never_names_the_machine():
    assert socket.gethostname() not in this_machine().sentence()
