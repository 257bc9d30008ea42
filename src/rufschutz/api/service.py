"""The API put together: its operations, its one door, its problems.

There is no interactive documentation: it would load scripts from elsewhere. The document that
says everything is /api/v1/openapi.json.
"""

from __future__ import annotations

from typing import Final

from ninja import NinjaAPI

from rufschutz.api import (
    approvals,
    calls,
    catalogue,
    consents,
    document,
    export,
    faults,
    figures,
    holds,
    imports,
    log,
    offboarding,
    policy,
    preferences,
    retention,
    roles,
    store,
    withdrawals,
)
from rufschutz.api.bearer import ApiKey
from rufschutz.api.shapes import JsonParser

PREFIX: Final = "/api/v1/"
ROUTERS: Final = (
    calls.router,
    withdrawals.router,
    consents.router,
    export.router,
    imports.router,
    preferences.router,
    catalogue.router,
    policy.router,
    figures.router,
    roles.router,
    retention.router,
    log.router,
    holds.router,
    approvals.router,
    store.router,
    offboarding.router,
)


def make() -> NinjaAPI:
    """Return the API with all its operations."""
    api = NinjaAPI(
        title="Rufschutz",
        version="1",
        description=document.DESCRIPTION,
        urls_namespace="api",
        openapi_url=None,
        docs_url=None,
        auth=ApiKey(),
        parser=JsonParser(),
    )
    faults.listen(api)
    for router in ROUTERS:
        api.add_router("", router)
    return api


API: Final = make()
