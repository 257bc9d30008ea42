"""Opening with private keys what voice has sealed, and the archive that follows it."""
