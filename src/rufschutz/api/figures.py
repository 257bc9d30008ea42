"""What the consent dialogue costs callers, as counts of at least ten calls, and of nobody."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Purpose, Shape
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.core.consent.figures import QuestionFigures
from rufschutz.core.consent.figures import figures as counted
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.consent.quotas import Equality, Shares, Spread

router = Router(tags=["figures"])


class SpreadShape(Shape):
    """A half and a twentieth of ``count`` calls took longer than that (ms)."""

    count: int
    p50_ms: int
    p95_ms: int


class SharesShape(Shape):
    """How a question was answered, in 1/1000 of all that were asked."""

    asked: int
    yes: int
    no: int
    silence: int
    unclear: int
    hung_up: int


class QuestionShape(Shape):
    """One question in one version of its words; ``shares`` null: asked fewer than ten times."""

    purpose: str
    text: str
    version: str
    shares: SharesShape | None
    seconds: SpreadShape | None


class ServiceShape(Shape):
    """Shares in 1/1000 of matters done after a yes and after a no; ``equal``: a no costs no service."""

    after_yes: int
    after_no: int
    ratio: int
    equal: bool


class FiguresShape(Shape):
    """A week of calls; null stands for groups that are too small to be shown.

    ``left_in_notice``: in 1/1000, calls that ended before anything was asked. ``seconds``: from the
    pick-up to the end of the first question.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "calls": 212,
                    "left_in_notice": 31,
                    "seconds": {"count": 190, "p50_ms": 14200, "p95_ms": 16800},
                    "questions": [],
                    "service": {"after_yes": 940, "after_no": 910, "ratio": 968, "equal": True},
                }
            ]
        }
    )

    calls: int
    left_in_notice: int | None
    seconds: SpreadShape | None
    questions: list[QuestionShape]
    service: ServiceShape | None


@router.get(
    "/figures",
    response=FiguresShape,
    url_name="figures",
    operation_id="view_figures",
    summary="See the figures",
)
def figures(request: HttpRequest, purpose: Purpose) -> FiguresShape:
    """Return the figures of the last seven days. Needs `view_figures`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_FIGURES, purpose)
    access.require(caller.actor, Action.VIEW_FIGURES, what, caller.now)
    found = counted(caller.actor, caller.now)
    record_access(caller.actor, AuditEvent.FIGURES_VIEWED, what, "", caller.now)
    return FiguresShape(
        calls=found.calls,
        left_in_notice=found.left_in_notice,
        seconds=_spread(found.seconds),
        questions=[_question(one) for one in found.questions],
        service=_service(found.service),
    )


def _question(one: QuestionFigures) -> QuestionShape:
    return QuestionShape(
        purpose=one.purpose,
        text=one.text,
        version=one.version,
        shares=_shares(one.shares),
        seconds=_spread(one.seconds),
    )


def _shares(one: Shares | None) -> SharesShape | None:
    if one is None:
        return None
    return SharesShape(
        asked=one.asked,
        yes=one.yes,
        no=one.no,
        silence=one.silence,
        unclear=one.unclear,
        hung_up=one.hung_up,
    )


def _spread(one: Spread | None) -> SpreadShape | None:
    return None if one is None else SpreadShape(count=one.count, p50_ms=one.p50, p95_ms=one.p95)


def _service(one: Equality | None) -> ServiceShape | None:
    if one is None:
        return None
    return ServiceShape(after_yes=one.after_yes, after_no=one.after_no, ratio=one.ratio, equal=one.equal)
