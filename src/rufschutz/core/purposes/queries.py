"""Reading the live policy and the published plans."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce

from rufschutz.core.base import tenant_scope
from rufschutz.core.duedates import Rules
from rufschutz.core.purposes.errors import NoPolicyError
from rufschutz.core.purposes.models import PolicyVersion, PublishedPlan
from rufschutz.core.purposes.policy import read_policy, retention_policy
from rufschutz.core.tenants.queries import controller, lines, tenant_ids
from rufschutz.domain.ids import EpochId, KindId, LineId, PersonId, PlanVersion, PurposeId, ReasonId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.core.purposes.policy import Policy
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.retention.rule import Policy as RetentionPolicy

REMEMBERED = 64
"""Adopted policies kept parsed: they never change, and every fact that is taken over asks for its rules."""


@dataclass(frozen=True, slots=True)
class LivePolicy:
    """The policy in force: its id, its number (1, 2, …), who adopted it and when."""

    id: str
    number: int
    sha256: str
    adopted_by: PersonId
    adopted_at: Millis
    policy: Policy


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A published plan. ``content_sha256`` names what it says, apart from its version and dates."""

    version: PlanVersion
    line: LineId
    policy: str
    issued_at: Millis
    not_after: Millis
    ingest_epoch: EpochId
    spool_epoch: EpochId
    sha256: str
    content_sha256: str


def live_policy(tenant: TenantId) -> LivePolicy:
    """Return the policy in force; raise `NoPolicyError` where none was adopted."""
    row = _in_force(tenant)
    return LivePolicy(
        row.id,
        row.number,
        row.sha256,
        PersonId(row.adopted_by),
        Millis(row.adopted_at),
        _adopted(row.document),
    )


def rules(tenant: TenantId) -> Rules:
    """Return the live deletion rules in the tenant's zone; raise `NoPolicyError`."""
    retention, recordings = _deletion(_in_force(tenant).document)
    return Rules(retention, controller(tenant).tzinfo, recordings)


def recordings_under(tenant: TenantId, plan: PlanVersion) -> dict[PurposeId, KindId] | None:
    """Return of which kind a recording is, by purpose, in the policy of a plan; None where none is known."""
    published = PublishedPlan.objects.filter(tenant_id=tenant, version=plan).values("policy")
    with tenant_scope(tenant):
        document = PolicyVersion.objects.filter(id__in=published).values_list("document", flat=True).first()
    return None if document is None else dict(reversed(_deletion(document)[1]))


def _in_force(tenant: TenantId) -> PolicyVersion:
    with tenant_scope(tenant):
        row = PolicyVersion.objects.order_by("-number").first()
    if row is None:
        raise NoPolicyError("this controller has adopted no policy")
    return row


def parsed(document: str) -> Policy:
    """Return an adopted document as a policy; it never changes, so it is read once."""
    return _adopted(document)


@lru_cache(REMEMBERED)
def _adopted(document: str) -> Policy:
    return read_policy(document.encode())


@lru_cache(REMEMBERED)
def _deletion(document: str) -> tuple[RetentionPolicy, tuple[tuple[PurposeId, KindId], ...]]:
    """Return the deletion rules of a policy, and the recordings that each of its purposes permits."""
    policy = _adopted(document)
    recordings = tuple(
        (PurposeId(purpose.id), KindId(kind))
        for purpose in policy.purposes
        for kind in purpose.kinds
        if kind.startswith("recording_")
    )
    return retention_policy(policy), recordings


def purpose_name(tenant: TenantId, purpose: str, language: str) -> str:
    """Return a purpose's plain name, or its id where the live policy does not know it."""
    for known in live_policy(tenant).policy.purposes:
        if known.id == purpose:
            return known.names[language]
    return purpose


def purpose_names(tenant: TenantId, language: str) -> dict[PurposeId, str]:
    """Return the plain names of all purposes that the live policy knows, by id."""
    return {PurposeId(known.id): known.names[language] for known in live_policy(tenant).policy.purposes}


def reason_names(tenant: TenantId, language: str) -> dict[ReasonId, str]:
    """Return what calls may be about, in words, by the reason's id."""
    dialog = live_policy(tenant).policy.dialog
    known = (*dialog.reasons, *dialog.on_request)
    return {ReasonId(reason.id): reason.names[language] for reason in known}


def material_since(tenant: TenantId, purpose: PurposeId, source: str) -> bool:
    """Say whether a consent under ``source`` is stale: its purpose changed materially since.

    ``source``: the version of a call plan, or the id of a policy version. For one that is not known
    here every material change there ever was counts.
    """
    with tenant_scope(tenant):
        plan = PublishedPlan.objects.filter(tenant_id=tenant, version=source, policy__gt="").values("policy")
        origin = PolicyVersion.objects.filter(id=Coalesce(Subquery(plan[:1]), Value(source))).values("number")
        later = PolicyVersion.objects.filter(number__gt=Coalesce(Subquery(origin[:1]), 0))
        return any(purpose in row for row in later.values_list("material", flat=True))


def under_live_policy(tenant: TenantId, plans: Collection[str]) -> frozenset[str]:
    """Return those versions among ``plans`` that were published from the policy now in force."""
    if not plans:
        return frozenset()
    with tenant_scope(tenant):
        live = Subquery(PolicyVersion.objects.order_by("-number").values("id")[:1])
        found = PublishedPlan.objects.filter(tenant_id=tenant, version__in=plans, policy=live)
        return frozenset(found.values_list("version", flat=True))


def is_published(tenant: TenantId, version: PlanVersion) -> bool:
    """Say whether core ever published this plan for this tenant."""
    return PublishedPlan.objects.filter(tenant_id=tenant, version=version).exists()


def newest_plan(line: LineId) -> PlanCard | None:
    """Return the plan last published for a line."""
    row = PublishedPlan.objects.filter(line=line).order_by("-issued_at").first()
    return None if row is None else _card(row)


def unspoken(since: Millis) -> bool:
    """Say whether some active line still speaks an older policy than one that took effect after ``since``."""
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            row = PolicyVersion.objects.order_by("-number").first()
        if row is None or row.adopted_at < since:
            continue
        spoken = (newest_plan(line.id) for line in lines(tenant) if line.active)
        if any(plan is None or plan.policy != row.id for plan in spoken):
            return True
    return False


def plans_in_force(now: Millis) -> tuple[PlanCard, ...]:
    """Return every plan that voice may still hold: not expired, or the newest of its line."""
    rows = list(PublishedPlan.objects.order_by("line", "-issued_at"))
    newest = {row.line: row.version for row in reversed(rows)}
    return tuple(_card(row) for row in rows if row.not_after > now or newest[row.line] == row.version)


def _card(row: PublishedPlan) -> PlanCard:
    return PlanCard(
        PlanVersion(row.version),
        LineId(row.line),
        row.policy,
        Millis(row.issued_at),
        Millis(row.not_after),
        EpochId(row.ingest_epoch),
        EpochId(row.spool_epoch),
        row.sha256,
        row.content_sha256,
    )
