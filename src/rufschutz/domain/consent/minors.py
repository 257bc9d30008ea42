"""What ends when a call turns out to be a child's: by the caller's key, or because staff say so.

A child under sixteen gives no consent here, and nobody gives it in the child's place by phone
(Art. 8, 6(1)(a) GDPR). So every yes of the call counts no more, from its beginning, and all sound
goes; a no stays a no. What was confirmed for a call back stays: a person calls, and no message
goes out by itself. It decides nothing about age: a claim is enough, and is never examined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.call.facts import About, ConsentState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rufschutz.domain.ids import ArtefactId, PurposeId

AGE: Final = 16
"""Years under which a caller is a child here (Art. 8(1) GDPR; Germany has set no other age)."""

_COUNTS: Final = frozenset({ConsentState.REQUESTED, ConsentState.GIVEN})


@dataclass(frozen=True, slots=True)
class Ending:
    """What follows: purposes without a valid consent, recordings to destroy, and whose matter it is."""

    invalidated: frozenset[PurposeId]
    destroyed: frozenset[ArtefactId]
    about: About = About.MINOR


def ending_for_minor(consents: Mapping[PurposeId, ConsentState], sounding: Iterable[ArtefactId]) -> Ending:
    """Return what ends in a child's call; again it is the same, and of nothing nothing.

    ``consents``: the state of each purpose in the call, standing ones of the call included.
    ``sounding``: recordings of the call of which sound may exist anywhere, whatever they rest on.
    """
    ended = (purpose for purpose, state in consents.items() if state in _COUNTS)
    return Ending(frozenset(ended), frozenset(sounding))


def may_message(about: About) -> bool:
    """Say whether a message may go out by itself about a matter: never about a child's."""
    return about is not About.MINOR
