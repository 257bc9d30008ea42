"""The few tables that belong to no tenant, named one by one.

Every other model under ``core`` derives from `rufschutz.core.base.TenantRow`; a
house test compares.
"""

from __future__ import annotations

INSTALLATION_WIDE = frozenset(
    {
        "tenants.Tenant",
        "accounts.Person",
        "accounts.User",
        "accounts.SetupLink",
        "vault.RootCheck",
        "vault.SigningKey",
        "vault.KeyEpoch",
        "purposes.PublishedPlan",
        "ingest.SpoolPosition",
        "consent.GuessWindow",
        "jobs.Schedule",
        "offboarding.Offboarding",
        "backup.Backup",
        "backup.Drill",
        "backup.Order",
        "backup.Restoration",
        "backup.Stranded",
    }
)
"""Django labels (``app.Model``) of the installation-wide tables."""
