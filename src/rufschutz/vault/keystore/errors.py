"""Why the root key cannot be used, each with the next step."""

from __future__ import annotations

from rufschutz.vault.errors import VaultError


class RootKeyError(VaultError):
    """The root key cannot be used; nothing starts without it."""


class RootKeyMissing(RootKeyError):
    """There is no file at the path."""

    advice = (
        "Put the root key file back from where you keep it, or say where it lies: RUFSCHUTZ_ROOT_KEY_FILE "
        "in the environment, or root_key_file in rufschutz.toml. "
        "Without it the stored recordings cannot be opened; a new key opens none of them."
    )


class RootKeyExposed(RootKeyError):
    """Others than the owner may read or change the file."""

    advice = "Run chmod 600 on the file. If others could have read it, treat the key as stolen."


class RootKeyMalformed(RootKeyError):
    """The file does not hold a root key."""

    advice = "Restore the file from your copy: one line with its id, one with 64 hex digits."


class RootKeyWrong(RootKeyError):
    """A root key, but not that of this installation."""

    advice = "Use the root key file that was made when this data directory was set up."


class RootKeyExists(RootKeyError):
    """There is a file at the path already; it is never overwritten."""

    advice = "Keep that file: it may be the only key to stored recordings. Choose another path."


class PassphraseMissing(RootKeyError):
    """The root key lies under a passphrase, and none was given."""

    advice = (
        "Start it from a terminal, which asks for it, or give it as systemd's credential "
        "rufschutz-passphrase (LoadCredentialEncrypted); see docs/operate."
    )


class PassphraseWrong(RootKeyError):
    """The passphrase does not open the root key, or the file was altered."""

    advice = "Type it once more. If it is right, the file is damaged: put it back from your copy."
