"""What an API key can be given, and as whom it then acts.

Decides which actions and purposes fit together within the row of the table for keys, how
long a key may live, and whether its maker may still stand for it. A key never gets what its
row does not hold: no content, no number in the clear, no approval, and of what a person must
sign in afresh for only the import and the export of consents, each named by its maker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.domain.access.request import Action, Actor, Role, Scope
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.errors import DomainError
from rufschutz.domain.ids import PersonId, PurposeId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.ids import KeyId, TenantId

LONGEST_DAYS: Final = 365
"""A key that nobody renews within a year ends."""

NAME_LENGTH: Final = 60


class KeyRefusedError(DomainError):
    """A key that cannot be made; ``faults`` names every reason."""

    advice = "See what keys can be given: rufschutz api-key create --help"

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def grantable() -> dict[Action, frozenset[PurposeId]]:
    """Return what a key can be given at most: each action with its purposes."""
    return {action: cell.purposes for action, cell in TABLE[Role.API_KEY].items()}


def scope_of(actions: Collection[str], purposes: Collection[str]) -> Scope:
    """Return the scope; raise `KeyRefusedError` where an action or a purpose could never be of use."""
    offered = {action.value: needs for action, needs in grantable().items()}
    wanted = frozenset(PurposeId(name) for name in purposes)
    faults = [f"a key cannot be given {name!r}" for name in sorted(set(actions) - set(offered))]
    known = {name: offered[name] for name in actions if name in offered}
    faults += [
        f"{name} needs one of the purposes {', '.join(sorted(needs))}"
        for name, needs in sorted(known.items())
        if not needs & wanted
    ]
    useful = frozenset[PurposeId]().union(*known.values())
    faults += [f"the purpose {name!r} is of no use to these actions" for name in sorted(wanted - useful)]
    if not actions:
        faults.append("a key without an action opens nothing")
    if faults:
        raise KeyRefusedError(tuple(faults))
    return Scope(frozenset(map(Action, known)), wanted)


def end_of(days: int, now: Millis) -> Millis:
    """Return when a key made now ends; raise `KeyRefusedError` for no time at all or too long a time."""
    if not 1 <= days <= LONGEST_DAYS:
        raise KeyRefusedError((f"a key lives from 1 to {LONGEST_DAYS} days, not {days}",))
    return Millis(now + days * DAY)


def name_of(name: str) -> str:
    """Return a key's name without space around it; raise `KeyRefusedError` for one that says nothing."""
    trimmed = name.strip()
    if not (0 < len(trimmed) <= NAME_LENGTH and trimmed.isprintable()):
        raise KeyRefusedError((f"a key's name has 1 to {NAME_LENGTH} characters in one line",))
    return trimmed


def stands(scope: Scope, roles: Collection[Role]) -> bool:
    """Say whether whoever has ``roles`` now may still stand for a key of this scope.

    A key is what its maker left of their own role: without the role to manage keys it has no force,
    nor with a single action that none of the maker's roles has any more.
    """
    may = frozenset[Action]().union(*(TABLE[role] for role in roles))
    return Action.MANAGE_API_KEYS in may and scope.actions <= may


def actor_of(key: KeyId, tenant: TenantId, scope: Scope, until: Millis) -> Actor:
    """Return the technical person: traces and the log name the key, and nobody behind it.

    The second factor is its maker's, who signed in afresh to make it; 256 random bits, kept by
    a machine, stand for it afterwards.
    """
    person = PersonId(f"api_key:{key}")
    return Actor(person, tenant, Role.API_KEY, second_factor=True, until=until, scope=scope)
