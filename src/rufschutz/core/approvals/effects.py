"""What a proposal does when it takes effect: one function per subject, and nothing else.

Each app that can be asked for something names its function here when Django starts. It runs in the
transaction that decides, so that of a death between any two lines nothing or all is left; what takes
longer begins there and is finished by the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rufschutz.core.approvals.models import Proposal
from rufschutz.core.errors import CoreError
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.errors import DomainError
from rufschutz.domain.moments import Millis

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


Count = Callable[[Proposal, Millis], int]
"""Returns how many things a waiting proposal would reach now, in the tenant's scope; raises as its effect."""

COUNTS: Final[dict[Subject, Count]] = {}


def counted(subject: Subject) -> Callable[[Count], Count]:
    """Name the function that counts what ``subject`` reaches; without one the first count stands."""

    def named(count: Count) -> Count:
        COUNTS[subject] = count
        return count

    return named


def count_now(row: Proposal, now: Millis) -> int:
    """Return how many things a proposal reaches: when it took effect, or if it did now.

    What is gone or refuses to be counted keeps the count of when it was asked for.
    """
    if row.reached is not None:
        return row.reached
    count = COUNTS.get(Subject(row.subject))
    if count is None or row.state != State.WAITING:
        return row.count
    try:
        return count(row, now)
    except (CoreError, DomainError):
        return row.count
