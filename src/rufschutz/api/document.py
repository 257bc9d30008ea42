"""The description of the API for machines and people: OpenAPI 3.1, derived from the operations.

Decides what every operation says beside its own answer: which problems it can end in, and that a
key is needed. Nothing of it is written by hand twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rufschutz.api import problems

if TYPE_CHECKING:
    from ninja import NinjaAPI

    from rufschutz.api.problems import Problem

DESCRIPTION: Final = (
    "Calls, consents and rules of one controller, for machines. Every request carries an API key "
    "(`Authorization: Bearer …`) and is for one purpose; every reading and every refusal stands in the "
    "audit log under the key's id. Numbers go in request bodies only, never in an address, and come out "
    "masked. No content of a call can be had here. At most 10 requests a second and 100 at once for a key."
)

_PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "Why a request was refused (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:rufschutz:problem:access-denied"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong with this very request."},
        "advice": {"type": "string", "description": "What to do next."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "reason"],
                "properties": {"where": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}


def document(api: NinjaAPI, prefix: str) -> dict[str, Any]:
    """Return the whole description; every operation names each problem it can end in."""
    told: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=prefix))
    told["components"]["schemas"]["Problem"] = _PROBLEM
    for path, operations in told["paths"].items():
        for operation in operations.values():
            responses = {str(status): said for status, said in operation["responses"].items()}
            for problem in _possible(path, operation):
                responses[str(problem.status)] = _response(problem)
            operation["responses"] = dict(sorted(responses.items()))
    return told


def _possible(path: str, operation: dict[str, Any]) -> tuple[Problem, ...]:
    found = [problems.UNAUTHORIZED, problems.FORBIDDEN, problems.INVALID, problems.TOO_MANY]
    if "requestBody" in operation:
        found += [problems.BAD_REQUEST, problems.TOO_LARGE, problems.WRONG_TYPE]
    if "{" in path:
        found.append(problems.NOT_FOUND)
    if operation["operationId"] in CONFLICTS:
        found.append(problems.CONFLICT)
    return tuple(found)


CONFLICTS: Final = frozenset(
    {
        "withdraw",
        "set_preference",
        "import_consents",
        "view_purposes",
        "view_texts",
        "propose_policy",
        "ask_approval",
        "take_request_back",
        "export_consents",
    }
)
"""Operations that the state of things can stand against."""


def _response(problem: Problem) -> dict[str, Any]:
    return {
        "description": problem.title,
        "content": {
            problems.MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": problem.document(),
            }
        },
    }
