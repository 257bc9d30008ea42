"""What the list of wishes shows: what, since when, when somebody looks at it again. No number is in it.

Decides words only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.consents.words import WISHES
from rufschutz.console.objections.words import method

if TYPE_CHECKING:
    from rufschutz.core.consent.preferences import WishView
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish as it is listed; ``late``: it should have been confirmed by now."""

    name: str
    since: str
    how: str
    then: str
    late: bool


def row(wish: WishView, now: Millis, zone: str) -> WishRow:
    """Return a wish as it is listed."""
    late = wish.review_at is not None and wish.review_at <= now
    return WishRow(
        name=str(WISHES[wish.preference]),
        since=dates.short_day(wish.set_at, zone),
        how=method(wish.method),
        then=_then(wish, zone),
        late=late,
    )


def _then(wish: WishView, zone: str) -> str:
    if wish.review_at is not None:
        return _("zu bestätigen bis %(day)s") % {"day": dates.short_last_day(wish.review_at, zone)}
    return _("endet von selbst am %(day)s, ohne neuen Anruf") % {
        "day": dates.short_last_day(wish.due_at, zone)
    }
