"""The vault: seal, open, wrap, keep and destroy. No Django; times and ids are arguments.

`seal` holds what works with public keys only and imports none of the others, so that
voice can write what it can never read.
"""
