"""The voice process: SIP, sound and the machine of each call.

It opens no database and holds no private key.
"""
