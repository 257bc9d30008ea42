"""Which error becomes which problem, and the record of every refusal.

Decides statuses and words. A refusal by the rules of access, and a thing that this tenant does
not have, are audit events that name the key, what it wanted and the id that it asked for. What
another tenant has is answered exactly like what nobody has.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.core.exceptions import RequestDataTooBig
from django.http import UnreadablePostError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from rufschutz.adapters.clock import Clock
from rufschutz.api import problems
from rufschutz.api.caller import Caller
from rufschutz.api.errors import (
    InvalidError,
    OtherVersionError,
    PeopleDecideError,
    PurposeMissingError,
    TooManyRequestsError,
    UnreadableError,
    WrongTypeError,
)
from rufschutz.api.problems import Fault, Problem, where
from rufschutz.core.apikeys.actions import OtherRequestError
from rufschutz.core.apikeys.queries import KeyEndedError, KeyUnknownError
from rufschutz.core.approvals.errors import NoLeaveError, NoProposalError
from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.actions import record_denial
from rufschutz.core.consent.actions.preferences import WishNotKept
from rufschutz.core.consent.ledger import ReasonNeeded
from rufschutz.core.purposes.errors import NoPolicyError, ProposalError
from rufschutz.core.retention.ordered import KeptError, NotOverError
from rufschutz.domain.access.decision import locked_by
from rufschutz.domain.approval.errors import ApprovalError
from rufschutz.domain.consent.withdrawal import WithdrawalError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from ninja import NinjaAPI

    from rufschutz.domain.errors import RufschutzError

REALM: Final = {"WWW-Authenticate": 'Bearer realm="rufschutz"'}
_ID: Final = re.compile("[0-9a-f]{32}")
_NO_ID: Final = "unknown"

REFUSED: Final[dict[type[RufschutzError], Problem]] = {
    NotFound: problems.NOT_FOUND,
    WithdrawalError: problems.CONFLICT,
    NoPolicyError: problems.CONFLICT,
    OtherVersionError: problems.CONFLICT,
    ProposalError: problems.INVALID,
    ReasonNeeded: problems.INVALID,
    NoLeaveError: problems.CONFLICT,
    NoProposalError: problems.NOT_FOUND,
    ApprovalError: problems.CONFLICT,
    KeptError: problems.CONFLICT,
    NotOverError: problems.CONFLICT,
    PeopleDecideError: replace(problems.FORBIDDEN, kind="people-decide", title="Only people decide."),
    WishNotKept: problems.INVALID,
    OtherRequestError: problems.INVALID,
    PurposeMissingError: problems.INVALID,
    InvalidError: problems.INVALID,
    WrongTypeError: problems.WRONG_TYPE,
    UnreadableError: problems.BAD_REQUEST,
    KeyUnknownError: problems.UNAUTHORIZED,
    KeyEndedError: problems.UNAUTHORIZED,
    AccessDenied: problems.FORBIDDEN,
    TooManyRequestsError: problems.TOO_MANY,
}
"""What each error of ours is told as; a subclass is told as the nearest one here."""


def told(error: RufschutzError) -> Problem:
    """Return an error of `REFUSED` as a problem, in its own words and with its own advice."""
    kind = next(kind for kind in type(error).__mro__ if kind in REFUSED)
    model = REFUSED[kind]
    faults = error.faults if isinstance(error, InvalidError) else ()
    return replace(model, detail=str(error), advice=error.advice or model.advice, faults=faults)


def listen(api: NinjaAPI) -> None:
    """Make ``api`` answer every refusal as a problem."""
    for kind in REFUSED:
        api.exception_handler(kind)(_refused)
    api.exception_handler(AuthenticationError)(_no_key)
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(HttpError)(_unreadable)
    api.exception_handler(RequestDataTooBig)(_too_large)
    api.exception_handler(UnreadablePostError)(_cut_off)


def _refused(request: HttpRequest, error: RufschutzError) -> HttpResponse:
    if isinstance(error, AccessDenied):
        _record(request, error.decision.request.action.value)
        if locked_by(error.decision) is not None:
            return replace(problems.LOCKED, detail=str(error)).response()
        return replace(told(error), advice=problems.FORBIDDEN.advice).response()
    if isinstance(error, NotFound):
        _record(request, _name(request))
        return problems.NOT_FOUND.response()
    headers = {"Retry-After": str(error.wait)} if isinstance(error, TooManyRequestsError) else None
    problem = told(error)
    return problem.response(REALM if problem.status == 401 else headers)


def _no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 - ninja's own signature
    return problems.UNAUTHORIZED.response(REALM)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - ninja's own signature
    faults = tuple(Fault(where(found["loc"]), str(found["msg"])) for found in error.errors)
    return replace(problems.INVALID, faults=faults).response()


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001 - ninja's own signature
    """Tell why a body was not read; the framework wraps whatever its reading raised."""
    cause = error.__cause__
    return (
        told(cause) if isinstance(cause, (WrongTypeError, InvalidError)) else problems.BAD_REQUEST
    ).response()


def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001 - ninja's own signature
    return problems.TOO_LARGE.response()


def _cut_off(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:  # noqa: ARG001 - ninja's own signature
    return problems.BAD_REQUEST.response()


def _record(request: HttpRequest, action: str) -> None:
    caller = getattr(request, "auth", None)
    if isinstance(caller, Caller):
        actor = caller.actor
        record_denial(actor.tenant, actor.person, action, _asked(request), Clock().now())


def _asked(request: HttpRequest) -> str:
    match = request.resolver_match
    asked = [str(value) for value in match.kwargs.values()] if match else []
    return next((value if _ID.fullmatch(value) else _NO_ID for value in asked), "")


def _name(request: HttpRequest) -> str:
    return request.resolver_match.url_name or "" if request.resolver_match else ""
