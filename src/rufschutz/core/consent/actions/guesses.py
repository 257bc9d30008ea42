"""How often receipt codes may be tried: counted in a table, before anything is compared.

A try is counted first and given back where it was right, so that many at once get no more
than one after another. Calls have a budget of their own: whoever uses up that of the page, which
anybody can, takes no withdrawal typed on the phone away. Addresses are kept as a hash under a key
of that hour, and rows of past hours are deleted. Nothing here knows a code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from rufschutz.core.consent.models import GuessWindow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

HOUR = 3_600_000
PER_CODE = 5
PER_ADDRESS = 5
PER_TENANT = 100
ALTOGETHER = 1_000


def take(keys: Keys, code: str, origin: str | None, tenant: TenantId | None, now: Millis) -> bool:
    """Count a try; return whether one more was allowed everywhere it counts.

    ``origin``: an address, None where there is none (a call). ``tenant``: None where it is not known.
    """
    hour = now // HOUR
    with transaction.atomic():
        forget_guesses(now)
        counts = [(_count(place, hour), most) for place, most in _places(keys, hour, code, origin, tenant)]
    return all(count <= most for count, most in counts)


def give_back(keys: Keys, code: str, origin: str | None, tenant: TenantId | None, now: Millis) -> None:
    """Uncount a try that was right."""
    hour = now // HOUR
    places = [place for place, _ in _places(keys, hour, code, origin, tenant)]
    GuessWindow.objects.filter(place__in=places, hour=hour, count__gt=0).update(count=F("count") - 1)


def forget_guesses(now: Millis) -> int:
    """Delete the counts of past hours; return how many."""
    return GuessWindow.objects.exclude(hour=now // HOUR).delete()[0]


def _places(
    keys: Keys, hour: int, code: str, origin: str | None, tenant: TenantId | None
) -> Sequence[tuple[str, int]]:
    """Return where a try counts, in one order (rows are locked in it), each with how many it allows."""
    way = "calls " if origin is None else ""
    places = [(f"{way}all", ALTOGETHER), (keys.guess_index(hour, f"{way}code {code}"), PER_CODE)]
    if origin is not None:
        places.append((keys.guess_index(hour, f"address {origin}"), PER_ADDRESS))
    if tenant is not None:
        places.append((f"{way}tenant {tenant}", PER_TENANT))
    return sorted(places)


def _count(place: str, hour: int) -> int:
    GuessWindow.objects.get_or_create(place=place, hour=hour)
    GuessWindow.objects.filter(place=place, hour=hour).update(count=F("count") + 1)
    return GuessWindow.objects.get(place=place, hour=hour).count
