"""Consent: the gate, and the grant that only the gate can make."""
