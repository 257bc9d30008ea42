"""How often receipt codes may be tried: counted in a table, before anything is compared.

A try is counted first and given back where it was right, so that many at once get no more
than one after another. Each source has a budget of its own before that of all, so nobody uses that
up for the others. Calls have a budget of their own: whoever uses up that of the page takes no
withdrawal typed on the phone away. Nothing here knows a code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.core.consent.actions import windows
from rufschutz.core.consent.actions.windows import HOUR, Allowance, Place

if TYPE_CHECKING:
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

PER_CODE = 5
PER_SOURCE: Final = Allowance(address=5, network=20, region=200)
PER_TENANT = 100
ALTOGETHER = 1_000


def take(keys: Keys, code: str, origin: str | None, tenant: TenantId | None, now: Millis) -> bool:
    """Count a try; return whether one more was allowed everywhere it counts.

    ``origin``: an address, None where there is none (a call). ``tenant``: None where it is not known.
    """
    return windows.take(_own(keys, origin, now), _common(keys, code, origin, tenant, now), now)


def give_back(keys: Keys, code: str, origin: str | None, tenant: TenantId | None, now: Millis) -> None:
    """Uncount a try that was right."""
    windows.give_back((*_own(keys, origin, now), *_common(keys, code, origin, tenant, now)), now)


def forget_guesses(now: Millis) -> int:
    """Delete the counts of past hours; return how many."""
    return windows.forget_windows(now)


def _own(keys: Keys, origin: str | None, now: Millis) -> tuple[Place, ...]:
    return () if origin is None else windows.sources(keys, "", origin, PER_SOURCE, now)


def _common(
    keys: Keys, code: str, origin: str | None, tenant: TenantId | None, now: Millis
) -> tuple[Place, ...]:
    way = "calls " if origin is None else ""
    places = [
        Place(f"{way}all", ALTOGETHER),
        Place(keys.guess_index(now // HOUR, f"{way}code {code}"), PER_CODE),
    ]
    if tenant is not None:
        places.append(Place(f"{way}tenant {tenant}", PER_TENANT))
    return tuple(places)
