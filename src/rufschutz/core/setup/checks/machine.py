"""What is known of the machine: read once, so that every check sees the same.

Asks the kernel only; decides nothing. What cannot be asked here is None.
"""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rufschutz.core.setup.checks.listeners import strangers
from rufschutz.handover.health import read_health

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.domain.moments import Millis

_PROC = Path("/proc")
_GROUPS = Path("/sys/fs/cgroup")
_TIME_ERROR = 5
_STA_UNSYNC = 0x0040
_TIMEX_BYTES = 256
_STATUS_AT = 40
"""Where struct timex (64 bits) holds its status: after modes, offset, freq, maxerror, esterror."""


@dataclass(frozen=True, slots=True)
class Process:
    """A running process: its user, its limits on open files and on core dumps (bytes, -1 for none).

    ``swappable``: its memory may reach a disk, as far as its control group says.
    """

    pid: int
    user: int
    open_files: int
    core_bytes: int
    swappable: bool = True


@dataclass(frozen=True, slots=True)
class Machine:
    """A look at the machine.

    ``free`` is what the data's disk has left, in bytes, and ``filesystem`` the kernel's name of what
    holds the database. ``voice`` is None where none runs, or where it is hidden from us.
    ``foreign`` holds the addresses, of those the settings name, that are not this machine's;
    ``taken`` the UDP ports, of those the settings name, that another program holds, and ``strangers``
    the TCP ports of metrics and health at which one answers.
    """

    swaps: bool = False
    synchronised: bool | None = None
    open_files: int = 65_536
    free: int = 1 << 40
    filesystem: str = ""
    voice: Process | None = None
    foreign: frozenset[str] = frozenset()
    taken: frozenset[int] = frozenset()
    strangers: frozenset[int] = frozenset()


def look(installation: Installation, now: Millis) -> Machine:
    """Look at the machine that ``installation`` runs on.

    A voice that told of itself a moment ago runs, even where the kernel hides it: its ports are its own.
    """
    health = read_health(installation.run)
    voice = _voice(installation)
    running = voice is not None or (health is not None and not health.stale(now))
    ports = () if running else _ports(installation)
    named = {installation.sip_host, installation.advertised} - {""}
    return Machine(
        swaps=_swaps(),
        synchronised=_synchronised(),
        open_files=resource.getrlimit(resource.RLIMIT_NOFILE)[1],
        free=shutil.disk_usage(installation.data).free,
        filesystem=_filesystem(installation.sqlite.parent),
        voice=voice,
        foreign=frozenset(name for name in named if not _binds(name, 0)),
        taken=frozenset(port for port in ports if not _binds(installation.sip_host, port)),
        strangers=strangers(installation),
    )


def process(pid: int) -> Process | None:
    """Return a running process as the kernel tells of it; None where it is gone or hidden."""
    try:
        user = Path(f"/proc/{pid}").stat().st_uid
        rows = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()
    except OSError:
        return None
    limits = {row[:26].strip(): row[26:].split()[0] for row in rows[1:]}
    files, core = _limit(limits["Max open files"]), _limit(limits["Max core file size"])
    return Process(pid, user, files, core, _swappable(pid))


def _swappable(pid: int) -> bool:
    """Say whether no control group (version 2) forbids this process to swap: its own, or one above it."""
    try:
        rows = (_PROC / str(pid) / "cgroup").read_text("utf-8").splitlines()
    except OSError:
        return True
    for row in rows:
        if row.startswith("0::/"):
            group = _GROUPS / row.removeprefix("0::/")
            return not any(_swap_is_zero(each) for each in (group, *group.parents))
    return True


def _swap_is_zero(group: Path) -> bool:
    try:
        return (group / "memory.swap.max").read_text("ascii").strip() == "0"
    except OSError:
        return False


def _limit(word: str) -> int:
    return -1 if word == "unlimited" else int(word)


def _voice(installation: Installation) -> Process | None:
    health = read_health(installation.run)
    found = None if health is None else process(health.pid)
    if found is None:
        return None
    words = Path(f"/proc/{found.pid}/cmdline").read_bytes().split(b"\0")
    return found if b"voice" in words else None


def _ports(installation: Installation) -> Iterator[int]:
    yield installation.sip_port
    low, high = installation.rtp_ports
    yield from range(low, high + 1)


def _binds(host: str, port: int) -> bool:
    """Say whether UDP could listen there. Nothing is sent."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as probe:
            probe.bind(address)
    except OSError:
        return False
    return True


def _swaps() -> bool:
    return len(Path("/proc/swaps").read_text("ascii").splitlines()) > 1


def _synchronised() -> bool | None:
    """Ask the kernel's clock discipline (adjtimex, modes 0: reading only); None where it may not be asked."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    state = ctypes.CDLL(None, use_errno=True).adjtimex(timex)
    if state < 0:
        return None
    status = int.from_bytes(timex.raw[_STATUS_AT : _STATUS_AT + 4], "little", signed=True)
    return state != _TIME_ERROR and not status & _STA_UNSYNC


def _filesystem(path: Path) -> str:
    """Return the type of what is mounted where ``path`` lies: the longest mount point above it."""
    real = os.path.realpath(path)
    rows = [row.split() for row in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    above = [(row[1], row[2]) for row in rows if _is_below(real, row[1])]
    return max(above, key=lambda found: len(found[0]), default=("", ""))[1]


def _is_below(path: str, mount: str) -> bool:
    return path == mount or path.startswith(mount.rstrip("/") + "/")
