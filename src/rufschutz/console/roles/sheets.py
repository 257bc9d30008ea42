"""What the screen of roles shows: a sheet for each role, made from the table itself.

Decides nothing about access: what stands here is what `rufschutz.domain.access` goes by, cell by
cell, so that the page and the decision cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.roles.words import ACTIONS, DUTIES, PURPOSES, REACHES
from rufschutz.console.screens import ROLE_LABELS
from rufschutz.domain.access.request import Obligation, Role
from rufschutz.domain.access.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.accounts.queries import Member
    from rufschutz.domain.access.table import Permission


@dataclass(frozen=True, slots=True)
class Right:
    """A cell of the table in words; ``duties`` beyond that everything is logged."""

    act: str
    purposes: str
    reach: str
    duties: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who has a role; ``until`` is '' where it is open."""

    name: str
    until: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A role: who has it, and all that it may do."""

    key: str
    name: str
    holders: tuple[Holder, ...]
    rights: tuple[Right, ...]


def sheets(members: Sequence[Member], zone: str) -> tuple[Sheet, ...]:
    """Return a sheet for each role, in the order of the table."""
    return tuple(
        Sheet(role.value, str(ROLE_LABELS[role]), _holders(role, members, zone), _rights(role))
        for role in Role
    )


def _rights(role: Role) -> tuple[Right, ...]:
    cells = TABLE[role]
    return tuple(_right(str(words), cells[action]) for action, words in ACTIONS.items() if action in cells)


def _right(act: str, cell: Permission) -> Right:
    duties = [str(words) for duty, words in DUTIES.items() if duty in cell.owes - {Obligation.LOG}]
    return Right(
        act,
        " · ".join(str(words) for purpose, words in PURPOSES.items() if purpose in cell.purposes),
        str(REACHES[cell.reach]),
        " · ".join(duties),
    )


def _holders(role: Role, members: Sequence[Member], zone: str) -> tuple[Holder, ...]:
    found = [member for member in members if member.role.value == role.value]
    return tuple(Holder(member.name or _("unbekannt"), _until(member, zone)) for member in found)


def _until(member: Member, zone: str) -> str:
    return "" if member.until is None else dates.day_and_time(member.until, zone)
