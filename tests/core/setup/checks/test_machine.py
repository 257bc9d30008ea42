"""The machine is asked, not assumed: ports, addresses, limits and mounts as the kernel tells them."""

from __future__ import annotations

import os
import resource
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from rufschutz.core.setup.checks import machine
from rufschutz.core.setup.checks.machine import Machine, look, process
from rufschutz.handover.health import STALE_AFTER, VoiceHealth, write_health


def test_a_port_that_another_program_holds_is_taken(house) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        found = look(replace(house.installation, sip_port=port, rtp_ports=(0, 0)), house.now)
        assert found.taken == {port}
    free = look(replace(house.installation, sip_port=port, rtp_ports=(0, 0)), house.now)
    assert free.taken == frozenset()


def test_the_port_of_a_voice_that_the_kernel_hides_is_its_own(house) -> None:
    hidden = 2**22 + 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        kept = replace(house.installation, sip_port=held.getsockname()[1], rtp_ports=(0, 0))
        write_health(kept.run, VoiceHealth(house.now, hidden, house.now))
        assert look(kept, house.now).taken == frozenset()
        assert look(kept, house.now + STALE_AFTER + 1).taken == {kept.sip_port}


@pytest.mark.parametrize(
    ("rows", "swap", "wanted"),
    [
        ("0::/system.slice/voice.service\n", {"system.slice/voice.service": "0\n"}, False),
        ("0::/system.slice/voice.service\n", {"system.slice": "0\n"}, False),
        ("0::/system.slice/voice.service\n", {"system.slice/voice.service": "max\n"}, True),
        ("0::/system.slice/voice.service\n", {"system.slice/voice.service": "4096\n"}, True),
        ("4:memory:/voice\n", {"voice": "0\n"}, True),
        (None, {}, True),
    ],
)
def test_a_control_group_may_forbid_to_swap(tmp_path, monkeypatch, rows, swap, wanted) -> None:
    monkeypatch.setattr(machine, "_PROC", tmp_path / "proc")
    monkeypatch.setattr(machine, "_GROUPS", tmp_path / "groups")
    (tmp_path / "proc" / "7").mkdir(parents=True)
    if rows is not None:
        (tmp_path / "proc" / "7" / "cgroup").write_text(rows)
    for name, value in swap.items():
        (tmp_path / "groups" / name).mkdir(parents=True)
        (tmp_path / "groups" / name / "memory.swap.max").write_text(value)
    assert machine._swappable(7) is wanted


def test_an_address_of_no_interface_is_foreign(house) -> None:
    found = look(replace(house.installation, advertised="192.0.2.99"), house.now)
    assert found.foreign == {"192.0.2.99"}


def test_a_process_is_known_by_its_user_and_its_limits() -> None:
    found = process(os.getpid())
    assert found.user == os.geteuid()
    assert found.open_files == resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    assert process(2**22 + 1) is None


def test_a_process_that_is_not_voice_is_no_voice(house) -> None:
    assert look(house.installation, house.now).voice is None
    write_health(house.installation.run, VoiceHealth(house.now, os.getpid(), house.now))
    assert look(house.installation, house.now).voice is None


@pytest.mark.parametrize(
    ("mounts", "wanted"),
    [
        ("d / ext4 rw 0 0\nn /srv nfs4 rw 0 0\n", "nfs4"),
        ("d / ext4 rw 0 0\nn /srv/other nfs4 rw 0 0\n", "ext4"),
        ("d / ext4 rw 0 0\nn /srv nfs4 rw 0 0\nt /srv/record xfs rw 0 0\n", "xfs"),
    ],
)
def test_the_innermost_mount_says_where_the_database_lies(monkeypatch, mounts, wanted) -> None:
    monkeypatch.setattr(machine.Path, "read_text", lambda *_: mounts)
    assert machine._filesystem(Path("/srv/record")) == wanted


def test_a_look_answers_everything(house) -> None:
    found = look(house.installation, house.now)
    assert found.free > 0
    assert found.filesystem
    assert found.synchronised in {True, False, None}
    assert isinstance(found, Machine)
