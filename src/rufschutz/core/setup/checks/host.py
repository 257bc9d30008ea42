"""The machine: what of it could leak sound, lose facts or tell a wrong day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.setup.checks.finding import error, note, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.core.setup.checks.machine import Machine

RESERVE = 1 << 30
"""Bytes that the data's disk should have left."""

OPEN_FILES = 4_096
"""Open files that a voice process with several hundred calls needs (two for media, two for a journal)."""


def findings(machine: Machine) -> Iterator[Finding]:
    """Yield what is wrong with the machine."""
    if machine.swaps and (machine.voice is None or machine.voice.swappable):
        what = "this machine swaps: sound before consent could reach a disk"
        yield warning("swap", what, "swapoff -a, or MemorySwapMax=0 in the unit of voice.")
    if machine.free < RESERVE:
        what = f"the disk of the data directory has {machine.free >> 20} MB left"
        yield error("disk_space", what, "Free space on it: on a full disk nothing is recorded.")
    yield from _clock(machine)
    yield from _limits(machine)


def _clock(machine: Machine) -> Iterator[Finding]:
    advice = "Run a time service (systemd-timesyncd, chrony); see: timedatectl"
    if machine.synchronised is False:
        what = "this machine's clock is not synchronised: promised days could be missed"
        yield warning("clock", what, advice)
    if machine.synchronised is None:
        yield note("clock_unknown", "whether this machine's clock is synchronised cannot be asked", advice)


def _limits(machine: Machine) -> Iterator[Finding]:
    voice = machine.voice
    allowed = voice.open_files if voice else machine.open_files
    if 0 <= allowed < OPEN_FILES:
        what = f"a process may open {allowed} files, {OPEN_FILES} are needed for many calls at once"
        yield warning("open_files", what, "Set LimitNOFILE=65536 in the unit, or: ulimit -n 65536")
    if voice and voice.core_bytes != 0:
        what = "the running voice process may write a core dump, with sound in it"
        yield error("core_dumps", what, "Restart voice by its unit (LimitCORE=0); report it if it stays so.")
