"""Whether a stored recording is what was stored, as the list, the call's page and the player show it.

The sign is never alone: words and the date of the last look stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console import dates

if TYPE_CHECKING:
    from rufschutz.core.recordings.queries import RecordingView


@dataclass(frozen=True, slots=True)
class Whole:
    """``sign`` is ✔ or ✘; ``words`` name it; ``seen`` when somebody last looked; ``wrong``: altered."""

    sign: str
    words: str
    seen: str
    wrong: bool


def whole_of(seen: RecordingView | None, zone: str) -> Whole | None:
    """Return the mark of a recording whose sound is stored and was looked at, else None."""
    if seen is None or not seen.audible or seen.intact is None or seen.checked_at is None:
        return None
    looked = _("zuletzt gelesen %(when)s") % {"when": dates.day_and_time(seen.checked_at, zone)}
    if seen.intact:
        return Whole("✔", _("unverändert"), looked, wrong=False)
    return Whole("✘", _("verändert"), looked, wrong=True)
