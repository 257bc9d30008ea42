"""Purposes: what data may be used for, on which basis, and whether anyone must be asked."""
