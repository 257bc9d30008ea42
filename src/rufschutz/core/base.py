"""The ground of every tenant's row: a tenant column, a scope on reads, a check on writes.

django-scopes refuses unscoped reads; it does not stop a foreign ``create``, ``bulk_create``,
forward key, or a write by primary key. The manager, the query set and the row here do. To which
tenant and to which purpose a row belongs is said once, when it is made. On PostgreSQL the scope
is also what the database itself goes by (`rufschutz.core.postgres`).
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django_scopes import ScopedManager, get_scope, scope, scopes_disabled

from rufschutz.core.errors import CoreError
from rufschutz.core.fields import IdField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from rufschutz.domain.ids import TenantId

Row = TypeVar("Row", bound="TenantRow")

FIXED = ("tenant_id", "purpose")
"""What a row says once and for all: whose it is, and what for (Art. 5(1)(b) GDPR)."""


class ForeignTenantError(CoreError):
    """A write to another tenant than the one in scope."""

    advice = "Open the tenant's scope first: with tenant_scope(tenant): …"


class FixedColumnError(CoreError):
    """A write that would give a row to another tenant or another purpose."""

    advice = "Make a new row with a consent or an act of its own; what was collected keeps its purpose."


def tenant_scope(tenant: TenantId | str) -> AbstractContextManager[None]:
    """Open a tenant's scope: within it only that tenant's rows can be read or written."""
    return scope(tenant=str(tenant))  # type: ignore[no-any-return]


@contextmanager
def account_scope(account: str) -> Iterator[None]:
    """Read across tenants what one account may do: the only reading without a tenant there is.

    A person chooses a tenant before any scope can be opened. On PostgreSQL nothing but the
    memberships of this account is seen in it, whatever is asked for.
    """
    with scope(account=account), scopes_disabled():
        yield


def require_tenant(tenant: str) -> None:
    """Raise `ForeignTenantError` unless ``tenant`` is the one in scope."""
    found = get_scope()
    if not found.get("_enabled", True) or found.get("tenant") != tenant:
        raise ForeignTenantError("this row belongs to another tenant than the one in scope")


def require_own_targets(row: TenantRow) -> None:
    """Raise `ForeignTenantError` where a forward key of the row leads to no row of its tenant."""
    for name, column, target in _targets(type(row)):
        key = getattr(row, column)
        if key is not None and not target.objects.filter(pk=key).exists():
            raise ForeignTenantError(f"{name} leads to no row of the tenant in scope")


@cache
def _targets(model: type[TenantRow]) -> tuple[tuple[str, str, type[TenantRow]], ...]:
    """Return the forward keys of a model: name, column, and which tenants' rows each leads to."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented interface
    return tuple(
        (field.name, field.attname, field.related_model)
        for field in fields
        if isinstance(field.related_model, type) and issubclass(field.related_model, TenantRow)
    )


def _require_free(columns: Iterable[str]) -> None:
    if fixed := sorted(set(columns) & set(FIXED)):
        raise FixedColumnError(f"{', '.join(fixed)} of a row never changes")


class TenantQuerySet(models.QuerySet[Row]):
    """A query set whose bulk writes are checked like single ones."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:  # noqa: ANN401 - Django's own
        """Insert rows of the tenant in scope; a row that is there is never overwritten."""
        rows = list(objs)
        for row in rows:
            require_tenant(row.tenant_id)
            require_own_targets(row)
        if kwargs.get("update_conflicts"):
            raise ForeignTenantError("what is there may be another tenant's: it is not overwritten")
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Row], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - Django's own
        """Update rows of the tenant in scope, not whose they are nor what for."""
        rows = list(objs)
        columns = list(fields)
        _require_free(columns)
        for row in rows:
            require_tenant(row.tenant_id)
            require_own_targets(row)
        return super().bulk_update(rows, columns, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:  # noqa: ANN401 - Django's own signature
        """Update what the scope shows, not whose it is nor what for."""
        _require_free(kwargs)
        return super().update(**kwargs)


class _TenantManager(models.Manager[Row]):
    """Checks what django-scopes lets through where no scope is open."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:  # noqa: ANN401 - Django's own
        """Insert rows of the tenant in scope."""
        rows = list(objs)
        for row in rows:
            require_tenant(row.tenant_id)
        return self.get_queryset().bulk_create(rows, *args, **kwargs)


class TenantRow(models.Model):
    """A row that belongs to one tenant. ``tenant_id`` is the tenant's opaque id."""

    tenant_id = IdField(db_index=True)

    objects: ClassVar[models.Manager[Self]] = ScopedManager(
        tenant="tenant_id", _manager_class=_TenantManager.from_queryset(TenantQuerySet)
    )

    class Meta:
        """Django's own: no table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Write the row; raise `ForeignTenantError` outside its tenant's scope."""
        require_tenant(self.tenant_id)
        before, now = self.__dict__.get("_read_as", {}), _fixed(self)
        _require_free(name for name in before if now.get(name, before[name]) != before[name])
        require_own_targets(self)
        super().save(*args, **kwargs)
        self.__dict__["_read_as"] = now

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401, ARG002 - Django's own
        """Delete the row where the scope shows it; raise `ForeignTenantError` elsewhere."""
        require_tenant(self.tenant_id)
        return type(self).objects.filter(pk=self.pk).delete()

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Django's own signature
        """Remember as what the row was read."""
        row = super().from_db(*args, **kwargs)
        row.__dict__["_read_as"] = _fixed(row)
        return row

    def _do_update(self, base_qs: models.QuerySet[Self], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Django's own
        """Update by primary key within the row's tenant: a foreign row of that key stays as it is."""
        return super()._do_update(base_qs.filter(tenant_id=self.tenant_id), *args, **kwargs)


def _fixed(row: TenantRow) -> dict[str, object]:
    return {name: row.__dict__[name] for name in FIXED if name in row.__dict__}
