"""Consents that come in from elsewhere, and the ledger as it leaves."""
