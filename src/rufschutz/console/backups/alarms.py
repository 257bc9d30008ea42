"""What is wrong with backups and the rehearsal of a restore, on the overview: states, nobody's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from rufschutz.console.backups import sheets
from rufschutz.console.overview.alarms import Alarm
from rufschutz.core.backup.queries import watched
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis


def alarms(viewer: Viewer, now: Millis) -> Iterator[Alarm]:
    """Yield what is not as it should be, from the installation's second day on."""
    found = watched(now)
    if found is None:
        return
    sees = Action.VIEW_BACKUPS in TABLE[viewer.role]
    where, link = (reverse("backups"), _("Sicherung ansehen")) if sees else ("", "")
    for alarm in sheets.alarms(found):
        yield Alarm(alarm.what, alarm.todo, where, link)
