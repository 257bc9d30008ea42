"""What someone wants changed, read from a form: a purpose on or off, or another period.

Decides only whether the form says something that can be proposed; whether it may be is
decided when it is proposed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rufschutz.core.purposes.actions import Draft
from rufschutz.core.purposes.policy import Availability
from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rufschutz.core.purposes.policy import Policy


class UnreadableWishError(RufschutzError):
    """A form that says nothing that could be proposed."""

    advice = "Choose a purpose or a kind of data from the page."


@dataclass(frozen=True, slots=True)
class Asked:
    """What stood in a form that was refused: shown again where it was typed.

    ``sheet``: the purpose under which it stood, ``part``: which of its forms.
    """

    sheet: str
    part: str
    days: str
    reason: str
    material: bool


def asked(form: Mapping[str, str]) -> Asked:
    """Return what stood in a form."""
    purpose = form.get("purpose", "")
    return Asked(
        sheet=purpose or form.get("purposes", ""),
        part="zustand" if purpose else form.get("kind", ""),
        days=form.get("days", ""),
        reason=form.get("reason", ""),
        material="material" in form,
    )


def draft(form: Mapping[str, str]) -> Draft:
    """Return what a form wants; raise `UnreadableWishError`, or `PeriodError` for days that are none.

    ``purpose`` and ``state`` switch a purpose; ``kind`` and ``days`` change a period. ``material``:
    callers are told something else in substance, so that standing consents are asked for anew.
    """
    reason, material = form.get("reason", ""), "material" in form
    if purpose := form.get("purpose", ""):
        state = form.get("state", "")
        if state not in {Availability.ACTIVE, Availability.AVAILABLE}:
            raise UnreadableWishError(f"{state!r} is no state of a purpose")
        touched = (PurposeId(purpose),) if material else ()
        return Draft(_switch(purpose, Availability(state)), reason, touched)
    if kind := form.get("kind", ""):
        period = f"P{form.get('days', '').strip()}D"
        Period.parse(period)
        purposes = (PurposeId(name) for name in form.get("purposes", "").split() if material)
        return Draft(_lasting(kind, period), reason, tuple(purposes))
    raise UnreadableWishError("the form names neither a purpose nor a kind of data")


def _switch(purpose: str, state: Availability) -> Callable[[Policy], Policy]:
    def change(policy: Policy) -> Policy:
        found = policy.purpose(purpose)
        if found is None:
            raise UnreadableWishError(f"there is no purpose {purpose!r}")
        return policy.with_purpose(replace(found, availability=state))

    return change


def _lasting(kind: str, period: str) -> Callable[[Policy], Policy]:
    def change(policy: Policy) -> Policy:
        if policy.rule(kind) is None:
            raise UnreadableWishError(f"there is no kind of data {kind!r}")
        return policy.with_period(kind, period)

    return change
