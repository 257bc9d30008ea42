"""Overlays: what a profession, a staff or a law adds to the base profile, as data.

Decides which purposes an overlay refuses, and why. A fresh policy has every overlay of its
house switched on; switching one off is a loosening (`rufschutz.domain.purposes.loosening`).
Which terms an overlay may name, and who keeps each, says `rufschutz.domain.purposes.terms`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain.purposes.purpose import ConsentMode, ProfileState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.purposes.purpose import Profile, Purpose

ORDERS: Final = "recording_order"
OF_THE_PROCESSOR: Final = "processor"
_NO_CONDITION: Final = ("never", "not offered", "no health")


class OverlayId(StrEnum):
    """Professional secrecy (§ 203 StGB), health data, agents, work for a client, § 83 WpHG."""

    SECRECY = "secrecy"
    HEALTH = "health"
    STAFF = "staff"
    PROCESSOR = "processor"
    SECURITIES = "securities"


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay of a policy. ``refuses``: purposes that may not be pursued under it."""

    id: str
    on: bool
    refuses: tuple[str, ...]
    terms: dict[str, str]


def published_by_client(overlays: tuple[Overlay, ...]) -> bool:
    """Say whether purposes, texts and periods are a client's, for whom somebody else answers the phone."""
    return any(overlay.id == OverlayId.PROCESSOR and overlay.on for overlay in overlays)


def refusals(
    overlays: tuple[Overlay, ...], purposes: tuple[Purpose, ...], profile: Profile
) -> Iterator[tuple[str, str]]:
    """Yield each purpose that is pursued against an overlay that is on: its path and the reason."""
    on = {overlay.id: overlay for overlay in overlays if overlay.on}
    for purpose in purposes:
        if purpose.state_in(profile) is ProfileState.NEVER:
            continue
        path = f"purposes.{purpose.id}"
        pursued = purpose.state_in(profile) is ProfileState.ACTIVE
        for overlay in on.values():
            if pursued and purpose.id in overlay.refuses:
                yield f"{path}.availability", f"is refused by the overlay {overlay.id}"
        if OverlayId.HEALTH in on and pursued and _asked(purpose) and _no_health(purpose):
            yield (
                f"{path}.art9",
                "health can be said here, and this purpose has no condition of Art. 9(2) GDPR",
            )
        if OverlayId.PROCESSOR in on and purpose.whose == OF_THE_PROCESSOR and pursued:
            yield f"{path}.whose", "a processor has no purposes of its own (Art. 28(3)(a), (10) GDPR)"
        if OverlayId.SECURITIES in on:
            yield from ((path + field, why) for field, why in _securities(purpose, pursued=pursued))


def _securities(purpose: Purpose, *, pursued: bool) -> Iterator[tuple[str, str]]:
    orders = ORDERS in purpose.kinds
    if orders and purpose.consent is not ConsentMode.NOTICE:
        yield ".consent", "recording orders is a legal duty: it is told (notice), never asked (§ 83(3) WpHG)"
    records = any(kind.startswith("recording_") and kind != ORDERS for kind in purpose.kinds)
    if pursued and records:
        yield ".availability", "recordings for other purposes are refused beside the duty (§ 83(9) WpHG)"


def _asked(purpose: Purpose) -> bool:
    return purpose.consent in (ConsentMode.PER_CALL, ConsentMode.STANDING)


def _no_health(purpose: Purpose) -> bool:
    return purpose.art9.lower().startswith(_NO_CONDITION)
