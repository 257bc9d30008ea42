"""The one table of access, as an auditor's program reads it: who may do what, for what, owing what."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Purpose, Shape
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.domain.access.request import Action, Role
from rufschutz.domain.access.table import TABLE, Permission
from rufschutz.domain.audit.vocabulary import AuditEvent

router = Router(tags=["rules"])


class PermissionShape(Shape):
    """A cell of the table. ``reach``: on the tenant's things, or one's own; ``kinds`` null: of any kind."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "action": "view_call",
                    "purposes": ["handle_matter", "record_matter"],
                    "reach": "tenant",
                    "owes": ["log", "mask_numbers"],
                    "kinds": None,
                }
            ]
        }
    )

    action: str
    purposes: list[str]
    reach: str
    owes: list[str]
    kinds: list[str] | None


class RoleShape(Shape):
    """A role with everything that it may do; what is not named is refused."""

    role: str
    may: list[PermissionShape]


class RolesShape(Shape):
    """Every role."""

    roles: list[RoleShape]


@router.get(
    "/roles", response=RolesShape, url_name="roles", operation_id="view_roles", summary="See the roles"
)
def roles(request: HttpRequest, purpose: Purpose) -> RolesShape:
    """Return the table of access. It names no person. Needs `view_roles`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_ROLES, purpose)
    access.require(caller.actor, Action.VIEW_ROLES, what, caller.now)
    record_access(caller.actor, AuditEvent.ROLES_VIEWED, what, "", caller.now)
    return RolesShape(roles=[_role(role) for role in Role])


def _role(role: Role) -> RoleShape:
    return RoleShape(
        role=role.value, may=[_cell(action, cell) for action, cell in sorted(TABLE[role].items())]
    )


def _cell(action: Action, cell: Permission) -> PermissionShape:
    return PermissionShape(
        action=action.value,
        purposes=sorted(cell.purposes),
        reach=cell.reach.value,
        owes=sorted(one.value for one in cell.owes),
        kinds=None if cell.kinds is None else sorted(cell.kinds),
    )
