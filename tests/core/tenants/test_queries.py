"""Reading controllers and lines."""

from __future__ import annotations

import pytest

from rufschutz.core.tenants.queries import (
    UnknownTenantError,
    controller,
    line,
    lines,
    require_line,
    tenant_ids,
)
from rufschutz.domain.ids import LineId, TenantId


def test_controllers_and_their_lines(tenant, other_tenant) -> None:
    assert set(tenant_ids()) == {tenant, other_tenant}
    assert [card.user_part for card in lines(tenant)] == ["praxis"]
    assert controller(tenant).tzinfo.key == "Europe/Berlin"


def test_another_controllers_line_is_unknown(tenant, other_tenant) -> None:
    theirs = lines(other_tenant)[0].id
    with pytest.raises(UnknownTenantError):
        line(tenant, theirs)
    with pytest.raises(UnknownTenantError):
        require_line(tenant, theirs)
    require_line(other_tenant, theirs)


def test_what_is_not_there_is_said(tenant) -> None:
    with pytest.raises(UnknownTenantError, match="controller"):
        controller(TenantId("0" * 32))
    with pytest.raises(UnknownTenantError, match="line"):
        line(tenant, LineId("0" * 32))
