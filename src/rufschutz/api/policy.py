"""The policy's versions, and proposals to change it: a program may propose, and never decides.

A proposal counts as that of whoever made the key: the second person has to be another one, and
where there is none it waits 48 hours, in which the key's maker can take it back.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import Caller, caller_of
from rufschutz.api.changes import ChangesAsked, applied
from rufschutz.api.errors import InvalidError, OtherVersionError
from rufschutz.api.problems import Fault
from rufschutz.api.reading import reader_of_rules
from rufschutz.api.repeats import once_prepared
from rufschutz.api.shapes import Asked, Name, Purpose, RequestName, Shape, Words, moment, moment_or_none
from rufschutz.core.audit import access
from rufschutz.core.purposes import proposals
from rufschutz.core.purposes.actions import Draft, Rehearsed, prepare, submit
from rufschutz.core.purposes.difference import Change
from rufschutz.core.purposes.errors import PlanRefusedError
from rufschutz.core.purposes.proposals import ProposalCard, VersionCard
from rufschutz.core.purposes.queries import live_policy
from rufschutz.core.setup import opened
from rufschutz.domain.access.request import Action
from rufschutz.domain.ids import PurposeId

router = Router(tags=["rules"])


class ChangeShape(Shape):
    """One place in which two policies differ; '' for nothing there."""

    path: str
    before: str
    after: str


class VersionShape(Shape):
    """A version of the policy: who adopted and approved it (ids of persons), why, what it changed."""

    id: str
    number: int
    sha256: str
    adopted_at: str
    adopted_by: str
    approved_by: str
    proposal: str
    reason: str
    material: list[str]
    in_force: bool
    changes: list[ChangeShape]


class VersionsShape(Shape):
    """Every version, the one in force first."""

    versions: list[VersionShape]


class LooseningShape(Shape):
    """One protection that a proposal takes away."""

    path: str
    how: str


class ProposalShape(Shape):
    """A proposal. ``way``: a second person's word (four_eyes), or 48 hours (delay) till ``ripe_at``.

    ``loosened``: what it takes away; the data protection officer has to speak of it first.
    """

    id: str
    sha256: str
    state: str
    way: str
    reason: str
    proposed_at: str
    ripe_at: str | None
    ends_at: str
    changes: list[ChangeShape]
    loosened: list[LooseningShape]
    material: list[str]


class ProposalsShape(Shape):
    """Proposals, the newest first."""

    proposals: list[ProposalShape]


class ProposalAsked(Asked):
    """A change, its reason, and for which purposes it is material: () says for none.

    ``base`` is the version it was made from; another one in force by now refuses it.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "base": "7d3c0e6a1f7d4b6f9a3e2d1c0b9a8f7e",
                    "reason": "Five days are enough to call back.",
                    "changes": {"periods": {"recording_matter": "P5D"}},
                    "material": [],
                }
            ]
        }
    )

    base: str
    reason: Words
    changes: ChangesAsked
    material: list[Name] | None = None


@router.get(
    "/policy/versions",
    response=VersionsShape,
    url_name="versions",
    operation_id="view_policy_versions",
    summary="See the versions of the policy",
)
def versions(request: HttpRequest, purpose: Purpose) -> VersionsShape:
    """Return every version. Needs `view_policy` for the purpose security."""
    caller = reader_of_rules(request, purpose)
    return VersionsShape(versions=[_version(one) for one in proposals.versions(caller.actor, caller.now)])


@router.get(
    "/policy/proposals",
    response=ProposalsShape,
    url_name="proposals",
    operation_id="view_proposals",
    summary="See proposals",
)
def listed(request: HttpRequest, purpose: Purpose) -> ProposalsShape:
    """Return every proposal and what became of it. Needs `view_policy` for the purpose security."""
    caller = reader_of_rules(request, purpose)
    return ProposalsShape(proposals=[_proposal(one) for one in proposals.proposals(caller.actor, caller.now)])


@router.post(
    "/policy/proposals",
    response={201: ProposalShape},
    url_name="propose",
    operation_id="propose_policy",
    summary="Propose a change of the policy",
)
def proposed(
    request: HttpRequest, purpose: Purpose, named: RequestName, asked: ProposalAsked
) -> HttpResponse:
    """Propose it; people decide. Needs `propose_policy` and `view_policy`.

    It is checked with every line first: 422 names every fault. 409: another version is in force.
    """
    caller = caller_of(request)
    what = caller.purpose(Action.PROPOSE_POLICY, purpose)
    access.require(caller.actor, Action.PROPOSE_POLICY, what, caller.now)
    content = asked.model_dump_json().encode()
    return once_prepared(caller, named, content, lambda: _prepare(caller, asked), status=201)


def _prepare(caller: Caller, asked: ProposalAsked) -> Callable[[], ProposalShape]:
    material = None if asked.material is None else tuple(PurposeId(name) for name in asked.material)
    if live_policy(caller.actor.tenant).id != asked.base:
        raise OtherVersionError("another version of the policy is in force")
    draft = Draft(lambda policy: applied(policy, asked.changes), asked.reason, material)
    try:
        ready = prepare(caller.actor, draft, opened.clips(), caller.now)
    except PlanRefusedError as refused:
        faults = tuple(Fault(fault.path, fault.message) for fault in refused.faults)
        raise InvalidError("this policy cannot be published", faults) from refused
    return lambda: _submit(caller, ready)


def _submit(caller: Caller, ready: Rehearsed) -> ProposalShape:
    name = submit(caller.actor, ready, caller.now, behind=caller.bearer.made_by)
    return _proposal(proposals.proposal(caller.actor, name, caller.now))


def _proposal(card: ProposalCard) -> ProposalShape:
    return ProposalShape(
        id=card.id,
        sha256=card.sha256,
        state=card.state.value,
        way=card.way.value,
        reason=card.reason,
        proposed_at=moment(card.proposed_at),
        ripe_at=moment_or_none(card.ripe_at),
        ends_at=moment(card.ends_at),
        changes=[_change(one) for one in card.changes],
        loosened=[LooseningShape(path=one.path, how=one.how) for one in card.loosened],
        material=list(card.material),
    )


def _version(card: VersionCard) -> VersionShape:
    return VersionShape(
        id=card.id,
        number=card.number,
        sha256=card.sha256,
        adopted_at=moment(card.adopted_at),
        adopted_by=card.adopted_by,
        approved_by=card.approved_by,
        proposal=card.proposal,
        reason=card.reason,
        material=list(card.material),
        in_force=card.in_force,
        changes=[_change(one) for one in card.changes],
    )


def _change(one: Change) -> ChangeShape:
    return ChangeShape(path=one.path, before=one.before, after=one.after)
