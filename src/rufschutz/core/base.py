"""The ground of every tenant's row: a tenant column, a scope on reads, a check on writes.

django-scopes refuses unscoped reads; it does not stop a foreign ``create``,
``bulk_create`` or forward key. The manager and ``save`` here do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django_scopes import ScopedManager, get_scope, scope

from rufschutz.core.errors import CoreError
from rufschutz.core.fields import IdField

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from rufschutz.domain.ids import TenantId

Row = TypeVar("Row", bound="TenantRow")


class ForeignTenantError(CoreError):
    """A write to another tenant than the one in scope."""

    advice = "Open the tenant's scope first: with tenant_scope(tenant): …"


def tenant_scope(tenant: TenantId | str) -> AbstractContextManager[None]:
    """Open a tenant's scope: within it only that tenant's rows can be read or written."""
    return scope(tenant=str(tenant))  # type: ignore[no-any-return]


def require_tenant(tenant: str) -> None:
    """Raise `ForeignTenantError` unless ``tenant`` is the one in scope."""
    if get_scope().get("tenant") != tenant:
        raise ForeignTenantError("this row belongs to another tenant than the one in scope")


class TenantQuerySet(models.QuerySet[Row]):
    """A query set whose bulk writes are checked like single ones."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:  # noqa: ANN401 - Django's own
        """Insert rows of the tenant in scope."""
        rows = list(objs)
        for row in rows:
            require_tenant(row.tenant_id)
        return super().bulk_create(rows, *args, **kwargs)


class TenantRow(models.Model):
    """A row that belongs to one tenant. ``tenant_id`` is the tenant's opaque id."""

    tenant_id = IdField(db_index=True)

    objects: ClassVar[models.Manager[Self]] = ScopedManager(
        tenant="tenant_id", _manager_class=models.Manager.from_queryset(TenantQuerySet)
    )

    class Meta:
        """Django's own: no table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Write the row; raise `ForeignTenantError` outside its tenant's scope."""
        require_tenant(self.tenant_id)
        super().save(*args, **kwargs)
