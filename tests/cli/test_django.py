from __future__ import annotations

import pytest

from rufschutz.cli.django import start
from rufschutz.core.errors import SettingsError


def test_without_an_installation_nothing_starts(tmp_path, monkeypatch):
    monkeypatch.setenv("RUFSCHUTZ_DATA", str(tmp_path))
    with pytest.raises(SettingsError, match="holds no installation"):
        start()


def test_the_record_can_be_read_after_it(installed):
    code = (
        "from rufschutz.cli.django import start\n"
        "installation = start()\n"
        "from rufschutz.core.tenants.queries import tenant_ids\n"
        "print(installation.data, len(tenant_ids()))"
    )
    assert installed.program(code) == f"{installed.data} 1\n"
