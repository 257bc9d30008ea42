"""A hold and what can become of it: a pure state machine over moments.

Decides when a hold begins to protect, when it ends, and what an end date may be. A legal hold
protects at once and lapses after seven days unless a second person confirms it; a restriction
(Art. 18 GDPR) is the protective half and takes effect by one person. It must never let a hold
stand without a reason and an end, nor begin anew what is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from rufschutz.domain.hold import errors
from rufschutz.domain.moments import DAY, Millis

PROVISIONAL: Final = 7 * DAY
"""How long an unconfirmed hold protects, in ms."""

LETTERS: Final = 500
"""Letters that each of its words may have."""


class Kind(StrEnum):
    """Why something is not deleted yet (Art. 17(3)(b), (e), 18 GDPR)."""

    LEGAL_HOLD = "legal_hold"
    RESTRICTION = "restriction"
    LEGAL_DUTY = "legal_duty"
    OPEN_REQUEST = "open_request"


class State(StrEnum):
    """Where a hold is. ``LIFTING``: it protects no more, and keys are being made for what is free again."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    LIFTING = "lifting"
    RELEASED = "released"
    LAPSED = "lapsed"
    EXPIRED = "expired"


PROTECTING: Final = frozenset({State.PROVISIONAL, State.CONFIRMED})
"""In these nothing that it covers is deleted."""

LOCKING: Final = PROTECTING | {State.LIFTING}
"""In these nobody uses what it covers, but for legal claims."""

LONGEST: Final = {
    Kind.LEGAL_HOLD: 366 * DAY,
    Kind.RESTRICTION: 183 * DAY,
    Kind.LEGAL_DUTY: 10 * 366 * DAY,
    Kind.OPEN_REQUEST: 92 * DAY,
}
"""How far off its end may be (ms), from the day it is set or renewed.

Twelve months for a dispute; six for a restriction, which is then looked at anew; ten years for the
longest duty to keep business letters and books (§ 257 HGB, § 147 AO); three months for a request
(Art. 12(3) GDPR: one, and two more).
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a hold is for. ``reason`` in words; what a kind has no use for is ''.

    ``article``: of a legal duty. ``told``: the caller was told; else ``untold`` says why not.
    """

    kind: Kind
    reason: str
    ends_at: Millis
    opponent: str = ""
    claim: str = ""
    counsel: str = ""
    article: str = ""
    told: bool = False
    untold: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold: since when (``placed_at``), until when (``ends_at``), confirmed or not; moments in ms UTC."""

    kind: Kind
    state: State
    placed_at: Millis
    ends_at: Millis

    @property
    def lapses_at(self) -> Millis | None:
        """When it ends unless a second person confirms it, None where it was or need not be."""
        return Millis(self.placed_at + PROVISIONAL) if self.state is State.PROVISIONAL else None


def placed(ground: Ground, now: Millis) -> Hold:
    """Return the hold as it begins; raise a `HoldError` that says what is missing."""
    _require_ground(ground)
    require_end(ground.kind, ground.ends_at, now)
    alone = ground.kind is Kind.RESTRICTION
    return Hold(ground.kind, State.CONFIRMED if alone else State.PROVISIONAL, now, ground.ends_at)


def confirmed(hold: Hold, now: Millis) -> Hold:
    """Return it confirmed by a second person; raise `EndedError` where it lapsed before."""
    if hold.state is not State.PROVISIONAL or _over(hold, now):
        raise errors.EndedError("the hold is not waiting for a second person any more")
    return replace(hold, state=State.CONFIRMED)


def renewed(hold: Hold, ends_at: Millis, now: Millis) -> Hold:
    """Return it with a later end; raise a `HoldError` where it is over, unconfirmed or the end too far."""
    _require_confirmed(hold, now)
    require_end(hold.kind, ends_at, now)
    if ends_at <= hold.ends_at:
        raise errors.EndDateError("the new end is not later than the old one")
    return replace(hold, ends_at=ends_at)


def released(hold: Hold, now: Millis) -> Hold:
    """Return it ended by two persons; a restriction first gets its keys back (`State.LIFTING`)."""
    _require_confirmed(hold, now)
    lifting = hold.kind is Kind.RESTRICTION
    return replace(hold, state=State.LIFTING if lifting else State.RELEASED)


def with_time(hold: Hold, now: Millis, *, waiting: bool = True) -> Hold:
    """Return what time alone makes of it at ``now``.

    ``waiting``: somebody can still confirm it; where that was refused or taken back it lapses at once.
    """
    if hold.state is State.PROVISIONAL and (_over(hold, now) or not waiting):
        return replace(hold, state=State.LAPSED)
    if hold.state is State.CONFIRMED and now >= hold.ends_at:
        lifting = hold.kind is Kind.RESTRICTION
        return replace(hold, state=State.LIFTING if lifting else State.EXPIRED)
    return hold


def require_end(kind: Kind, ends_at: Millis, now: Millis) -> None:
    """Raise `EndDateError` for an end that is past, or too far for this kind."""
    if ends_at <= now:
        raise errors.EndDateError("a hold ends in the future")
    if ends_at > now + LONGEST[kind]:
        raise errors.EndDateError(f"a {_words(kind)} lasts at most {LONGEST[kind] // DAY} days")


def require_released(hold: Hold) -> None:
    """Raise `OtherWayError` for a restriction: it is lifted."""
    if hold.kind is Kind.RESTRICTION:
        raise errors.OtherWayError("a restriction is lifted, not released")


def require_restriction(hold: Hold) -> None:
    """Raise `OtherWayError` for anything but a restriction."""
    if hold.kind is not Kind.RESTRICTION:
        raise errors.OtherWayError(f"a {_words(hold.kind)} is released, not lifted")


def _over(hold: Hold, now: Millis) -> bool:
    return hold.lapses_at is not None and now >= min(hold.lapses_at, hold.ends_at)


def _require_confirmed(hold: Hold, now: Millis) -> None:
    if hold.state is State.PROVISIONAL and not _over(hold, now):
        raise errors.NotConfirmedError("the hold waits for a second person")
    if hold.state is not State.CONFIRMED or now >= hold.ends_at:
        raise errors.EndedError("the hold is over")


def _require_ground(ground: Ground) -> None:
    needed = {
        Kind.LEGAL_HOLD: (ground.reason, ground.opponent, ground.claim, ground.counsel),
        Kind.RESTRICTION: (ground.reason,),
        Kind.LEGAL_DUTY: (ground.reason, ground.article),
        Kind.OPEN_REQUEST: (ground.reason,),
    }[ground.kind]
    if not all(word.strip() for word in needed):
        raise errors.NoGroundError(f"a {_words(ground.kind)} says what it is needed for")
    said = (*needed, ground.opponent, ground.claim, ground.counsel, ground.article, ground.untold)
    if any(len(word) > LETTERS for word in said):
        raise errors.NoGroundError(f"each of its words has at most {LETTERS} letters")
    if not ground.told and not ground.untold.strip():
        raise errors.NotToldError("the caller is told, or the reason why not is kept")


def _words(kind: Kind) -> str:
    return kind.value.replace("_", " ")
