"""Run the service under a clock that is set so many days back: at_another_time.py DAYS WORDS ...

WORDS are those of ``rufschutz``; "short_sounds" runs this folder's program of that name.
Time that passes evenly (monotonic, since boot) is left as it is, as when a clock is set; a file
that is touched is touched at that time.
"""

from __future__ import annotations

import os
import runpy
import sys
import time
from pathlib import Path

days, *words = sys.argv[1:]
seconds, nanoseconds = time.time, time.time_ns
behind = int(float(days) * 86_400)
time.time = lambda: seconds() - behind
time.time_ns = lambda: nanoseconds() - behind * 10**9
touched = os.utime
os.utime = lambda path, times=None, **how: touched(path, times or (time.time(), time.time()), **how)
if words == ["short_sounds"]:
    sys.argv = ["short_sounds.py"]
    runpy.run_path(str(Path(__file__).with_name("short_sounds.py")), run_name="__main__")
else:
    sys.argv = ["rufschutz", *words]
    runpy.run_module("rufschutz", run_name="__main__")
