"""The decision: every rule is asked, and one no is enough.

Decides whether a request is allowed, with the complete trace, and what the actor
owes. Deny overrides; a rule that has nothing to say stays silent; only the table
can allow. No role can override another rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.access.request import Decision, Role, Step, Verdict
from rufschutz.domain.access.table import CONTENT, TABLE, Reach
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.errors import DomainError
from rufschutz.domain.ids import PurposeId

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.access.request import Request
    from rufschutz.domain.access.table import Permission

_CLAIMS = PurposeId("legal_claims")
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


def require(request: Request) -> Decision:
    """Return the decision where the request is allowed; raise `AccessDenied` otherwise."""
    decision = decide(request)
    if not decision.allowed:
        raise AccessDenied(decision)
    return decision


def decide(request: Request) -> Decision:
    """Ask every rule; deny overrides, and nothing is allowed that the table does not name."""
    trace = tuple(Step(name, *rule(request)) for name, rule in RULES.items())
    allowed = all(step.verdict is not Verdict.DENY for step in trace)
    permission = _permission(request)
    owes = permission.owes if allowed and permission is not None else frozenset()
    return Decision(request, allowed, trace, owes)


_Word = tuple[Verdict, str]
_SILENT: _Word = (Verdict.SILENT, "")


def _permission(request: Request) -> Permission | None:
    return TABLE[request.actor.role].get(request.action)


def _tenant(request: Request) -> _Word:
    if request.actor.tenant != request.labels.tenant:
        return Verdict.DENY, "the thing belongs to another tenant"
    return _SILENT


def _second_factor(request: Request) -> _Word:
    if not request.actor.second_factor:
        return Verdict.DENY, "the sign-in had no second factor"
    return _SILENT


def _time_limit(request: Request) -> _Word:
    until = request.actor.until
    if until is None and request.actor.role in _ENDING:
        return Verdict.DENY, _ENDING[request.actor.role]
    if until is not None and request.at >= until:
        return Verdict.DENY, "the time-limited access has ended"
    return _SILENT


def _scope(request: Request) -> _Word:
    scope = request.actor.scope
    if scope is None:
        if request.actor.role is Role.API_KEY:
            return Verdict.DENY, "an API key acts within its scope alone"
        return _SILENT
    if request.action not in scope.actions:
        return Verdict.DENY, f"the key may not {request.action.value}"
    if request.purpose not in scope.purposes:
        return Verdict.DENY, f"the key is not for the purpose {request.purpose}"
    return _SILENT


def _role(request: Request) -> _Word:
    if _permission(request) is None:
        return Verdict.DENY, f"the role {request.actor.role.value} may not {request.action.value}"
    return Verdict.ALLOW, f"the role {request.actor.role.value} may {request.action.value}"


def _purpose(request: Request) -> _Word:
    permission = _permission(request)
    if permission is not None and request.purpose not in permission.purposes:
        return Verdict.DENY, f"not for the purpose {request.purpose}"
    if request.action in CONTENT and request.purpose not in request.labels.purposes:
        return Verdict.DENY, f"the thing may not be used for the purpose {request.purpose}"
    return _SILENT


def _kind(request: Request) -> _Word:
    permission = _permission(request)
    if permission is None or permission.kinds is None or request.labels.kind in permission.kinds:
        return _SILENT
    return Verdict.DENY, f"not data of the kind {request.labels.kind}"


def _reach(request: Request) -> _Word:
    permission = _permission(request)
    if permission is None or permission.reach is Reach.TENANT:
        return _SILENT
    labels, actor = request.labels, request.actor
    if labels.addressed_to == actor.person or (labels.addressed_to is None and labels.line in actor.lines):
        return _SILENT
    return Verdict.DENY, "it is neither addressed to this person nor to a line of theirs"


def _consent(request: Request) -> _Word:
    consent = request.labels.consent
    if request.action in CONTENT and consent not in (None, ConsentState.GIVEN):
        return Verdict.DENY, f"the consent is {consent}"
    return _SILENT


def _restriction(request: Request) -> _Word:
    if request.action in CONTENT and request.labels.restricted:
        return Verdict.DENY, "processing is restricted (Art. 18 GDPR)"
    return _SILENT


def _hold(request: Request) -> _Word:
    if request.action in CONTENT and request.labels.held and request.purpose != _CLAIMS:
        return Verdict.DENY, "it is locked for a legal dispute"
    return _SILENT


def _quarantine(request: Request) -> _Word:
    if request.action in CONTENT and request.labels.quarantined:
        return Verdict.DENY, "it is in quarantine: nobody may listen"
    return _SILENT


RULES: dict[str, Callable[[Request], _Word]] = {
    "tenant": _tenant,
    "second_factor": _second_factor,
    "time_limit": _time_limit,
    "scope": _scope,
    "role": _role,
    "purpose": _purpose,
    "kind": _kind,
    "reach": _reach,
    "consent": _consent,
    "restriction": _restriction,
    "hold": _hold,
    "quarantine": _quarantine,
}
