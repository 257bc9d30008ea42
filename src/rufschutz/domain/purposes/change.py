"""Using stored data for another purpose than they were collected for (Art. 5(1)(b), 6(4) GDPR).

Decides whether that may even be proposed. Data that rest on consent never change their
purpose: the person is asked anew. For any other basis the controller writes down the five
points of Art. 6(4), and what it becomes is a purpose that the policy pursues.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from rufschutz.domain.purposes.catalogue import PurposeError
from rufschutz.domain.purposes.purpose import ConsentMode, ProfileState

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.purposes.purpose import Profile, Purpose


class ConsentedDataError(PurposeError):
    """Data that rest on consent: their purpose is the one that was agreed to."""

    advice = "Ask the person for a consent of its own; what was collected keeps its purpose."


class IncompatibleError(PurposeError):
    """A change that the law does not allow so, or a record of it that says too little."""

    advice = "Answer each point of Art. 6(4) GDPR, and name a purpose that the policy pursues without asking."


@dataclass(frozen=True, slots=True)
class Compatibility:
    """The controller's answers to Art. 6(4)(a) to (e) GDPR, each in words."""

    link: str
    context: str
    nature: str
    consequences: str
    safeguards: str


@dataclass(frozen=True, slots=True)
class PurposeWish:
    """One stored thing, what it was collected for, what it would be used for, and why that is compatible."""

    artefact: str
    was: str
    becomes: str
    record: Compatibility


def require_changeable(
    wish: PurposeWish, purposes: Collection[Purpose], profile: Profile, *, consented: bool
) -> None:
    """Raise `ConsentedDataError` or `IncompatibleError` unless the change may be proposed."""
    if consented:
        raise ConsentedDataError(f"{wish.was} was agreed to, and nothing else")
    if wish.was == wish.becomes:
        raise IncompatibleError("this changes nothing")
    known = {purpose.id: purpose for purpose in purposes}
    wanted = next((purpose for name, purpose in known.items() if name == wish.becomes), None)
    if wanted is None or wanted.state_in(profile) is not ProfileState.ACTIVE:
        raise IncompatibleError(f"{wish.becomes} is no purpose that this policy pursues")
    if wanted.consent in (ConsentMode.PER_CALL, ConsentMode.STANDING):
        raise ConsentedDataError(f"{wish.becomes} needs a consent of its own")
    if empty := [field.name for field in fields(wish.record) if not getattr(wish.record, field.name).strip()]:
        raise IncompatibleError(f"Art. 6(4) GDPR: nothing is said of {', '.join(empty)}")
