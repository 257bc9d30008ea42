"""States of a request, and why a decision about one does not count, in plain words.

Decides nothing. What has no word here is found by a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.console import afresh
from rufschutz.console.approvals.telling import REFUSALS
from rufschutz.console.purposes import refusals
from rufschutz.core.errors import CoreError
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.domain.errors import RufschutzError

STATES: Final = {
    State.WAITING: lazy("wartet auf eine Entscheidung"),
    State.IN_FORCE: lazy("freigegeben"),
    State.REJECTED: lazy("zurückgewiesen"),
    State.TAKEN_BACK: lazy("zurückgezogen"),
    State.EXPIRED: lazy("nach sieben Tagen verfallen"),
    State.OVERTAKEN: lazy("hinfällig: Etwas anderes kam dazwischen"),
}

REFUSED: Final = (CoreError, DomainError, *afresh.NOT_AFRESH)
"""What a decision may be refused with; who may not do it at all gets another page."""


def told(error: Exception) -> tuple[str, ...]:
    """Return the sentences for a refusal."""
    named = _named(error, REFUSALS.items())
    return (named,) if named else refusals.told(error, {})


def _named(error: Exception, words: Iterable[tuple[type[RufschutzError], object]]) -> str:
    said = (str(sentence) for kind, sentence in words if isinstance(error, kind))
    return next(said, "")


def by_whom(name: str) -> str:
    """Return who asked; a data subject has no name here."""
    return name or _("Die anrufende Person selbst")
