"""Whether the consent on which a use of a recording rests still holds.

Decides it from the record alone, the same for one recording as for a million: the yes must be
there, of the same call and purpose, with its ground, given before what rests on it, standing, for
a purpose that permits recordings, and nothing may be kept for longer than it promised. It mends
nothing; whoever asks locks away what does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.moments import DAY

if TYPE_CHECKING:
    from rufschutz.domain.ids import CallId, FactId, PurposeId
    from rufschutz.domain.moments import Millis


class Fault(StrEnum):
    """Why a use rests on nothing. The last three belong to what is stored, not to what was said."""

    MISSING = "missing"
    ANOTHER_CALL = "another_call"
    ANOTHER_PURPOSE = "another_purpose"
    NOT_GIVEN = "not_given"
    NO_GROUND = "no_ground"
    TOO_LATE = "too_late"
    ENDED = "ended"
    NO_SUCH_PURPOSE = "no_such_purpose"
    PROMISED_LESS = "promised_less"
    NO_EVIDENCE = "no_evidence"
    NO_USE = "no_use"


@dataclass(frozen=True, slots=True)
class Resting:
    """A use: of which call, for what, since when its sound is there, kept until when (ms UTC)."""

    call: CallId
    purpose: PurposeId
    consent: FactId
    started_at: Millis
    promised_until: Millis
    due_at: Millis
    first: bool
    """The sound was made for it, so its yes came before; another use may have been asked for afterwards."""


@dataclass(frozen=True, slots=True)
class Yes:
    """The yes it names, as it is stored. ``promised_until``: the end of what its question promised.

    ``stands``: nothing after it in the call ended it. ``known``: its purpose permits recordings in the
    policy that the call went by.
    """

    call: CallId
    purpose: PurposeId
    state: ConsentState
    at: Millis
    grounded: bool
    stands: bool
    known: bool
    promised_until: Millis
    sealed: bool


def fault_of(use: Resting, yes: Yes | None) -> Fault | None:
    """Return the first reason why a use does not hold, None where it does."""
    if yes is None:
        return Fault.MISSING
    checks = (
        (yes.call == use.call, Fault.ANOTHER_CALL),
        (yes.purpose == use.purpose, Fault.ANOTHER_PURPOSE),
        (yes.state is ConsentState.GIVEN, Fault.NOT_GIVEN),
        (yes.grounded, Fault.NO_GROUND),
        (yes.at <= use.started_at or not use.first, Fault.TOO_LATE),
        (yes.stands, Fault.ENDED),
        (yes.known, Fault.NO_SUCH_PURPOSE),
        # days end elsewhere once a controller's zone is put right: that alone is no broken promise
        (max(use.promised_until, use.due_at) < yes.promised_until + DAY, Fault.PROMISED_LESS),
        (yes.sealed, Fault.NO_EVIDENCE),
    )
    return next((fault for holds, fault in checks if not holds), None)
