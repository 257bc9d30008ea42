"""Reading what a policy says: the frame of every operation that shows rules and no person."""

from __future__ import annotations

from django.http import HttpRequest

from rufschutz.api.caller import Caller, caller_of
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent


def reader_of_rules(request: HttpRequest, purpose: str) -> Caller:
    """Return who reads the rules, and record it; raise `AccessDenied`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_POLICY, purpose)
    access.require(caller.actor, Action.VIEW_POLICY, what, caller.now)
    record_access(caller.actor, AuditEvent.POLICY_VIEWED, what, "", caller.now)
    return caller
