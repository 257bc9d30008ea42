"""What a proposal does when it takes effect: one function per subject, and nothing else.

Each app that can be asked for something names its function here when Django starts. It runs in the
transaction that decides, so that of a death between any two lines nothing or all is left; what takes
longer begins there and is finished by the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from rufschutz.core.approvals.models import Proposal
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.domain.approval.subject import Subject

Effect = Callable[[Proposal, Millis], str]
"""Does what the row asks for; returns the id of what it became ('' for none).

Refuses with an `ApprovalError`, a `CoreError` or another `DomainError`; the proposal then stays as it was.
"""

EFFECTS: Final[dict[Subject, Effect]] = {}


def takes_effect(subject: Subject) -> Callable[[Effect], Effect]:
    """Name the function that does what is asked for under ``subject``."""

    def named(effect: Effect) -> Effect:
        EFFECTS[subject] = effect
        return effect

    return named


Ground = Callable[[Proposal], None]
"""Raises where a proposal may not be rejected, with an error that names what is missing."""

GROUNDS: Final[dict[Subject, Ground]] = {}


def rejected_for(subject: Subject) -> Callable[[Ground], Ground]:
    """Name the function that says whether what is asked for under ``subject`` may be rejected."""

    def named(ground: Ground) -> Ground:
        GROUNDS[subject] = ground
        return ground

    return named
