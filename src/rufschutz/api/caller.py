"""Who asks: the key behind a request, at which moment, and for which purpose.

Decides nothing about access. A request is for one purpose: the one it names, or the only one
that the key could mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rufschutz.api.errors import PurposeMissingError
from rufschutz.domain.access.keys import grantable
from rufschutz.domain.ids import PurposeId

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.core.apikeys.queries import Bearer
    from rufschutz.domain.access.request import Action, Actor
    from rufschutz.domain.moments import Millis

_NONE = PurposeId("none")


@dataclass(frozen=True, slots=True)
class Caller:
    """A key at work: ``now`` is when its request came (ms UTC)."""

    bearer: Bearer
    now: Millis

    @property
    def actor(self) -> Actor:
        """The technical person as whom the key acts."""
        return self.bearer.actor

    def purpose(self, action: Action, named: str = "") -> PurposeId:
        """Return what the request is for; raise `PurposeMissingError` where it could be several.

        What the key may not is not decided here: then any purpose will do for the refusal.
        """
        if named:
            return PurposeId(named)
        scope = self.actor.scope
        held = frozenset() if scope is None else scope.purposes
        fits = sorted(held & grantable().get(action, frozenset()))
        if len(fits) > 1:
            raise PurposeMissingError(f"this key could mean {', '.join(fits)}")
        return fits[0] if fits else _NONE


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks; the key was checked before any operation runs."""
    return cast("Caller", request.auth)  # type: ignore[attr-defined]  # set by the framework from the key
