"""What a controller takes along: sealed files under a one-time key, and a list of their hashes."""
