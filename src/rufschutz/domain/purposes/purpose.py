"""A purpose, and the kinds of data it may hold.

Decides nothing: these are the frozen forms of the shipped policy. The one source
of announcement, consent question, retention and the record of processing (Art. 30
GDPR), so that these cannot disagree. `rufschutz.domain.purposes.catalogue` checks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.ids import KindId, PurposeId
    from rufschutz.domain.purposes.recipients import Recipient, Transfer


class Profile(StrEnum):
    """What sort of house this is; it decides which purposes may be switched on."""

    PRACTICE = "P"
    OFFICE = "O"
    CALL_CENTRE = "C"
    SECURITIES = "S"


class ProfileState(StrEnum):
    """A purpose in a profile: running, off until switched on, or refused."""

    ACTIVE = "active"
    AVAILABLE = "available"
    NEVER = "never"


class ConsentMode(StrEnum):
    """Whether anyone is asked: no; this speaker in this call; once, withdrawable; told, not asked."""

    NONE = "none"
    PER_CALL = "per_call"
    STANDING = "standing"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in German and English."""

    de: str
    en: str


@dataclass(frozen=True, slots=True)
class DataKind:
    """A kind of data.

    ``recording``: it keeps what was said, as sound or word for word. ``absent_in``:
    profiles in which the kind does not exist.
    """

    id: KindId
    recording: bool = False
    absent_in: frozenset[Profile] = frozenset()


@dataclass(frozen=True, slots=True)
class StateIn:
    """The state of a purpose in one profile."""

    profile: Profile
    state: ProfileState


@dataclass(frozen=True, slots=True)
class Purpose:
    """What data is used for.

    ``basis``: the article that allows it. ``art9``: the condition for health data, or
    why there is none. ``spoken``: what the caller hears; where consent is asked, it is
    the question. ``kinds``: the data kinds it may hold. ``whose``: the controller's or, which
    is refused for a processor, its own.
    """

    id: PurposeId
    name: Words
    spoken: Words
    basis: str
    art9: str
    consent: ConsentMode
    kinds: tuple[KindId, ...]
    states: tuple[StateIn, ...]
    recipients: tuple[Recipient, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    whose: str = "controller"

    def state_in(self, profile: Profile) -> ProfileState | None:
        """Return the purpose's state in ``profile``, None where nothing was said about it."""
        found = [row.state for row in self.states if row.profile is profile]
        return found[0] if found else None
