"""``rufschutz health``: ask the running processes whether they can work; status 1 unless all can."""

from __future__ import annotations

import http.client
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from rufschutz.adapters.metrics import PROCESSES
from rufschutz.adapters.metrics.endpoint import MARK, mark
from rufschutz.core import runtime

if TYPE_CHECKING:
    from rufschutz.core.runtime import Installation

_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a process said: in ``words`` why it cannot work, () where it can."""

    process: str
    words: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether it can do its work."""
        return not self.words


@click.command()
@click.argument("processes", nargs=-1, type=click.Choice(PROCESSES))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(processes: tuple[str, ...], as_json: bool) -> None:
    """Ask voice, worker and web, or those named, whether they can do their work."""
    installation = runtime.read(runtime.default_data(), database=False)
    answers = [ask(installation, process) for process in processes or PROCESSES]
    if as_json:
        record = {answer.process: {"ready": answer.ready, "words": answer.words} for answer in answers}
        click.echo(json.dumps(record, indent=2))
    for answer in () if as_json else answers:
        click.echo(f"{answer.process:7} {'ready' if answer.ready else '; '.join(answer.words)}")
    sys.exit(0 if all(answer.ready for answer in answers) else 1)


def ask(installation: Installation, process: str) -> Answer:
    """Return what a process answers; no answer is one, too."""
    host, port = installation.metrics.host, _port(installation, process)
    if port is None:
        return Answer(process, ("tells nothing: metrics_ports in rufschutz.toml is empty",))
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        words = answer.read().decode("utf-8", "replace").splitlines()
        stranger = answer.getheader(MARK) != mark(installation.run, process)
    except (OSError, http.client.HTTPException):
        return Answer(process, (f"no answer on tcp {host}:{port}; is it running?",))
    finally:
        connection.close()
    if stranger:
        advice = "give this installation ports of its own: metrics_ports in rufschutz.toml"
        return Answer(process, (f"another program answers on tcp {host}:{port}; {advice}",))
    return Answer(process, () if answer.status == 200 else tuple(words))


def _port(installation: Installation, process: str) -> int | None:
    """Return a process's port; where the settings say any free one, the one it wrote down."""
    port = installation.metrics.port(process)
    if port != 0:
        return port
    try:
        return int(json.loads((installation.run / f"health-{process}.json").read_bytes())["port"])
    except (OSError, ValueError, KeyError):
        return 0
