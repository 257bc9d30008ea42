"""The log is read as a stranger reads it, against the newest head that the rows hold."""

from __future__ import annotations

from rufschutz.core.audit.actions import sequence
from rufschutz.core.setup.actions import unlock
from rufschutz.core.setup.checks.log import findings
from rufschutz.core.tenants.queries import tenant_ids


def test_a_log_without_its_files_is_named(house) -> None:
    (tenant,) = tenant_ids()
    assert list(findings(house.installation, house.now)) == []
    sequence(tenant, unlock(house.installation), house.installation.log, house.now)
    assert list(findings(house.installation, house.now)) == []
    (house.installation.log / tenant / "checkpoint").unlink()
    (found,) = findings(house.installation, house.now)
    assert (found.level, found.name) == ("error", "log")
