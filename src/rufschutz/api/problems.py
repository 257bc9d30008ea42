"""How a refusal is told to a machine: problem details (RFC 9457) with our advice beside them.

Decides the shape only. A problem must never repeat what was sent: a number could be in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse

MEDIA_TYPE: Final = "application/problem+json"
_URN: Final = "urn:rufschutz:problem:"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request: where (such as ``body.number`` or ``line 3``), and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal: HTTP ``status``, what sort of refusal (``kind``), in words, and what to do next."""

    status: int
    kind: str
    title: str
    detail: str = ""
    advice: str = ""
    faults: tuple[Fault, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the problem as RFC 9457 writes it; ``advice`` and ``errors`` are extensions (3.2)."""
        told: dict[str, object] = {"type": _URN + self.kind, "title": self.title, "status": self.status}
        if self.detail:
            told["detail"] = self.detail
        if self.advice:
            told["advice"] = self.advice
        if self.faults:
            told["errors"] = [{"where": fault.where, "reason": fault.reason} for fault in self.faults]
        return told

    def response(self, headers: dict[str, str] | None = None) -> HttpResponse:
        """Return the problem as an answer."""
        content = json.dumps(self.document(), ensure_ascii=False)
        return HttpResponse(content, status=self.status, content_type=MEDIA_TYPE, headers=headers)


def where(place: tuple[object, ...]) -> str:
    """Return where a fault is, by the names of our own schemas; what was sent as a name is left out."""
    return ".".join(str(part) if _ours(part) else "?" for part in place)


def _ours(part: object) -> bool:
    return isinstance(part, int) or re.fullmatch("[A-Za-z_-]{1,40}", str(part)) is not None


BAD_REQUEST: Final = Problem(
    400, "bad-request", "The request cannot be read.", advice="Send valid JSON in UTF-8."
)
UNAUTHORIZED: Final = Problem(
    401,
    "no-key",
    "An API key is needed.",
    advice="Send Authorization: Bearer rufschutz_…; sessions and cookies do not count here.",
)
FORBIDDEN: Final = Problem(
    403,
    "access-denied",
    "The key may not do this.",
    advice="Ask the owner for a key with this action and purpose.",
)
NOT_FOUND: Final = Problem(
    404, "not-found", "There is nothing here under this name.", advice="Take ids from a list of this API."
)
WRONG_METHOD: Final = Problem(405, "wrong-method", "This address does not take this method.")
CONFLICT: Final = Problem(409, "conflict", "The state of things does not allow it.")
LOCKED: Final = Problem(
    423,
    "locked",
    "It is on hold or restricted.",
    advice="See GET /api/v1/holds; a person of the house releases a hold or lifts a restriction.",
)
TOO_LARGE: Final = Problem(
    413, "too-large", "The body is larger than this API takes.", advice="Send at most 2.5 MB at once."
)
WRONG_TYPE: Final = Problem(
    415,
    "wrong-type",
    "The body's media type is not taken here.",
    advice="See the Content-Type in openapi.json.",
)
INVALID: Final = Problem(
    422, "invalid", "The request is understood and refused.", advice="Mend what is named and send it again."
)
TOO_MANY: Final = Problem(
    429, "too-many", "Too many requests with this key.", advice="Wait as long as Retry-After says."
)
OURS: Final = Problem(
    500, "server-fault", "The fault is ours.", advice="Try again; it was written into the log."
)

ALL: Final = (
    BAD_REQUEST,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    WRONG_METHOD,
    CONFLICT,
    LOCKED,
    TOO_LARGE,
    WRONG_TYPE,
    INVALID,
    TOO_MANY,
    OURS,
)
