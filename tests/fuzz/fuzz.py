"""Run one target under coverage guidance: ``python tests/fuzz/fuzz.py TARGET SECONDS [FINDINGS]``.

It begins with the corpus and keeps what it finds in FINDINGS (default .cache/fuzz). An input that breaks a
rule is written there and ends the run with another status than 0; put it into the corpus when it is mended.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
SECONDS_PER_INPUT = 5
MEGABYTES = 1_024
LONGEST = {"sip": 4_096, "stream": 4_096, "sdp": 2_048, "rtp": 512, "spool": 2_048}

sys.path.insert(0, str(HERE))
with atheris.instrument_imports(include=["rufschutz", "sipmessage"]):
    from targets import TARGETS


def corpora(target: str) -> list[Path]:
    """Return the folders with inputs for a target."""
    own = [HERE / "corpus" / target]
    torture = HERE.parent / "fixtures" / "rfc4475"
    return [*own, torture] if target in {"sip", "stream"} else own


def main(target: str, seconds: int, findings: Path) -> None:
    """Run until an input breaks a rule or the time is over."""
    found = findings / target
    found.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}", f"-timeout={SECONDS_PER_INPUT}", f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={LONGEST[target]}", f"-artifact_prefix={findings}/{target}-", "-print_final_stats=1",
        "-verbosity=1", "-reload=0",
    ]  # fmt: skip
    words = [str(each) for each in (found, *corpora(target))]
    atheris.Setup([sys.argv[0], *options, *words], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    default = HERE.parents[1] / ".cache" / "fuzz"
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else default)
