"""What a restore may bring back, thing by thing: what was taken away in the gap must not live again.

Decides for each guarded thing which rule holds. Where what happened in the gap is not known for certain
the answer that protects the caller counts: an end stays an end, a protection stands, a permission is
asked for anew. Who does it, and how, is `rufschutz.core.backup`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.restore.tombstones import What

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.restore.tombstones import Place, Stone


class Rule(StrEnum):
    """What becomes of a thing that a backup holds."""

    AS_LOST = "as_lost"
    """A tombstone says how it was when it was lost; so it is again."""
    OVER = "over"
    """It is over with the restore, whatever became of it: who needs it begins anew."""
    NOT_SAVED = "not_saved"
    """It is in no backup."""
    STANDS = "stands"
    """It stands as it was saved: it protects."""


class Guarded(StrEnum):
    """What is guarded."""

    ERASED_THINGS = "erased_things"
    CONSENTS = "consents"
    STANDING_CONSENTS = "standing_consents"
    OBJECTIONS = "objections"
    NUMBERS = "numbers"
    KEYS = "keys"
    HOLDS = "holds"
    RESTRICTIONS = "restrictions"
    ERASURE_REQUESTS = "erasure_requests"
    API_KEYS = "api_keys"
    ROLES = "roles"
    PASSWORDS_AND_FACTORS = "passwords_and_factors"
    STAFF_ANSWERS = "staff_answers"
    WORKS_AGREEMENT = "works_agreement"
    POLICY = "policy"
    RUN_STOPS = "run_stops"
    LOG_WORDS = "log_words"
    CONTROLLERS = "controllers"
    EMERGENCY_ACCESS = "emergency_access"
    REQUESTS_THAT_PERMIT = "requests_that_permit"
    REQUESTS_THAT_PROTECT = "requests_that_protect"
    SESSIONS = "sessions"
    SIGN_IN_LINKS = "sign_in_links"
    INGEST_KEYS = "ingest_keys"


RULES: Final[dict[Guarded, Rule]] = {
    Guarded.ERASED_THINGS: Rule.AS_LOST,
    Guarded.CONSENTS: Rule.AS_LOST,
    Guarded.STANDING_CONSENTS: Rule.AS_LOST,
    Guarded.OBJECTIONS: Rule.AS_LOST,
    Guarded.NUMBERS: Rule.AS_LOST,
    Guarded.KEYS: Rule.AS_LOST,
    Guarded.HOLDS: Rule.AS_LOST,
    Guarded.RESTRICTIONS: Rule.AS_LOST,
    Guarded.ERASURE_REQUESTS: Rule.AS_LOST,
    Guarded.API_KEYS: Rule.AS_LOST,
    Guarded.ROLES: Rule.AS_LOST,
    Guarded.PASSWORDS_AND_FACTORS: Rule.OVER,
    Guarded.STAFF_ANSWERS: Rule.AS_LOST,
    Guarded.WORKS_AGREEMENT: Rule.AS_LOST,
    Guarded.POLICY: Rule.AS_LOST,
    Guarded.RUN_STOPS: Rule.AS_LOST,
    Guarded.LOG_WORDS: Rule.AS_LOST,
    Guarded.CONTROLLERS: Rule.AS_LOST,
    Guarded.EMERGENCY_ACCESS: Rule.OVER,
    Guarded.REQUESTS_THAT_PERMIT: Rule.OVER,
    Guarded.REQUESTS_THAT_PROTECT: Rule.STANDS,
    Guarded.SESSIONS: Rule.NOT_SAVED,
    Guarded.SIGN_IN_LINKS: Rule.NOT_SAVED,
    Guarded.INGEST_KEYS: Rule.NOT_SAVED,
}

TOLD_BY: Final[dict[What, Guarded]] = {
    What.KEYS: Guarded.KEYS,
    What.ERASED: Guarded.ERASED_THINGS,
    What.NUMBERS: Guarded.NUMBERS,
    What.WITHDRAWN: Guarded.CONSENTS,
    What.STANDING_ENDED: Guarded.STANDING_CONSENTS,
    What.OBJECTED: Guarded.OBJECTIONS,
    What.RESTRICTED: Guarded.RESTRICTIONS,
    What.HELD: Guarded.HOLDS,
    What.HOLD_KEPT: Guarded.HOLDS,
    What.HOLD_ENDED: Guarded.HOLDS,
    What.ERASURE_ASKED: Guarded.ERASURE_REQUESTS,
    What.ERASURE_DECIDED: Guarded.ERASURE_REQUESTS,
    What.API_KEY: Guarded.API_KEYS,
    What.ROLE: Guarded.ROLES,
    What.ACCOUNT: Guarded.PASSWORDS_AND_FACTORS,
    What.STAFF_NO: Guarded.STAFF_ANSWERS,
    What.COUNCIL: Guarded.WORKS_AGREEMENT,
    What.POLICY: Guarded.POLICY,
    What.STOPPED: Guarded.RUN_STOPS,
    What.REDACTED: Guarded.LOG_WORDS,
    What.OFFBOARDED: Guarded.CONTROLLERS,
}
"""Which thing each tombstone is of; a checkpoint is of the log itself."""

PROTECTING: Final = frozenset({Subject.PLACE_HOLD, Subject.RENEW_HOLD, Subject.ERASE_ON_REQUEST})
"""Requests that go on: void, they would take a protection away, or keep what a caller wants erased."""


def demanded(
    stones: Iterable[tuple[Place, Stone | None]], since: Place, data: Place
) -> Iterable[tuple[Place, Stone]]:
    """Yield the tombstones that a restore has to do again.

    ``since``: where the file stood when the older of the two backups was made; ``data``: when the data
    were. Passwords that were set before that are in them already: they are left alone.
    """
    for place, stone in stones:
        if stone is None or place.line <= since.line:
            continue
        if stone.what is not What.ACCOUNT or place.line > data.line:
            yield place, stone


def left(stones: Iterable[Stone], there: AbstractSet[TenantId]) -> frozenset[TenantId]:
    """Return the controllers that left in the gap and would be there again."""
    return frozenset(stone.tenant for stone in stones if stone.what is What.OFFBOARDED) & frozenset(there)


def unknown(stones: Iterable[Stone], there: AbstractSet[TenantId]) -> frozenset[TenantId]:
    """Return the controllers that the backup does not know: made after it, or gone before it."""
    return frozenset(stone.tenant for stone in stones) - frozenset(there)
