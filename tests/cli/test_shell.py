from __future__ import annotations

from rufschutz.cli.shell import shell_actor
from rufschutz.domain.access.request import Role
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis


def test_a_command_sees_what_an_auditor_sees_for_a_minute():
    actor = shell_actor(TenantId("a" * 32), Millis(1_000))
    assert (actor.role, actor.tenant, actor.until) == (Role.AUDITOR, "a" * 32, 61_000)
