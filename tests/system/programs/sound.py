"""Write an archived recording to a file, as its owner plays it: sound.py ARTEFACT FILE."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from rufschutz.cli.django import start

installation = start()

from rufschutz.adapters.clock import Clock  # noqa: E402 - Django first
from rufschutz.core.accounts.queries import members  # noqa: E402
from rufschutz.core.recordings.actions import open_recording  # noqa: E402
from rufschutz.core.setup.actions import unlock  # noqa: E402
from rufschutz.core.tenants.queries import tenant_ids  # noqa: E402
from rufschutz.domain.access.request import Actor, Role  # noqa: E402
from rufschutz.vault.blobs import BlobDirectory  # noqa: E402
from rufschutz.voice.caller.sound import write_wav  # noqa: E402
from rufschutz.voice.media.codecs import Codec, decode  # noqa: E402

(tenant,) = tenant_ids()
now = Clock().now()
(owner,) = members(tenant, now)
actor = Actor(person=owner.person, tenant=tenant, role=Role.OWNER, second_factor=True)
with open_recording(
    actor, sys.argv[1], unlock(installation), BlobDirectory(installation.blobs), now
) as sound:
    data = np.frombuffer(sound.read(0, sound.length), np.uint8)
    write_wav(Path(sys.argv[2]), decode(Codec(sound.codec), data))
