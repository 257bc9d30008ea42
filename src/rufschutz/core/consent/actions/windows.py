"""How often something may be done in an hour: counted in one table that all processes share.

What comes over the network is counted for its source first, by address and by the networks around
it, and for everybody only where its source has some left: so nobody, alone or with a whole network,
uses up what is there for all. Whatever is refused costs the same queries. Addresses are kept as a
hash under a key of that hour; rows of past hours are deleted. Nothing here knows what is counted.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F

from rufschutz.core.consent.models import GuessWindow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.moments import Millis

HOUR: Final = 3_600_000
_AROUND: Final = {4: (24, 16), 6: (56, 40)}
"""Lengths of the prefixes around an address: what one customer holds at most, and what a provider may."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that is counted, and how much of it an hour allows."""

    name: str
    most: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much an hour allows one address, the network that one customer holds, and the one around that."""

    address: int
    network: int
    region: int


def sources(keys: Keys, what: str, origin: str, allowed: Allowance, now: Millis) -> tuple[Place, ...]:
    """Return the places of an address (or the network that stands for it) under the key of this hour.

    What cannot be read as an address is one place of its own.
    """
    around = [origin, *_around(origin)]
    most = (allowed.address, allowed.network, allowed.region)
    return tuple(
        Place(keys.guess_index(now // HOUR, f"{what}{kind} {each}"), limit)
        for kind, each, limit in zip(("address", "network", "region"), around, most, strict=False)
    )


def take(own: Iterable[Place], common: Iterable[Place], now: Millis) -> bool:
    """Count once everywhere; return whether one more was allowed everywhere.

    ``own``: places of a source. Where one of them is used up, ``common`` ones are not counted.
    """
    hour = now // HOUR
    with transaction.atomic():
        forget_windows(now)
        by_source = _all(own, hour, 1)
        return _all(common, hour, 1 if by_source else 0) and by_source


def give_back(places: Iterable[Place], now: Millis) -> None:
    """Uncount what was allowed, one row after another: two at once never wait for each other's rows."""
    for place in places:
        row = GuessWindow.objects.filter(place=place.name, hour=now // HOUR, count__gt=0)
        row.update(count=F("count") - 1)


def forget_windows(now: Millis) -> int:
    """Delete the counts of past hours; return how many."""
    return GuessWindow.objects.exclude(hour=now // HOUR).delete()[0]


def _all(places: Iterable[Place], hour: int, by: int) -> bool:
    """Count in one order, for rows are locked in it; those of sources always come before common ones."""
    counts = [(_count(place.name, hour, by), place.most) for place in sorted(places, key=lambda p: p.name)]
    return all(count <= most for count, most in counts)


def _count(place: str, hour: int, by: int) -> int:
    GuessWindow.objects.get_or_create(place=place, hour=hour)
    GuessWindow.objects.filter(place=place, hour=hour).update(count=F("count") + by)
    return GuessWindow.objects.get(place=place, hour=hour).count


def _around(origin: str) -> tuple[str, ...]:
    try:
        network = ipaddress.ip_network(origin, strict=False)
    except ValueError:
        return ()
    prefixes = (min(prefix, network.prefixlen) for prefix in _AROUND[network.version])
    return tuple(str(network.supernet(new_prefix=prefix)) for prefix in prefixes)
