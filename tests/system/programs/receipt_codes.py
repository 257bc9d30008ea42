"""Print the receipt codes that callers noted and core has not taken over yet, one a line."""

from __future__ import annotations

from rufschutz.cli.django import start

installation = start()

from rufschutz.core.keys.actions import open_epoch  # noqa: E402 - Django first
from rufschutz.core.setup.actions import unlock  # noqa: E402
from rufschutz.domain.call.facts import ReceiptIssued  # noqa: E402
from rufschutz.handover.facts import read_fact  # noqa: E402
from rufschutz.handover.spool import read_head, read_lines, spool_files  # noqa: E402
from rufschutz.vault.open.spool import SpoolOpener  # noqa: E402

keys = unlock(installation)
for file in spool_files(installation.spool):
    head = read_head(file.path)
    opener = SpoolOpener.create(head, open_epoch(keys, head.key_epoch))
    for line in read_lines(file.path):
        fact = read_fact(line.envelope.type, opener.open(line))
        if isinstance(fact, ReceiptIssued):
            print(fact.code)  # noqa: T201 - what the program is for
