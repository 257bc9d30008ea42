"""What calls are about, in the words of the policy, for whoever may work on them.

Decides words only; a reason that the policy does not know any more is shown as itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.console import vaultdoor
from rufschutz.console.language import language
from rufschutz.core.matters import reasons
from rufschutz.core.purposes.queries import reason_names
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.ids import CallId, FactId
    from rufschutz.domain.moments import Millis


def told(viewer: Viewer, calls: Iterable[CallId], now: Millis) -> dict[FactId, str]:
    """Return the reason of each matter of these calls, in the words of the page's language."""
    if Action.CLOSE_MATTER not in TABLE[viewer.role]:
        return {}
    found = reasons.of_calls(viewer.actor, viewer.purpose, calls, vaultdoor.keys(), now)
    names = reason_names(viewer.actor.tenant, language().value) if found else {}
    return {matter: names.get(reason, reason) for matter, reason in found.items()}
