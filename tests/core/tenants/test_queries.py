"""Reading controllers and lines."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.tenants.models import Line
from rufschutz.core.tenants.queries import (
    UnknownTenantError,
    controller,
    line,
    line_named,
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


def called(tenant, user_part: str) -> None:
    with tenant_scope(tenant):
        Line.objects.update(user_part=user_part)


@pytest.mark.parametrize("typed", ["praxis", "Praxis", ""])
def test_the_only_line_needs_no_name(tenant, typed) -> None:
    named = line_named(typed)
    assert named is not None
    assert named.tenant == tenant


@pytest.mark.parametrize("user_part", ["+493023125001", "493023125001", "03023125001"])
@pytest.mark.parametrize("typed", ["030 / 231 25-001", "+49 30 23125001"])
def test_a_line_that_is_called_by_number_is_meant_by_the_number_dialled(
    tenant, other_tenant, user_part, typed
) -> None:
    called(tenant, user_part)
    named = line_named(typed)
    assert named is not None
    assert named.tenant == tenant
    assert line_named("030 23125999") is None


def test_among_several_nothing_means_none(tenant, other_tenant) -> None:
    assert line_named("") is None
    assert line_named("nobody") is None
