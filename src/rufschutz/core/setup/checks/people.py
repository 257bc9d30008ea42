"""Who can sign in: an owner with a second factor, and no door left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.accounts.queries import enrolled_owners, open_links
from rufschutz.core.setup.checks.finding import note, warning
from rufschutz.core.tenants.queries import controller, tenant_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.moments import Millis


def findings(now: Millis) -> Iterator[Finding]:
    """Yield controllers that nobody can act for, and links that could still be used."""
    for tenant in tenant_ids():
        if not enrolled_owners(tenant, now):
            what = f"no owner of {controller(tenant).short_name} has set up a second factor yet"
            advice = "Sign in by the link of init; another one: rufschutz init --new-link EMAIL"
            yield warning("owner", what, advice)
    if count := open_links(now):
        links = "1 sign-in link" if count == 1 else f"{count} sign-in links"
        what = f"{links} could still be used, by whoever holds them"
        yield note("setup_link", what, "Use them, or wait: each ends after 15 minutes.")
