"""Lines of an installation that runs: adding one, and changing what one says.

A change is kept only if its plan passes every check; the plan is compiled inside the
transaction, and put in force after it. Killed between the two, the worker's next
refresh publishes what was kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit import access
from rufschutz.core.purposes.actions import Draft, propose, publish, rehearse, spoken_texts
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.setup.actions import shelves
from rufschutz.core.tenants.actions import change_line, create_line, write_contacts
from rufschutz.core.tenants.queries import controller
from rufschutz.core.tenants.queries import line as line_card
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.ids import LineId

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.runtime import Installation
    from rufschutz.core.tenants.queries import LineCard
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PlanVersion
    from rufschutz.domain.moments import Millis


def change(
    installation: Installation,
    keys: Keys,
    actor: Actor,
    line: LineId,
    change: Callable[[LineCard], LineCard],
    now: Millis,
) -> PlanVersion:
    """Change a line of the actor's tenant and put its plan in force; return the plan's version.

    ``change`` gets the line as it stands when nobody else changes it.

    Raises `PlanRefusedError` with every fault and its path, `LineError`, or `AccessDenied`;
    then nothing has changed.
    """
    access.require(actor, Action.MANAGE_LINES, SECURITY, now)
    with transaction.atomic():
        card = change_line(actor.tenant, line, change, actor.person, now)
        rehearse(keys, card.tenant, card, shelves(installation), now)
    card = line_card(card.tenant, card.id)
    return publish(keys, card.tenant, card, shelves(installation), now)


def write(actor: Actor, line: LineId, address: str | None, officer: str | None, now: Millis) -> None:
    """Set what pages and paper show of the actor's tenant (`write_contacts`); nothing spoken changes.

    Raises `LineError` or `AccessDenied`; then nothing has changed.
    """
    access.require(actor, Action.MANAGE_LINES, SECURITY, now)
    write_contacts(actor.tenant, line, address, officer, actor.person, now)


def add(
    installation: Installation,
    keys: Keys,
    actor: Actor,
    user_part: str,
    name: str,
    peers: tuple[str, ...],
    now: Millis,
) -> LineCard:
    """Add a line and put its plan in force; raise like `change`, and `LineError` for a user part in use."""
    access.require(actor, Action.MANAGE_LINES, SECURITY, now)
    with transaction.atomic():
        card = create_line(actor.tenant, LineId(new_id()), user_part, name, peers, now)
        rehearse(keys, card.tenant, card, shelves(installation), now)
    publish(keys, card.tenant, card, shelves(installation), now)
    return card


def propose_shipped_news(installation: Installation, actor: Actor, reason: str, now: Millis) -> str:
    """Propose what this version ships and the policy in force lacks; return the proposal's id.

    Every text that is spoken, every period and every purpose stay as they were adopted. Raises as
    `core.purposes.actions.publication.propose` does.
    """
    shipped = shipped_policy(controller(actor.tenant).profile)
    draft = Draft(lambda policy: policy.with_news(shipped, spoken_texts), reason, material=())
    return propose(actor, draft, installation.clips, now)
