"""Opening emergency access (break-glass), and the review of it afterwards.

Decides whether a person's wish opens it: in a role that may, with password and second factor
given anew, with a reason in words, for an hour at most, and only where it opens something that
would else stay shut. Whoever opened it never reviews it, and a review says so in words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain.access.decision import AccessDenied, AccessError, decide, require
from rufschutz.domain.access.glass import REACHES
from rufschutz.domain.access.request import Action, Glass, Labels, Request
from rufschutz.domain.ids import GlassId
from rufschutz.domain.moments import SECOND, Millis

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import CallId, PersonId, PurposeId

LONGEST: Final = 60 * 60 * SECOND
"""How long it may be open at most, in ms."""

FRESH: Final = 5 * 60 * SECOND
"""How old a sign-in may be when it opens one, in ms."""

REASON_WORDS: Final = 5
REVIEW_WORDS: Final = 3
LETTERS: Final = 1_000
_TRIAL: Final = GlassId("trial")


class GlassError(AccessError):
    """Root of what keeps emergency access shut, or its review from counting."""


class ReasonTooShortError(GlassError):
    """A reason that says nothing, or is too long to be read."""

    advice = "Say in at least five words why it cannot wait; name neither callers nor illnesses."


class TimeTooLongError(GlassError):
    """No time at all, or more than an hour."""

    advice = "Ask for one hour at most; it can be opened again, with a reason of its own."


class StaleSignInError(GlassError):
    """Password and code were given too long ago."""

    advice = "Enter password and code again; they count for five minutes."


class NothingToOpenError(GlassError):
    """It would open nothing: all of it is open already, locked, or not there."""

    advice = "See the call's page: what is open needs no emergency, and what is locked stays locked."


class OwnGlassError(GlassError):
    """Who opened it cannot review it."""

    advice = "Ask another owner or team leader to review it."


class StillOpenError(GlassError):
    """It is reviewed when it is over."""

    advice = "Wait for its end, or have whoever opened it close it."


class ReviewedError(GlassError):
    """It was reviewed before."""

    advice = "See what was found; a review stands as it was written."


class Finding(StrEnum):
    """What a review finds."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


@dataclass(frozen=True, slots=True)
class Thing:
    """An act that would be done through the glass, and the labels of the thing it would be done with."""

    action: Action
    purpose: PurposeId
    labels: Labels


@dataclass(frozen=True, slots=True)
class Wish:
    """Someone wants emergency access to a call. ``lasting`` in ms; ``signed_in_at`` in ms UTC.

    ``things``: what of the call is there.
    """

    actor: Actor
    call: CallId
    purpose: PurposeId
    reason: str
    lasting: int
    signed_in_at: Millis
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a review looks at: who opened it, when it was or will be over, and whether it was reviewed."""

    person: PersonId
    over_at: Millis
    reviewed: bool


def broken(wish: Wish, name: GlassId, now: Millis) -> Glass:
    """Return the glass called ``name``; raise `AccessDenied`, or a `GlassError` that says what is missing."""
    for labels in (Labels(wish.actor.tenant), *(thing.labels for thing in wish.things)):
        require(Request(wish.actor, Action.BREAK_GLASS, wish.purpose, labels, now))
    if not 0 < wish.lasting <= LONGEST:
        raise TimeTooLongError("emergency access lasts from a moment to one hour")
    require_reason(wish.reason)
    if not 0 <= now - wish.signed_in_at <= FRESH:
        raise StaleSignInError("password and code were given more than five minutes ago")
    glass = _glass(wish.actor, wish.call, wish.purpose, name, (now, Millis(now + wish.lasting)))
    _require_use(wish.actor, glass, wish.things, now)
    return glass


def require_reason(reason: str) -> None:
    """Raise `ReasonTooShortError` for a reason that says too little, or too much to be read."""
    if not _says(reason, REASON_WORDS):
        raise ReasonTooShortError(f"a reason has {REASON_WORDS} words or more, and {LETTERS} letters at most")


def openable(actor: Actor, call: CallId, things: Collection[Thing], now: Millis) -> tuple[PurposeId, ...]:
    """Return for which purposes emergency access would open something of a call to this person."""
    found = []
    for purpose in REACHES:
        glass = _glass(actor, call, purpose, _TRIAL, (now, Millis(now + 1)))
        may = [Request(actor, Action.BREAK_GLASS, purpose, thing.labels, now) for thing in things]
        if all(decide(each).allowed for each in may) and _useful(actor, glass, things, now):
            found.append(purpose)
    return tuple(found)


def require_review(seen: Opened, reviewer: PersonId, words: str, now: Millis) -> None:
    """Raise a `GlassError` unless this person may now review it in these words."""
    if reviewer == seen.person:
        raise OwnGlassError("who opened it cannot review it")
    if now < seen.over_at:
        raise StillOpenError("it is still open")
    if seen.reviewed:
        raise ReviewedError("it was reviewed before")
    if not _says(words, REVIEW_WORDS):
        raise ReasonTooShortError(f"a review has {REVIEW_WORDS} words or more, and {LETTERS} letters at most")


def _require_use(actor: Actor, glass: Glass, things: Collection[Thing], now: Millis) -> None:
    if _useful(actor, glass, things, now):
        return
    reached = [each for each in things if (each.action, each.purpose) in REACHES.get(glass.purpose, ())]
    for thing in reached:
        decision = decide(_request(_holding(actor, glass), thing, now))
        if not decision.allowed:
            raise NothingToOpenError("; ".join(decision.reasons())) from AccessDenied(decision)
    raise NothingToOpenError("there is nothing of this call that it would open")


def _useful(actor: Actor, glass: Glass, things: Collection[Thing], now: Millis) -> bool:
    """Whether there is something that only the glass opens."""
    return any(
        decide(_request(_holding(actor, glass), thing, now)).glass == glass.id
        and not decide(_request(actor, thing, now)).allowed
        for thing in things
    )


def _holding(actor: Actor, glass: Glass) -> Actor:
    return replace(actor, glasses=(*actor.glasses, glass))


def _request(actor: Actor, thing: Thing, now: Millis) -> Request:
    return Request(actor, thing.action, thing.purpose, thing.labels, now)


def _glass(
    actor: Actor, call: CallId, purpose: PurposeId, name: GlassId, between: tuple[Millis, Millis]
) -> Glass:
    since, until = between
    return Glass(name, actor.person, actor.role, actor.tenant, call, purpose, since, until)


def _says(text: str, words: int) -> bool:
    """Whether a text has so many words of two letters or more, each only counted once."""
    found = {word.casefold() for word in text.split() if sum(map(str.isalpha, word)) > 1}
    return len(found) >= words and len(text) <= LETTERS
