"""A voice process beside others of one installation: ``lane_voice.py LANE``, with a status of its own."""

from __future__ import annotations

import dataclasses
import sys

from rufschutz.core import runtime
from rufschutz.voice import process
from rufschutz.voice.settings import VoiceSettings

installation = runtime.read(runtime.default_data())
run = installation.run / sys.argv[1]
run.mkdir(exist_ok=True)
names = {field.name for field in dataclasses.fields(VoiceSettings)}
same = {name: getattr(installation, name) for name in names if hasattr(installation, name)}
process.main(
    VoiceSettings(**same | {"run": run, "host": installation.sip_host, "port": 0, "drain_seconds": 1.0})
)
