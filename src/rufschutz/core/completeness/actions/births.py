"""That a recording began, in the transaction that takes the fact over: what later has to be somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.completeness.models import Birth
from rufschutz.domain.completeness.tally import day_of

if TYPE_CHECKING:
    from rufschutz.domain.call.facts import RecordingStarted


def born(fact: RecordingStarted) -> None:
    """Write a birth down, within the caller's transaction and scope; told twice it is one."""
    told = {"tenant_id": fact.head.tenant, "day": day_of(fact.head.at)}
    Birth.objects.get_or_create(id=fact.artefact, defaults=told)
