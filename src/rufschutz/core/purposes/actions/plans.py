"""Publishing call plans from the policy in force.

A plan is published whole or not at all: files durable first, then its row, then the plan
file under its name. The plan before stays in force wherever publishing fails. What is only
rehearsed is rendered aside, and nothing of it is kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import create_epoch, retire_epochs
from rufschutz.core.keys.actions.keyring import PLAN
from rufschutz.core.purposes.clips import ClipStore
from rufschutz.core.purposes.compile import Order, compile_plan
from rufschutz.core.purposes.errors import Fault, PlanRefusedError
from rufschutz.core.purposes.models import PublishedPlan
from rufschutz.core.purposes.queries import live_policy, newest_plan, plans_in_force
from rufschutz.core.tenants.queries import controller, lines, tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import EpochId, PlanVersion
from rufschutz.domain.moments import DAY, Millis, day_of
from rufschutz.handover import durable
from rufschutz.handover.plan import CallPlan, IngestKey, plan_bytes
from rufschutz.vault.open.signature import sign
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.core.keys.actions import Epoch, Keys
    from rufschutz.core.purposes.policy import Policy
    from rufschutz.core.purposes.queries import PlanCard
    from rufschutz.core.tenants.queries import LineCard
    from rufschutz.domain.ids import LineId, TenantId

RENEW_AFTER: Final = DAY
"""A plan older than this is published anew, in ms."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where plans and clips lie."""

    plans: Path
    clips: Path

    def plan_file(self, line: LineId) -> Path:
        """Return the file in which voice looks for a line's plan."""
        return self.plans / f"{durable.safe_name(line)}.plan"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line whose plan could not be published, and why."""

    line: LineId
    error: PlanRefusedError


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: plans published, lines refused."""

    published: tuple[PlanVersion, ...]
    refused: tuple[Refusal, ...]


def rehearse(keys: Keys, tenant: TenantId, line: LineCard, shelves: Shelves, now: Millis) -> CallPlan:
    """Compile a line's plan without putting it in force; raise `PlanRefusedError` with every fault."""
    live = live_policy(tenant)
    return compile_plan(
        live.policy, controller(tenant), line, _order(keys, tenant, now), ClipStore(shelves.clips)
    )


def rehearse_policy(tenant: TenantId, policy: Policy, clips: Path, now: Millis) -> None:
    """Compile the plan of every active line from a policy that nobody adopted yet.

    Raises `PlanRefusedError` with every fault of every line. Reads the sounds in ``clips``; what is
    rendered anew is measured and thrown away.
    """
    faults: list[Fault] = []
    with TemporaryDirectory(prefix="rufschutz-rehearsal-") as aside:
        store = ClipStore(clips, Path(aside))
        for line in lines(tenant):
            try:
                if line.active:
                    compile_plan(policy, controller(tenant), line, _nothing(now), store)
            except PlanRefusedError as error:
                faults += error.faults
    if faults:
        raise PlanRefusedError(tuple(dict.fromkeys(faults)))


def _nothing(now: Millis) -> Order:
    """Return an order for a plan that is never signed."""
    no_key = IngestKey(EpochId(""), SUITE, b"")
    return Order(PlanVersion(""), now, no_key, no_key)


def publish(keys: Keys, tenant: TenantId, line: LineCard, shelves: Shelves, now: Millis) -> PlanVersion:
    """Compile a line's plan, sign it and put it in force; raise `PlanRefusedError` with every fault."""
    plan = rehearse(keys, tenant, line, shelves, now)
    _publish(keys, plan, live_policy(tenant).id, shelves)
    return plan.version


def refresh(keys: Keys, shelves: Shelves, now: Millis) -> Refreshed:
    """Publish every active line's plan that is due: new day, new policy, new key, or a lost file.

    A line that is refused keeps its plan; the others are published all the same.
    """
    published, refused = [], []
    for tenant in tenant_ids():
        for line in lines(tenant):
            if not line.active:
                continue
            try:
                if version := _refresh_line(keys, tenant, line, shelves, now):
                    published.append(version)
            except PlanRefusedError as error:
                refused.append(Refusal(line.id, error))
    return Refreshed(tuple(published), tuple(refused))


def retire(in_use: Collection[EpochId], now: Millis) -> tuple[EpochId, ...]:
    """Destroy private ingest keys that nothing can need any more; return which.

    ``in_use``: the epochs that spool files and journals on disk still name. Epochs of
    plans that voice may still hold are kept here.
    """
    held = {epoch for plan in plans_in_force(now) for epoch in (plan.ingest_epoch, plan.spool_epoch)}
    return retire_epochs(held | set(in_use), now)


def _refresh_line(
    keys: Keys, tenant: TenantId, line: LineCard, shelves: Shelves, now: Millis
) -> PlanVersion | None:
    plan, policy = rehearse(keys, tenant, line, shelves, now), live_policy(tenant).id
    last = newest_plan(line.id)
    if last is not None and last.policy == policy and _in_force(last, plan, shelves, now):
        return None
    _publish(keys, plan, policy, shelves)
    return plan.version


def _in_force(last: PlanCard, plan: CallPlan, shelves: Shelves, now: Millis) -> bool:
    return (
        last.content_sha256 == _content(plan)
        and now < last.issued_at + RENEW_AFTER
        and _on_disk(shelves.plan_file(plan.line), last)
    )


def _on_disk(path: Path, last: PlanCard) -> bool:
    try:
        payload = path.read_bytes().rpartition(b"\n")[0].rpartition(b"\n")[0]
    except FileNotFoundError:
        return False
    return hashlib.sha256(payload).hexdigest() == last.sha256


def _order(keys: Keys, tenant: TenantId, now: Millis) -> Order:
    day = day_of(now, controller(tenant).tzinfo)
    return Order(
        version=PlanVersion(new_id()),
        issued_at=now,
        ingest_key=_ingest_key(create_epoch(keys, tenant, day, now)),
        spool_key=_ingest_key(create_epoch(keys, None, day, now)),
    )


def _ingest_key(epoch: Epoch) -> IngestKey:
    return IngestKey(epoch.id, SUITE, epoch.public_key)


def _publish(keys: Keys, plan: CallPlan, policy: str, shelves: Shelves) -> None:
    payload = plan_bytes(plan)
    digest = hashlib.sha256(payload).hexdigest()
    with tenant_scope(plan.tenant), transaction.atomic():
        PublishedPlan.objects.create(
            version=plan.version,
            tenant_id=plan.tenant,
            line=plan.line,
            policy=policy,
            issued_at=plan.issued_at,
            not_after=plan.not_after,
            ingest_epoch=plan.ingest_key.epoch,
            spool_epoch=plan.spool_key.epoch,
            sha256=digest,
            content_sha256=_content(plan),
        )
        details = (Detail("line", plan.line), Detail("policy", policy), Detail("sha256", digest))
        record(Entry(AuditEvent.PLAN_PUBLISHED, plan.tenant, plan.issued_at, "core", plan.version, details))
    durable.replace(shelves.plan_file(plan.line), sign(payload, keys.signer(PLAN)))


def _content(plan: CallPlan) -> str:
    bare = replace(plan, version=PlanVersion(""), issued_at=Millis(0), not_after=Millis(0))
    return hashlib.sha256(plan_bytes(bare)).hexdigest()
