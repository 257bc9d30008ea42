"""What would make this installation unsafe or unlawful, found by looking.

Decides nothing and mends nothing: each finding says what is, why it matters and what
to do. ``ERROR`` findings must be gone before real calls are answered.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.core.ingest.queries import damaged_files
from rufschutz.core.keys.actions.keyring import PLAN
from rufschutz.core.keys.queries import public_key
from rufschutz.core.purposes.queries import newest_plan
from rufschutz.core.setup.actions import unlock
from rufschutz.core.tenants.queries import lines, tenant_ids
from rufschutz.domain.errors import RufschutzError
from rufschutz.handover.plan import read_plan
from rufschutz.handover.spool import SpoolError, acknowledged, read_lines, spool_files
from rufschutz.vault.seal.signature import read_signed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.runtime import Installation
    from rufschutz.core.tenants.queries import LineCard
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.plan import CallPlan

BACKLOG = 24 * 60 * 60 * 1000
"""A fact that waits longer than this (ms) is an alarm."""

_LOOPBACK = ("127.", "::1")


class Level(StrEnum):
    """How bad: an error forbids real calls, a warning wants a person's word, a note is to be known."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``name`` is stable and names the check."""

    level: Level
    name: str
    what: str
    advice: str


def check(installation: Installation, now: Millis) -> tuple[Finding, ...]:
    """Return every finding, the worst first."""
    found = [
        *_root_key(installation),
        *_modes(installation),
        *_controllers(installation),
        *_plans(installation, now),
        *_stopped(),
        *_backlog(installation, now),
        *_exposure(installation),
        *_users(installation),
    ]
    return tuple(sorted(found, key=lambda finding: list(Level).index(finding.level)))


def _root_key(installation: Installation) -> Iterator[Finding]:
    path = installation.root_key_file
    try:
        unlock(installation)
    except RufschutzError as error:
        yield Finding(Level.ERROR, "root_key", str(error), error.advice)
    if path.resolve().is_relative_to(installation.data.resolve()):
        advice = "Move it out; name it in RUFSCHUTZ_ROOT_KEY_FILE, or as root_key_file in rufschutz.toml."
        yield Finding(Level.ERROR, "root_key_place", "the root key lies in the data directory", advice)


def _modes(installation: Installation) -> Iterator[Finding]:
    for path in (installation.data, installation.journals, installation.blobs, installation.spool):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o007:
            what = f"{path.name} can be entered by every user of this machine"
            yield Finding(Level.ERROR, "modes", what, f"chmod o-rwx {path}")


def _controllers(installation: Installation) -> Iterator[Finding]:
    if not installation.database and len(tenant_ids()) > 1:
        what = "more than one controller shares one SQLite file, where only one wall stands between them"
        yield Finding(Level.ERROR, "controllers", what, "Use PostgreSQL, or an installation for each.")
    if installation.demo:
        what = "this directory is marked demo: its clock may be shifted and its second factor is known"
        yield Finding(Level.NOTE, "demo", what, "Set up a real one: rufschutz init")


def _plans(installation: Installation, now: Millis) -> Iterator[Finding]:
    for tenant in tenant_ids():
        for line in lines(tenant):
            if line.active:
                yield from _plan(installation, line, now)


def _plan(installation: Installation, line: LineCard, now: Millis) -> Iterator[Finding]:
    advice = "Start the worker (rufschutz serve worker); it publishes plans, and says why it cannot."
    if newest_plan(line.id) is None:
        yield Finding(Level.ERROR, "plan", f"line {line.user_part} has no plan", advice)
        return
    try:
        data = (installation.plans / f"{line.id}.plan").read_bytes()
        plan = read_plan(read_signed(data, public_key(PLAN)))
    except (OSError, RufschutzError) as error:
        yield Finding(
            Level.ERROR, "plan", f"the plan of line {line.user_part} cannot be used: {error}", advice
        )
        return
    if plan.not_after <= now:
        what = f"the plan of line {line.user_part} has expired: calls are answered without recording"
        yield Finding(Level.ERROR, "plan_expired", what, advice)
    yield from _clips(installation, line, plan)


def _files(plan: CallPlan) -> Iterator[tuple[str, str]]:
    """Return hash and file name of every sound that a call under this plan may need."""
    texts = (piece.clip for text in plan.texts.values()
             for said in text.utterances.values() for piece in said.pieces)  # fmt: skip
    words = (clip for each in plan.vocabulary.values()
             for clip in (*each.digits, each.plus, *each.days, *each.months))  # fmt: skip
    for clip in (*texts, *words):
        if clip is not None:
            yield clip.alaw_sha256, f"{clip.alaw_sha256}.alaw"
            yield clip.ulaw_sha256, f"{clip.ulaw_sha256}.ulaw"


def _clips(installation: Installation, line: LineCard, plan: CallPlan) -> Iterator[Finding]:
    wanted = sorted(set(_files(plan)))
    wrong = sum(not _holds(installation.clips / name, sha256) for sha256, name in wanted)
    if wrong:
        what = f"{wrong} sounds of line {line.user_part} are missing or altered"
        yield Finding(Level.ERROR, "clips", what, "Start the worker; it renders them again.")


def _holds(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def _stopped() -> Iterator[Finding]:
    for file in damaged_files():
        what = f"{file.name} stopped at line {file.line}: {file.fault}"
        advice = (
            f"Keep {file.name} and report an incident: its facts from line {file.line} on wait, "
            "and no command passes over a line. All other files go on."
        )
        yield Finding(Level.ERROR, "spool_stopped", what, advice)


def _backlog(installation: Installation, now: Millis) -> Iterator[Finding]:
    for file in spool_files(installation.spool):
        try:
            waiting = [line.envelope.at for line in read_lines(file.path, acknowledged(file.path))]
        except SpoolError as error:
            yield Finding(Level.ERROR, "spool", str(error), "Keep the file; ask for help with it.")
            continue
        if waiting and now - waiting[0] > BACKLOG:
            what = f"facts in {file.path.name} wait for more than a day"
            yield Finding(Level.ERROR, "spool_backlog", what, "Start the worker: rufschutz serve worker")


def _exposure(installation: Installation) -> Iterator[Finding]:
    if not installation.sip_host.startswith(_LOOPBACK):
        what = f"SIP listens on {installation.sip_host} without encryption"
        yield Finding(
            Level.WARNING, "sip_plain", what, "Put a PBX or a tunnel in front, or listen on loopback."
        )
    if not installation.web_host.startswith(_LOOPBACK):
        what = f"the console listens on {installation.web_host} without TLS"
        yield Finding(Level.WARNING, "web_plain", what, "Put a TLS proxy in front, or listen on loopback.")


def _users(installation: Installation) -> Iterator[Finding]:
    if os.access(installation.root_key_file, os.R_OK) and os.access(installation.journals, os.W_OK):
        what = "voice and worker share this user: that voice cannot read the archive is a wall by code only"
        yield Finding(Level.NOTE, "one_user", what, "Give each process a user of its own (systemd units).")
    if _swap_is_on():
        what = "this machine swaps: sound before consent could reach a disk"
        yield Finding(Level.WARNING, "swap", what, "swapoff -a, or MemorySwapMax=0 for the voice process.")


def _swap_is_on() -> bool:
    with open("/proc/swaps", encoding="ascii") as table:  # noqa: PTH123 - a file of the kernel
        return len(table.readlines()) > 1
