"""The call plans: that each line has one in force, signed by this installation, with all its sounds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from rufschutz.core.keys.actions.keyring import PLAN
from rufschutz.core.keys.queries import public_key
from rufschutz.core.purposes.queries import newest_plan
from rufschutz.core.setup.checks.finding import error, warning
from rufschutz.core.tenants.queries import lines, tenant_ids
from rufschutz.domain.errors import RufschutzError
from rufschutz.handover.plan import read_plan
from rufschutz.vault.seal.signature import read_signed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.core.tenants.queries import LineCard
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.plan import CallPlan

NEAR_ITS_END = 24 * 60 * 60 * 1000
"""A plan with less than this (ms) left should have been renewed."""


def findings(installation: Installation, now: Millis) -> Iterator[Finding]:
    """Yield what is wrong with the plan of each active line."""
    for tenant in tenant_ids():
        for line in lines(tenant):
            if line.active:
                yield from _plan(installation, line, now)


def _plan(installation: Installation, line: LineCard, now: Millis) -> Iterator[Finding]:
    advice = "Start the worker (rufschutz serve worker); it publishes plans, and says why it cannot."
    if newest_plan(line.id) is None:
        yield error("plan", f"line {line.user_part} has no plan", advice)
        return
    try:
        data = (installation.plans / f"{line.id}.plan").read_bytes()
        plan = read_plan(read_signed(data, public_key(PLAN)))
    except (OSError, RufschutzError) as fault:
        yield error("plan", f"the plan of line {line.user_part} cannot be used: {fault}", advice)
        return
    if plan.not_after <= now:
        what = f"the plan of line {line.user_part} has expired: calls are answered without recording"
        yield error("plan_expired", what, advice)
    elif plan.not_after - now < NEAR_ITS_END:
        hours = (plan.not_after - now) // 3_600_000
        what = f"the plan of line {line.user_part} ends in {hours} hours and is not renewed"
        yield warning("plan_ending", what, advice)
    yield from _clips(installation, line, plan)


def _files(plan: CallPlan) -> Iterator[tuple[str, str]]:
    """Return hash and file name of every sound that a call under this plan may need."""
    texts = (piece.clip for text in plan.texts.values()
             for said in text.utterances.values() for piece in said.pieces)  # fmt: skip
    rows = ((*each.digits, each.plus, *each.days, *each.months, *each.reasons.values())
            for each in plan.vocabulary.values())  # fmt: skip
    words = (clip for row in rows for clip in row)
    for clip in (*texts, *words):
        if clip is not None:
            yield clip.alaw_sha256, f"{clip.alaw_sha256}.alaw"
            yield clip.ulaw_sha256, f"{clip.ulaw_sha256}.ulaw"


def _clips(installation: Installation, line: LineCard, plan: CallPlan) -> Iterator[Finding]:
    wanted = sorted(set(_files(plan)))
    wrong = sum(not _holds(installation.clips / name, sha256) for sha256, name in wanted)
    if wrong:
        what = f"{wrong} sounds of line {line.user_part} are missing or altered"
        yield error("clips", what, "Start the worker; it renders them again.")


def _holds(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False
