"""The mark in list and player: unaltered, altered, or nothing where nobody looked or nothing is stored."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.base import tenant_scope
from rufschutz.core.recordings.models import Recording


def pages(browser, call):
    return [browser.get(path).content.decode() for path in ("/anrufe/", f"/anrufe/{call}/")]


def marked(tenant, **columns):
    with tenant_scope(tenant):
        Recording.objects.update(**columns)


@pytest.mark.rule("R48")
def test_list_and_player_show_whether_it_is_what_was_stored(signed_in, message, tenant):
    browser = signed_in(Role.OWNER)
    for page in pages(browser, message):
        assert "✔" in page
        assert "unverändert" in page
        assert "zuletzt gelesen" in page
    marked(tenant, intact=False, checked_at=Clock().now())
    whole, call = pages(browser, message)
    assert "✘" in whole
    assert "✘" in call
    assert "Der veränderte Teil wird nicht abgespielt." in call
    marked(tenant, intact=None, checked_at=None)
    for page in pages(browser, message):
        assert "✔" not in page
        assert "✘" not in page
