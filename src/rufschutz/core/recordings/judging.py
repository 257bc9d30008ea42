"""The record's answer to `domain.consent.holding`: uses beside their consents, batch by batch.

Reads only. What costs much is remembered for a run: which purposes a plan's policy permits, and
when a promised period ends. Of the sealed evidence it opens a sample, a different one each day.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models.functions import Length

from rufschutz.core.consent.actions import evidence_context
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.purposes.queries import recordings_under
from rufschutz.core.recordings.models import Use
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.holding import Fault, Resting, Yes, fault_of
from rufschutz.domain.consent.standing import ENDING
from rufschutz.domain.ids import CallId, FactId, PlanVersion, PurposeId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.vault.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.ids import TenantId

SAMPLE: Final = 200
"""How many seals of evidence a check opens, where there are so many."""

QUARTER: Final = 900_000
"""Within a quarter of an hour (ms) no zone begins a new day."""

_ENDING: Final = frozenset(state.value for state in ENDING)


class Kept(NamedTuple):
    """A living use (its row's id) and its recording's beginning and first purpose; moments in ms UTC."""

    use: int
    artefact: str
    call: str
    purpose: str
    consent: str
    promised_until: int
    due_at: int
    started_at: int
    made_for: str


class _Event(NamedTuple):
    id: str
    call: str
    purpose: str
    state: str
    at: int
    position: int
    plan: str
    promised: str
    grounded: bool
    sealed: int


class Judge:
    """Judges a tenant's uses, in its scope. ``uses`` and ``seals``: how many it looked at so far."""

    def __init__(self, tenant: TenantId, keys: Keys, rules: Rules, now: Millis) -> None:
        self.uses = 0
        self.seals = 0
        self._tenant = tenant
        self._keys = keys
        self._rules = rules
        self._permitted: dict[str, frozenset[str]] = {}
        self._ends: dict[tuple[str, int], Millis] = {}
        self._share = max(1, Use.objects.filter(ended_at=None).count() // SAMPLE)
        self._turn = now // DAY % self._share

    def judged(self, batch: Sequence[Kept]) -> list[tuple[Kept, Fault]]:
        """Return what does not hold of a batch, which is in the order of the uses' ids."""
        yeses, ended = _events(batch[0].use, batch[-1].use)
        broken = self._unopened(batch, yeses)
        found = []
        for kept in batch:
            event = yeses.get(kept.consent)
            fault = fault_of(_resting(kept), None if event is None else self._yes(event, kept, ended, broken))
            if fault is not None:
                found.append((kept, fault))
        return found

    def _yes(
        self, event: _Event, kept: Kept, ended: dict[tuple[str, str], tuple[int, int]], broken: set[str]
    ) -> Yes:
        last = ended.get((event.call, event.purpose), (-1, -1))
        return Yes(
            CallId(event.call),
            PurposeId(event.purpose),
            ConsentState(event.state),
            Millis(event.at),
            event.grounded,
            (event.at, event.position) > last,
            event.purpose in self._purposes(event.plan),
            self._promised(event.promised, kept.started_at),
            event.sealed > 0 and event.id not in broken,
        )

    def _purposes(self, plan: str) -> frozenset[str]:
        if plan not in self._permitted:
            known = recordings_under(self._tenant, PlanVersion(plan)) or dict(self._rules.recordings)
            self._permitted[plan] = frozenset(known)
        return self._permitted[plan]

    def _promised(self, period: str, start: int) -> Millis:
        if not period:
            return Millis(0)
        place = (period, start // QUARTER)
        if place not in self._ends:
            self._ends[place] = self._rules.promised(period, Millis(start))
        return self._ends[place]

    def _unopened(self, batch: Sequence[Kept], yeses: dict[str, _Event]) -> set[str]:
        """Open the sealed evidence of a share of the batch; return where it is not what it should be."""
        first = self.uses
        self.uses += len(batch)
        share = [
            kept.consent
            for place, kept in enumerate(batch, first)
            if place % self._share == self._turn and kept.consent in yeses
        ]
        self.seals += len(share)
        evidence = ConsentEvent.objects.filter(id__in=share).values_list("id", "evidence")
        return {name for name, sealed in evidence if not self._tells(bytes(sealed), yeses[name])}

    def _tells(self, sealed: bytes, event: _Event) -> bool:
        """Whether a seal opens and tells of the same yes as its row."""
        try:
            context = evidence_context(FactId(event.id))
            told = json.loads(self._keys.open_evidence(self._tenant, sealed, context))
            said = (told["head"]["fact"], told["head"]["call"], told["purpose"], told["state"])
        except (VaultError, KeyGoneError, ValueError, KeyError, TypeError):
            return False
        return said == (event.id, event.call, event.purpose, event.state)


def _events(first: int, last: int) -> tuple[dict[str, _Event], dict[tuple[str, str], tuple[int, int]]]:
    """Return the events of the calls of a row of uses, and when each purpose was last ended in them."""
    calls = Use.objects.filter(id__gte=first, id__lte=last, ended_at=None).values("call")
    columns = ("id", "call", "purpose", "state", "at", "position", "plan", "promised", "grounded")
    rows = ConsentEvent.objects.filter(call__in=calls).exclude(state=ConsentState.REQUESTED.value)
    events, ended = dict[str, _Event](), dict[tuple[str, str], tuple[int, int]]()
    for row in rows.annotate(sealed=Length("evidence")).values_list(*columns, "sealed"):
        event = _Event(*row)
        events[event.id] = event
        if event.state in _ENDING:
            place = (event.call, event.purpose)
            ended[place] = max(ended.get(place, (0, 0)), (event.at, event.position))
    return events, ended


def _resting(kept: Kept) -> Resting:
    return Resting(
        CallId(kept.call),
        PurposeId(kept.purpose),
        FactId(kept.consent),
        Millis(kept.started_at),
        Millis(kept.promised_until),
        Millis(kept.due_at),
        kept.purpose == kept.made_for,
    )
