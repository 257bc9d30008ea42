"""Publish the plan of each line as it was published so many days ago: old_plan.py DAYS."""

from __future__ import annotations

import sys

from rufschutz.cli.django import start

installation = start()

from rufschutz.adapters.clock import Clock  # noqa: E402 - Django first
from rufschutz.core.purposes.actions import Shelves, publish  # noqa: E402
from rufschutz.core.setup.actions import unlock  # noqa: E402
from rufschutz.core.tenants.queries import lines, tenant_ids  # noqa: E402
from rufschutz.domain.moments import DAY, Millis  # noqa: E402

then = Millis(Clock().now() - int(sys.argv[1]) * DAY)
keys, shelves = unlock(installation), Shelves(installation.plans, installation.clips)
for tenant in tenant_ids():
    for line in lines(tenant):
        publish(keys, tenant, line, shelves, then)
