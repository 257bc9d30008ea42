"""What tombstones demand of a restored record: the dead stay dead, what was ended or forbidden stays so.

Each kind goes the way it went the first time: erasures through the sweep's own steps, withdrawals
through a withdrawal. Everything may be done again; what is so already is left alone. Kinds that
other apps bury are done again by the function they name with `reapplies`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.core.audit.access import NotFound
from rufschutz.core.audit.actions import hold_log
from rufschutz.core.backup.errors import RestoreError
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.actions import forget_numbers
from rufschutz.core.consent.actions import preferences, standing
from rufschutz.core.consent.models import StandingConsent
from rufschutz.core.keys.models import Level, VaultKey, VaultWrap
from rufschutz.core.recordings.models import SOUNDING, Recording, State
from rufschutz.core.retention.actions import withdraw_unattended
from rufschutz.core.retention.actions.sweep import Ground, begin, finish_open
from rufschutz.core.retention.due import CALLBACK_NUMBER, MATTER, NO_BLOB, NO_CALL, Doomed, Shelf
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.shredders import SHREDDERS
from rufschutz.domain.audit.certificate import Cause, Clock
from rufschutz.domain.call.facts import ConsentState, Preference
from rufschutz.domain.consent.withdrawal import Method, NothingToWithdraw
from rufschutz.domain.ids import ArtefactId, CallId, KindId, PurposeId, RuleId
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore.tombstones import Stone, What

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rufschutz.core.base import TenantRow
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.retention.actions import Place
    from rufschutz.domain.ids import TenantId

STORED: Final = frozenset({*SOUNDING, State.OPEN})


@dataclass(frozen=True, slots=True)
class Hand:
    """With what a restored record is brought to order, and when."""

    keys: Keys
    place: Place
    now: Millis

    def ground(self, tenant: TenantId) -> Ground:
        """Return where a tenant's things die."""
        return Ground(tenant, self.place.rules(tenant), self.place.blobs, self.place.journals, Clock.REAL)


def reapply(stones: Iterable[Stone], tenants: frozenset[TenantId], hand: Hand) -> int:
    """Do again what the stones tell, in their order; return how many there were.

    Of a tenant that the backup does not know nothing is there to be done. Raises `RestoreError`
    for a kind that nobody here can do again.
    """
    count = 0
    for stone in stones:
        if stone.tenant in tenants and stone.what is not What.CHECKPOINT:
            again = AGAIN.get(stone.what)
            if again is None:
                raise RestoreError(f"this program cannot do again what a tombstone tells: {stone.what.value}")
            with tenant_scope(stone.tenant):
                again(stone, hand)
            count += 1
    for tenant in tenants:
        with tenant_scope(tenant):
            finish_open(hand.ground(tenant), hand.now)
    return count


def reapplies(what: What) -> Callable[[Callable[[Stone, Hand], None]], Callable[[Stone, Hand], None]]:
    """Name the function that does a kind of tombstone again: in the tenant's scope, as often as asked."""

    def named(again: Callable[[Stone, Hand], None]) -> Callable[[Stone, Hand], None]:
        AGAIN[what] = again
        return again

    return named


AGAIN: Final[dict[What, Callable[[Stone, Hand], None]]] = {}


@reapplies(What.KEYS)
def _keys(stone: Stone, _hand: Hand) -> None:
    """Destroy wraps and the keys of a caller and purpose.

    A key of the whole controller that was replaced in the gap is, in the backup, the one under which all
    else lies: it stays. Where the controller left, another tombstone says so.
    """
    with transaction.atomic():
        VaultWrap.objects.filter(id__in=stone.names).delete()
        VaultWrap.objects.filter(parent__in=stone.names).delete()
        VaultKey.objects.filter(id__in=stone.names, level__in=(Level.SUBJECT, Level.PURPOSE)).delete()


@reapplies(What.NUMBERS)
def _numbers(stone: Stone, _hand: Hand) -> None:
    with transaction.atomic():
        forget_numbers(stone.names)


@reapplies(What.ERASED)
def _erased(stone: Stone, hand: Hand) -> None:
    shelf, _, cause = stone.detail.partition(" ")
    with transaction.atomic():
        hold_log(stone.tenant)
        doomed = tuple(_doomed(Shelf(shelf), stone))
        begin(Shelf(shelf), doomed, Cause(cause), hand.ground(stone.tenant), hand.now)


@reapplies(What.WITHDRAWN)
def _withdrawn(stone: Stone, hand: Hand) -> None:
    call, purpose = stone.names
    method = Method(stone.detail) if stone.detail in set(Method) else Method.STAFF
    purposes = [PurposeId(purpose)]
    try:
        withdraw_unattended(stone.tenant, CallId(call), purposes, method, hand.keys, hand.place, hand.now)
    except (NotFound, NothingToWithdraw):
        return


@reapplies(What.STANDING_ENDED)
def _standing_ended(stone: Stone, hand: Hand) -> None:
    index, purpose, channel, product = stone.names
    state, _, method = stone.detail.partition(" ")
    key = standing.StandingKey(stone.tenant, index, PurposeId(purpose), channel, product)
    with transaction.atomic():
        rows = StandingConsent.objects.select_for_update().filter(**key.columns)
        row = rows.filter(state=ConsentState.GIVEN.value, at__lte=stone.at).first()
        if row is not None:
            rules = hand.place.rules(stone.tenant)
            standing.end(key, ConsentState(state), method, "restore", hand.keys, rules, hand.now)


@reapplies(What.OBJECTED)
def _objected(stone: Stone, hand: Hand) -> None:
    index, preference = stone.names
    rules = hand.place.rules(stone.tenant)
    with transaction.atomic():
        preferences.stand_again(stone.tenant, Preference(preference), index, stone.detail, stone.at, rules)


def _doomed(shelf: Shelf, stone: Stone) -> Iterator[Doomed]:
    """Yield what is there of the erased things, and was not being erased when the backup was made."""
    known = set(Erasure.objects.filter(artefact__in=stone.names).values_list("artefact", "kind"))
    for row in SHREDDERS[shelf].table.objects.filter(pk__in=stone.names):
        found = _named(shelf, row, stone.at)
        silent = isinstance(row, Recording) and row.state not in STORED
        if (found.artefact, found.kind) not in known and not silent:
            yield found


def _named(shelf: Shelf, row: TenantRow, at: Millis) -> Doomed:
    call = row.pk if shelf is Shelf.CALLS else getattr(row, "call", NO_CALL)
    kind = {Shelf.CALLBACK_NUMBERS: CALLBACK_NUMBER, Shelf.MATTERS: MATTER}.get(shelf)
    rule = getattr(row, "number_rule" if shelf is Shelf.CALLBACK_NUMBERS else "rule", "")
    due = getattr(row, "number_due_at" if shelf is Shelf.CALLBACK_NUMBERS else "due_at", None)
    return Doomed(
        ArtefactId(row.pk),
        CallId(call),
        kind or KindId(getattr(row, "kind", "")),
        RuleId(rule),
        Millis(at if due is None else due),
        getattr(row, "blob", NO_BLOB),
    )
