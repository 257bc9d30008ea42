"""What crosses between processes: facts, call plans, and the spool that carries facts.

Everything here is frozen, versioned and canonical JSON. Nothing here holds a key;
sealing is a port that `rufschutz.vault.seal` and `rufschutz.vault.open` fill.
"""
