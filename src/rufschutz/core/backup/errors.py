"""Why a backup or a restore does not go on, each with the next step."""

from __future__ import annotations

from rufschutz.core.errors import CoreError


class BackupError(CoreError):
    """A backup cannot be made here."""

    advice = "Name another directory: rufschutz backup --to DIRECTORY"


class BackupRunsError(BackupError):
    """Another backup writes into the directory, or a restore reads from it."""

    advice = "It ends by itself; start this again then."


class TombstonesBehindError(CoreError):
    """A copy of the tombstones knows more than the installation's own file."""

    advice = (
        "The installation's file was cut or replaced. Keep both, find out why, and put the longer one in "
        "its place: data/tombstones/tombstones.log"
    )


class RestoreError(CoreError):
    """A restore does not go on.

    The backup is only read, and only an empty place is written into; nothing starts there before the
    restore is over. So what was there before is as it was, also where loading had begun.
    """

    advice = "See docs/operate, Restore."


class NotEmptyHereError(RestoreError):
    """The place of the restore holds something already."""

    advice = "Restore into an empty data directory and an empty database."


class BackupMissingError(RestoreError):
    """There is no backup, or a file of it is not there."""

    advice = "Name the directory that `rufschutz backup` wrote into: rufschutz restore --from DIRECTORY"


class BackupDamagedError(RestoreError):
    """A file of the backup is not the one that was written."""

    advice = "Choose another backup; report that this one is damaged."


class KeysOlderError(RestoreError):
    """The keys are older than every backup of data: what was stored between would never open again."""

    advice = (
        "Name a newer key backup (--keys FILE), or restore from a directory that holds an older data backup."
    )


class TombstonesOlderError(RestoreError):
    """A copy of the tombstones knows more than the file that the restore was given."""

    advice = "Name that copy, and run the same restore again: --tombstones FILE"


class OtherDatabaseError(RestoreError):
    """The backup is of a database of another kind."""

    advice = "Restore into a database of the same kind: SQLite to SQLite, PostgreSQL to PostgreSQL."


class RestoringError(CoreError):
    """A restore of this installation is not over."""

    advice = "Run the same `rufschutz restore` again: it goes on where it stopped. Until then nothing starts."
