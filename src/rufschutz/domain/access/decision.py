"""The decision: every rule is asked, and one no is enough.

Decides whether a request is allowed, with the complete trace, and what the actor
owes. Deny overrides; a rule that has nothing to say stays silent; only the table
can allow. No role can override another rule. Emergency access lifts what the table alone
denies, for one call, and the trace says so; tenant, sign-in, the thing's own purposes, consent
and every lock deny as before.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.access.glass import LIFTS, OPENED, opens
from rufschutz.domain.access.request import Action, Decision, Role, Step, Verdict
from rufschutz.domain.access.table import CLAIMS, CONTENT, TABLE, Reach
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.access.request import Request
    from rufschutz.domain.access.table import Permission

_ENDING = {
    Role.AUDITOR: "an auditor's access needs an end date",
    Role.API_KEY: "an API key needs an end date",
}


class AccessError(DomainError):
    """Root of what access refuses."""


class AccessDenied(AccessError):  # noqa: N818  the word in the log: access:denied
    """A refused request; ``decision`` carries the complete trace."""

    advice = "Ask the owner for the role or the line, or take the way that the reason names."

    def __init__(self, decision: Decision) -> None:
        super().__init__("; ".join(decision.reasons()))
        self.decision = decision


class Lock(StrEnum):
    """What keeps a thing shut to everyone who could else open it."""

    RESTRICTION = "restriction"
    HOLD = "hold"


def locked_by(decision: Decision) -> Lock | None:
    """Return the lock that alone kept somebody out, None where they may not open it anyway.

    A lock takes keys and consents with it, so what those say counts as the lock's word.
    """
    said = {step.rule for step in decision.trace if step.verdict is Verdict.DENY}
    if decision.allowed or said - {*Lock, "use", "consent"}:
        return None
    return next((lock for lock in Lock if lock.value in said), None)


def require(request: Request) -> Decision:
    """Return the decision where the request is allowed; raise `AccessDenied` otherwise."""
    decision = decide(request)
    if not decision.allowed:
        raise AccessDenied(decision)
    return decision


def decide(request: Request) -> Decision:
    """Ask every rule; deny overrides, and nothing is allowed that the table does not name."""
    trace = tuple([rule(request) or quiet for rule, quiet in _ASKED])
    allowed = all(step.verdict is not Verdict.DENY for step in trace)
    if not allowed and request.actor.glasses:
        return _through_glass(request, trace)
    permission = _permission(request)
    owes = permission.owes if allowed and permission is not None else frozenset()
    return Decision(request, allowed, trace, owes)


def _through_glass(request: Request, trace: tuple[Step, ...]) -> Decision:
    """Decide once more what was denied, for someone who has emergency access open."""
    glass = next((each for each in request.actor.glasses if opens(each, request)), None)
    if glass is None:
        return Decision(request, allowed=False, trace=trace, obligations=frozenset())
    lifted = {step.rule for step in trace if step.verdict is Verdict.DENY} & LIFTS
    said = f"emergency access {glass.id} lifts {', '.join(sorted(lifted)) or 'nothing'}"
    through = tuple(replace(step, verdict=Verdict.SILENT) if step.rule in lifted else step for step in trace)
    allowed = all(step.verdict is not Verdict.DENY for step in through)
    word = Step("glass", Verdict.ALLOW if allowed else Verdict.SILENT, said)
    owes = OPENED[request.action] if allowed else frozenset()
    return Decision(request, allowed, (*through, word), owes, glass.id if allowed else None)


def _no(rule: str, because: str) -> Step:
    return Step(rule, Verdict.DENY, because)


# What is always said in the same words is made once: a decision is taken before every reading.
_OTHER_TENANT = _no("tenant", "the thing belongs to another tenant")
_NO_FACTOR = _no("second_factor", "the sign-in had no second factor")
_OVER = _no("time_limit", "the time-limited access has ended")
_ENDLESS = {role: _no("time_limit", because) for role, because in _ENDING.items()}
_NO_SCOPE = _no("scope", "an API key acts within its scope alone")
_NOT_OWN = _no("reach", "it is neither addressed to this person nor to a line of theirs")
_RESTRICTS = CONTENT | {Action.VIEW_NUMBER}
_RESTRICTED = _no("restriction", "processing is restricted (Art. 18 GDPR)")
_HELD = _no("hold", "it is locked for a legal dispute")
_QUARANTINED = _no("quarantine", "it is in quarantine: nobody may listen")
_MAY = {
    (role, action): Step("role", Verdict.ALLOW, f"the role {role.value} may {action.value}")
    for role, cells in TABLE.items()
    for action in cells
}


def _permission(request: Request) -> Permission | None:
    return TABLE[request.actor.role].get(request.action)


def _tenant(request: Request) -> Step | None:
    if request.actor.tenant != request.labels.tenant:
        return _OTHER_TENANT
    return None


def _second_factor(request: Request) -> Step | None:
    if not request.actor.second_factor:
        return _NO_FACTOR
    return None


def _time_limit(request: Request) -> Step | None:
    until = request.actor.until
    if until is None and request.actor.role in _ENDING:
        return _ENDLESS[request.actor.role]
    if until is not None and request.at >= until:
        return _OVER
    return None


def _scope(request: Request) -> Step | None:
    scope = request.actor.scope
    if scope is None:
        if request.actor.role is Role.API_KEY:
            return _NO_SCOPE
        return None
    if request.action not in scope.actions:
        return _no("scope", f"the key may not {request.action.value}")
    if request.purpose not in scope.purposes:
        return _no("scope", f"the key is not for the purpose {request.purpose}")
    return None


def _role(request: Request) -> Step | None:
    role, action = request.actor.role, request.action
    return _MAY.get((role, action)) or _no("role", f"the role {role.value} may not {action.value}")


def _purpose(request: Request) -> Step | None:
    permission = _permission(request)
    if permission is not None and request.purpose not in permission.purposes:
        return _no("purpose", f"not for the purpose {request.purpose}")
    return None


def _use(request: Request) -> Step | None:
    if request.action in CONTENT and request.purpose not in request.labels.purposes:
        return _no("use", f"the thing may not be used for the purpose {request.purpose}")
    return None


def _kind(request: Request) -> Step | None:
    permission = _permission(request)
    if permission is None or permission.kinds is None or request.labels.kind in permission.kinds:
        return None
    return _no("kind", f"not data of the kind {request.labels.kind}")


def _reach(request: Request) -> Step | None:
    permission = _permission(request)
    if permission is None or permission.reach is Reach.TENANT:
        return None
    labels, actor = request.labels, request.actor
    if labels.addressed_to == actor.person or (labels.addressed_to is None and labels.line in actor.lines):
        return None
    return _NOT_OWN


def _consent(request: Request) -> Step | None:
    consent = request.labels.consent
    if request.action in CONTENT and consent not in (None, ConsentState.GIVEN):
        return _no("consent", f"the consent is {consent}")
    return None


def _restriction(request: Request) -> Step | None:
    if request.action in _RESTRICTS and request.labels.restricted and request.purpose != CLAIMS:
        return _RESTRICTED
    return None


def _hold(request: Request) -> Step | None:
    if request.action in CONTENT and request.labels.held and request.purpose != CLAIMS:
        return _HELD
    return None


def _quarantine(request: Request) -> Step | None:
    if request.action in CONTENT and request.labels.quarantined:
        return _QUARANTINED
    return None


RULES: dict[str, Callable[[Request], Step | None]] = {
    "tenant": _tenant,
    "second_factor": _second_factor,
    "time_limit": _time_limit,
    "scope": _scope,
    "role": _role,
    "purpose": _purpose,
    "use": _use,
    "kind": _kind,
    "reach": _reach,
    "consent": _consent,
    "restriction": _restriction,
    "hold": _hold,
    "quarantine": _quarantine,
}
"""What each rule says of a request; None is silence."""

_ASKED = tuple((rule, Step(name, Verdict.SILENT, "")) for name, rule in RULES.items())
