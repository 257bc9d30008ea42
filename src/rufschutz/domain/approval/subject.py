"""What a second person can be asked about, and what each of it takes.

Decides which subjects need the officer's opinion, which take effect by time, and which way that
is. A subject that is not in the table cannot be asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import CLAIMS, PROOF, QUALITY, RIGHTS, SECURITY
from rufschutz.domain.moments import DAY

if TYPE_CHECKING:
    from rufschutz.domain.ids import PurposeId

SUBJECT_WAITS: Final = 3 * DAY
"""What a data subject asked to be erased is gone after this at the latest, in ms (Art. 12(3), 17 GDPR)."""


class Subject(StrEnum):
    """What a proposal is about."""

    POLICY = "policy"
    PURPOSE = "purpose"
    DELETE_CALL = "delete_call"
    ERASE_ON_REQUEST = "erase_on_request"
    PLACE_HOLD = "place_hold"
    RENEW_HOLD = "renew_hold"
    RELEASE_HOLD = "release_hold"
    LIFT_RESTRICTION = "lift_restriction"
    REDACT_LOG = "redact_log"
    OFFBOARD = "offboard"
    EXPORT_LEDGER = "export_ledger"
    LISTEN_QUALITY = "listen_quality"


@dataclass(frozen=True, slots=True)
class Terms:
    """What asking about a subject takes, and deciding it.

    ``purpose``: what for one asks. ``loosens``: it takes protection away whatever it says, so the
    officer has to have spoken.
    ``by_time``: after so many ms it takes effect without anybody's word, None for a second person's
    (or 48 hours, for who is alone). ``leave``: what was approved is done by who asked, within so many ms;
    0 where it is done at once. ``once``: that leave is used up by the first use. Only what is done by leave
    may be one person's in a profile that demands no second one.
    """

    ask: Action
    decide: Action
    purpose: PurposeId = SECURITY
    loosens: bool = False
    by_time: int | None = None
    leave: int = 0
    once: bool = False


_POLICY: Final = Terms(Action.PROPOSE_POLICY, Action.APPROVE_POLICY)
_HOLD: Final = Terms(Action.ASK_HOLD, Action.DECIDE_REQUEST, CLAIMS)

TERMS: Final[dict[Subject, Terms]] = {
    Subject.POLICY: _POLICY,
    Subject.PURPOSE: _POLICY,
    Subject.DELETE_CALL: Terms(Action.ASK_DELETION, Action.DECIDE_REQUEST, RIGHTS),
    Subject.ERASE_ON_REQUEST: Terms(
        Action.ASK_DELETION, Action.DECIDE_REQUEST, RIGHTS, by_time=SUBJECT_WAITS
    ),
    Subject.PLACE_HOLD: _HOLD,
    Subject.RENEW_HOLD: _HOLD,
    Subject.RELEASE_HOLD: _HOLD,
    Subject.LIFT_RESTRICTION: _HOLD,
    Subject.REDACT_LOG: Terms(Action.ASK_REDACTION, Action.DECIDE_REQUEST, loosens=True),
    Subject.OFFBOARD: Terms(Action.ASK_OFFBOARDING, Action.DECIDE_REQUEST),
    Subject.EXPORT_LEDGER: Terms(Action.EXPORT_LEDGER, Action.DECIDE_REQUEST, PROOF, leave=DAY, once=True),
    Subject.LISTEN_QUALITY: Terms(Action.ASK_LISTENING, Action.DECIDE_REQUEST, QUALITY, leave=DAY),
}

POLICY_SUBJECTS: Final = frozenset({Subject.POLICY, Subject.PURPOSE})
"""What is shown among the purposes; the rest is a request of its own."""

HOLD_SUBJECTS: Final = frozenset(
    {Subject.PLACE_HOLD, Subject.RENEW_HOLD, Subject.RELEASE_HOLD, Subject.LIFT_RESTRICTION}
)
"""What is about keeping for a dispute or a wish: why, and against whom, people read and no program does."""
