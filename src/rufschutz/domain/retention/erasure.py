"""The order in which a thing dies, and where a dying thing stands.

Decides which step may follow which. Keys go first (unreadable at once), then the
ciphertext, then its absence is read back, then the log. No step can be skipped
and none undone: a crash resumes at the stored state, and each step is safe to
repeat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.retention.rule import RetentionError

if TYPE_CHECKING:
    from rufschutz.domain.ids import ArtefactId, BlobId, KeyId, RuleId


class ErasureState(StrEnum):
    """Where an erasure stands."""

    DUE = "due"
    APPROVED = "approved"
    EXECUTING = "executing"
    WRAPS_DESTROYED = "wraps_destroyed"
    BLOB_DELETED = "blob_deleted"
    ABSENCE_VERIFIED = "absence_verified"
    LOGGED = "logged"


class ErasureError(RetentionError):
    """A step out of order."""

    advice = "Resume the erasure at its stored state; no step may be skipped or undone."


NEXT: dict[ErasureState, frozenset[ErasureState]] = {
    ErasureState.DUE: frozenset({ErasureState.APPROVED, ErasureState.EXECUTING}),
    ErasureState.APPROVED: frozenset({ErasureState.EXECUTING}),
    ErasureState.EXECUTING: frozenset({ErasureState.WRAPS_DESTROYED}),
    ErasureState.WRAPS_DESTROYED: frozenset({ErasureState.BLOB_DELETED}),
    ErasureState.BLOB_DELETED: frozenset({ErasureState.ABSENCE_VERIFIED}),
    ErasureState.ABSENCE_VERIFIED: frozenset({ErasureState.LOGGED}),
    ErasureState.LOGGED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Erasure:
    """The erasure of one artefact.

    ``blob`` is None where nothing had reached the archive. ``keys`` are the wraps
    to destroy. ``needs_approval``: a person other than the requester must agree
    first (never for what is merely due, nor for a withdrawal).
    """

    artefact: ArtefactId
    blob: BlobId | None
    keys: tuple[KeyId, ...]
    rule: RuleId
    needs_approval: bool = False
    state: ErasureState = ErasureState.DUE

    def to(self, state: ErasureState) -> Erasure:
        """Return the erasure one legal step further; raise `ErasureError` for any other step."""
        if state not in NEXT[self.state]:
            raise ErasureError(f"an erasure that is {self.state.value} cannot become {state.value}")
        if self.needs_approval and (self.state, state) == (ErasureState.DUE, ErasureState.EXECUTING):
            raise ErasureError("this erasure needs an approval before it is carried out")
        return replace(self, state=state)

    @property
    def finished(self) -> bool:
        """True once the erasure stands in the log."""
        return self.state is ErasureState.LOGGED
