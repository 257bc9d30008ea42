"""The API put together."""

from __future__ import annotations

import pytest

from rufschutz.api.bearer import ApiKey
from rufschutz.api.service import API, make


def test_every_operation_needs_a_key_and_no_page_loads_from_elsewhere():
    assert (API.docs_url, API.openapi_url) == (None, None)
    assert isinstance(API.auth[0], ApiKey)
    for _, router in make()._routers:
        for view in router.path_operations.values():
            assert all(operation.auth_param is not None for operation in view.operations)


@pytest.mark.parametrize("path", ["docs", "redoc", "openapi"])
def test_there_is_no_interactive_page(client, db, path):
    assert client.get(f"/api/v1/{path}").status_code == 404
