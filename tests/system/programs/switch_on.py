"""Put the shipped policy of a profile in force with purposes switched on: switch_on.py PROFILE PURPOSE ...

What the line says becomes short, so that a whole call takes seconds.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from rufschutz.cli.django import start

installation = start()

from rufschutz.adapters.clock import Clock  # noqa: E402 - Django first
from rufschutz.core.purposes.actions import Shelves, publish  # noqa: E402
from rufschutz.core.purposes.actions.adoption import enact  # noqa: E402
from rufschutz.core.purposes.policy import Availability  # noqa: E402
from rufschutz.core.purposes.shipped import shipped_policy  # noqa: E402
from rufschutz.core.setup.actions import unlock  # noqa: E402
from rufschutz.core.tenants.queries import lines, tenant_ids  # noqa: E402
from rufschutz.domain.ids import PersonId  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent / "kill_drill"))

from sounds import shorten  # noqa: E402

profile, *wanted = sys.argv[1:]
policy = shipped_policy(profile)
purposes = tuple(
    replace(each, availability=Availability.ACTIVE) if each.id in wanted else each for each in policy.purposes
)
now = Clock().now()
keys, shelves = unlock(installation), Shelves(installation.plans, installation.clips)
for tenant in tenant_ids():
    enact(tenant, replace(policy, purposes=purposes), PersonId("1" * 32), now)
    for line in lines(tenant):
        publish(keys, tenant, line, shelves, now)
        shorten(installation.clips)
        publish(keys, tenant, line, shelves, Clock().now())
