"""Which subjects a profile demands a second person for, and the leave that somebody got for one of them.

Decides nothing about whose word counts. What a profile demands stands in ``content/approvals.yaml``; a
leave is who asked's own, for one thing, from the approval on for as long as the subject says. It is looked
up with the tenant's rows and never made here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import yaml

from rufschutz.core.approvals.errors import NoLeaveError
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.errors import NoPolicyError, PolicyFileError
from rufschutz.core.purposes.queries import live_policy
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.approval.subject import TERMS, Subject
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.domain.ids import PersonId, TenantId

PROFILES: Final = ("P", "O", "C", "S")


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody may do what was approved: from ``since`` up to, but not at, ``until`` (ms UTC)."""

    proposal: str
    since: Millis
    until: Millis


def demands(tenant: TenantId, subject: Subject) -> bool:
    """Say whether the tenant's profile demands a second person; without any policy there is no profile."""
    try:
        profile = live_policy(tenant).policy.profile
    except NoPolicyError:
        return False
    return subject in four_eyes(profile)


@cache
def four_eyes(profile: str) -> frozenset[Subject]:
    """Return what takes a second person in a profile; raise `PolicyFileError`."""
    path = files("rufschutz.core.purposes") / "content" / "approvals.yaml"
    return read_demands(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader), profile)


def read_demands(table: dict[str, Any], profile: str) -> frozenset[Subject]:
    """Return what a table demands of a profile; raise `PolicyFileError` that names the row."""
    try:
        rows = {Subject(row["subject"]): row[profile] for row in table["four_eyes"]}
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyFileError(f"approvals.yaml lacks or misstates {error} for profile {profile}") from error
    if missing := [each.value for each in Subject if not isinstance(rows.get(each), bool)]:
        raise PolicyFileError(f"approvals.yaml says neither yes nor no in profile {profile}: {missing[0]}")
    if alone := [each.value for each, demanded in rows.items() if not (demanded or TERMS[each].leave)]:
        raise PolicyFileError(f"approvals.yaml: nobody alone does this, in no profile: {alone[0]}")
    return frozenset(each for each, demanded in rows.items() if demanded)


def leave_of(tenant: TenantId, person: PersonId, subject: Subject, target: str, now: Millis) -> Leave | None:
    """Return the leave that somebody has now for one thing, None for none."""
    with tenant_scope(tenant):
        rows = _approved(person, subject, target, now)
        row = rows.first()
    return None if row is None else _leave(row, subject)


def may(tenant: TenantId, person: PersonId, subject: Subject, target: str, now: Millis) -> bool:
    """Say whether somebody may do it now: none is demanded, or they have their leave."""
    return not demands(tenant, subject) or leave_of(tenant, person, subject, target, now) is not None


def require_leave(tenant: TenantId, person: PersonId, subject: Subject, target: str, now: Millis) -> str:
    """Return the id of the proposal that lets somebody do it, '' where the profile demands none.

    Raises `NoLeaveError`.
    """
    if not demands(tenant, subject):
        return ""
    found = leave_of(tenant, person, subject, target, now)
    if found is None:
        raise NoLeaveError(f"{subject.value.replace('_', ' ')} takes a second person's word here")
    return found.proposal


def _approved(person: PersonId, subject: Subject, target: str, now: Millis) -> Any:  # noqa: ANN401
    terms = TERMS[subject]
    rows = Proposal.objects.filter(
        state=State.IN_FORCE.value,
        subject=subject.value,
        target=target,
        requester=person,
        decided_at__lte=now,
        decided_at__gt=now - terms.leave,
    )
    return (rows.filter(used_at=None) if terms.once else rows).order_by("-decided_at", "-id")


def _leave(row: Proposal, subject: Subject) -> Leave:
    since = Millis(row.decided_at or 0)
    return Leave(row.id, since, Millis(since + TERMS[subject].leave))
