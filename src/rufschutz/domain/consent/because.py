"""For what someone looks into the ledger, as a closed set: the log can hold it and it names nobody."""

from __future__ import annotations

from enum import StrEnum


class Because(StrEnum):
    """Why consents of a number are searched, or the ledger is exported."""

    ACCESS_REQUEST = "access_request"
    OBJECTION = "objection"
    COMPLAINT = "complaint"
    AUTHORITY = "authority"
    REVIEW = "review"
    PROOF = "proof"
