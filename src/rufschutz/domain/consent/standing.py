"""Which yeses of a call still stand.

Decides that a yes stands until its purpose is withdrawn, has expired or was invalidated after
it; asking again, or a no to the same question asked again, takes back nothing that was said
before. Only a yes that shows its ground stands at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.call.facts import ConsentState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.domain.ids import FactId, PurposeId

ENDING: Final = frozenset({ConsentState.WITHDRAWN, ConsentState.EXPIRED, ConsentState.INVALIDATED})


@dataclass(frozen=True, slots=True)
class Said:
    """One change of a consent; ``grounded``: a yes that shows question, promise and answer."""

    fact: FactId
    purpose: PurposeId
    state: ConsentState
    grounded: bool


def standing(changes: Iterable[Said]) -> dict[FactId, PurposeId]:
    """Return the yeses that stand after all ``changes`` of one call, in their order, with their purposes."""
    found: dict[FactId, PurposeId] = {}
    for said in changes:
        if said.state in ENDING:
            found = {fact: purpose for fact, purpose in found.items() if purpose != said.purpose}
        elif said.state is ConsentState.GIVEN and said.grounded:
            found[said.fact] = said.purpose
    return found
