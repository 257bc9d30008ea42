"""What happens on the stage, in a process of its own: ``record``, ``end`` or ``look``, and a file of secrets.

Messages are written as voice writes them and taken over by ingest. ``end`` does what must hold after a
restore; ``look`` tries to read it: in the rows, in the database's own files, in every blob, by every key.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from rufschutz.adapters.clock import Clock
from rufschutz.adapters.dumps import forbid_dumps
from rufschutz.cli.django import start

NUMBERS: Final = {
    "deleted": "+493023125901",
    "withdrawn": "+493023125902",
    "restricted": "+493023125903",
    "kept": "+493023125904",
    "objecting": "+493023125905",
}
CALLS: Final = ("deleted", "withdrawn", "restricted", "kept")
"""One message each; ``kept`` shows that what was not deleted can be heard."""

LEFT: Final = "voice-1-1.spool"
"""A file that the lost installation left where the restore goes."""


def sound(name: str) -> bytes:
    """Return two seconds that no other message has."""
    return (name.encode() * 16_000)[:16_000]


def main() -> None:
    """Take the step that the first argument names; the second is where secrets are kept between steps."""
    forbid_dumps()
    installation = start()
    step, secrets = sys.argv[1], Path(sys.argv[2])
    from rufschutz.cli.drill.acts import end, look, record

    now = Clock().now()
    match step:
        case "record":
            secrets.write_text(json.dumps(record(installation, now)))
        case "end":
            end(installation, json.loads(secrets.read_text()), now)
        case _:
            print(json.dumps(look(installation, json.loads(secrets.read_text()))))


if __name__ == "__main__":
    main()
