"""Put the shipped policy of a profile in force with purposes switched on: switch_on.py PROFILE PURPOSE ...

What the line says becomes short, so that a whole call takes seconds.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from rufschutz.cli.django import start

installation = start()

from brief import speak_briefly  # noqa: E402 - Django first

from rufschutz.adapters.clock import Clock  # noqa: E402
from rufschutz.core.purposes.actions.adoption import enact  # noqa: E402
from rufschutz.core.purposes.policy import Availability  # noqa: E402
from rufschutz.core.purposes.shipped import shipped_policy  # noqa: E402
from rufschutz.core.tenants.queries import tenant_ids  # noqa: E402
from rufschutz.domain.ids import PersonId  # noqa: E402

profile, *wanted = sys.argv[1:]
policy = shipped_policy(profile)
purposes = tuple(
    replace(each, availability=Availability.ACTIVE) if each.id in wanted else each for each in policy.purposes
)
for tenant in tenant_ids():
    enact(tenant, replace(policy, purposes=purposes), PersonId("1" * 32), Clock().now())
speak_briefly(installation)
