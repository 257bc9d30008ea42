"""Django's PostgreSQL, with the tenant in scope told to the server before a statement that needs it.

Decides what ``app.tenant`` and ``app.account`` are when a statement runs: those of the scope in
force (`rufschutz.core.base`), and '' without one. They are told only when they differ from what
the connection has; a rollback takes back what was told within it, so it is told anew. It must
never leave a statement with a scope that is over. A pool that hands one session to several
clients in turn (transaction pooling) must not stand between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.backends.postgresql import base
from django_scopes import get_scope
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

TENANT, ACCOUNT = "app.tenant", "app.account"
_TELL = f"SELECT set_config('{TENANT}', %s, false), set_config('{ACCOUNT}', %s, false)"

Told = tuple[str, str]
NOBODY: Told = ("", "")
"""A new session's state: no tenant, no account, and so no row."""


def in_force() -> Told:
    """Return the tenant whose rows may be touched now, and the account whose memberships may be read."""
    found = get_scope()
    if found.get("_enabled", True):
        return str(found.get("tenant", "")), ""
    return "", str(found.get("account", ""))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that tells the server whose rows it may see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        self._told: Told | None = None
        self.execute_wrappers.append(self._in_scope)

    def init_connection_state(self) -> None:
        """Begin with nothing told."""
        self._told = NOBODY
        super().init_connection_state()

    def _in_scope(
        self, execute: Callable[..., T], sql: str, params: object, many: bool, context: object
    ) -> T:
        scope = in_force()
        if scope != self._told:
            self._tell(scope)
        return execute(sql, params, many, context)

    def _tell(self, scope: Told) -> None:
        """Tell the server; in a failed transaction nothing but its rollback can run, without a scope."""
        session = self.connection
        if session.info.transaction_status == TransactionStatus.INERROR:
            return
        self._told = None
        with self.wrap_database_errors:
            session.execute(_TELL, scope)
        self._told = scope

    def _rollback(self) -> None:
        self._told = None
        super()._rollback()  # type: ignore[misc]  # not in the stubs

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # not in the stubs
        self._told = None
