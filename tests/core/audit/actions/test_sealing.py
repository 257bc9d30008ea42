"""Payloads get another seal; what their leaves commit to does not change."""

from __future__ import annotations

from rufschutz.core.audit.actions import record_denial, sequence
from rufschutz.core.audit.actions.sealing import seal_anew
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.base import tenant_scope


def test_each_payload_is_sealed_anew_once_in_steps(keys, tenant, tmp_path, now) -> None:
    record_denial(tenant, "p" * 32, "ask", tenant, now)
    sequence(tenant, keys, tmp_path, now)
    with tenant_scope(tenant):
        leaves = list(LogEntry.objects.order_by("id").values_list("leaf", flat=True))
        after, done = seal_anew(tenant, lambda sealed, context: sealed + context[:1], -1, 2)
        assert done == 2
        last, rest = seal_anew(tenant, lambda sealed, _: sealed, after, 100)
        assert rest == 0
        assert seal_anew(tenant, lambda sealed, _: sealed, last, 100) == (last, 0)
        assert list(LogEntry.objects.order_by("id").values_list("leaf", flat=True)) == leaves
