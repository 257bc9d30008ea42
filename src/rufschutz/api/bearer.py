"""The door of every operation: an API key in the Authorization header (RFC 6750, 2.1), and nothing else.

Decides who asks and whether they ask too fast. A key that is over is refused and recorded;
a token that is no key's leaves no trace but the count of refused requests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja.security import HttpBearer

from rufschutz.adapters.clock import Clock
from rufschutz.api.caller import Caller
from rufschutz.api.errors import TooManyRequestsError
from rufschutz.api.rates import Rates
from rufschutz.core.apikeys.actions import note_use
from rufschutz.core.apikeys.queries import KeyEndedError, bearer
from rufschutz.core.audit.actions import record_denial

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.core.apikeys.queries import Bearer
    from rufschutz.domain.moments import Millis

RATES = Rates()


class ApiKey(HttpBearer):
    """Finds the key of a token."""

    openapi_description = "An API key, made by an owner: `rufschutz api-key create`."

    def authenticate(self, request: HttpRequest, token: str) -> Caller:  # noqa: ARG002 - ninja's own signature
        """Return who asks.

        Raises `KeyUnknownError`, `KeyEndedError` and `TooManyRequestsError`.
        """
        now = Clock().now()
        try:
            found = bearer(token, now)
        except KeyEndedError as ended:
            _slow_down(ended.bearer, now)
            actor = ended.bearer.actor
            record_denial(actor.tenant, actor.person, "use_api_key", ended.bearer.key, now)
            raise
        _slow_down(found, now)
        note_use(found, now)
        return Caller(found, now)


def _slow_down(found: Bearer, now: Millis) -> None:
    if wait := RATES.take(found.key, now):
        raise TooManyRequestsError(wait)
