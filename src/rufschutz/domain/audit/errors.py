"""The error root of the audit rules."""

from __future__ import annotations

from rufschutz.domain.errors import DomainError


class AuditError(DomainError):
    """Something that may not enter the log, or that the log does not bear out."""
