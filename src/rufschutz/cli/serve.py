"""``rufschutz serve``: all processes, or one of them."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from rufschutz.adapters.logs import set_up
from rufschutz.core import runtime
from rufschutz.core.backup.mark import require_restored


@click.command()
@click.argument("process", type=click.Choice(["all", "web", "worker", "voice", "key"]), default="all")
def command(process: str) -> None:
    """Answer the phone and show the console, until Ctrl-C or SIGTERM.

    PROCESS starts one part alone, as the units do: voice, worker or web. PROCESS key starts nothing: it
    only tries whether the root key (or its passphrase, asked for at a terminal) opens this installation.
    """
    installation = runtime.read(runtime.default_data(), database=process != "voice")
    require_restored(installation.restoring)
    if process == "all":
        _all(installation)
    from rufschutz.cli.final import ending_for_good

    with ending_for_good():
        _part(process, installation)


def _part(process: str, installation: runtime.Installation) -> None:
    """Run one part; raise what no new start can mend."""
    if process != "key":
        set_up(process, installation.logs, threaded=process == "voice")
    match process:
        case "web":
            _web()
        case "worker":
            _worker()
        case "voice":
            _voice(installation)
        case _:
            _key()


def _all(installation: runtime.Installation) -> NoReturn:
    from rufschutz.cli.final import alone

    with alone(installation.run):
        sys.exit(_supervised(installation))


def _supervised(installation: runtime.Installation) -> int:
    """Run all parts until they end; return the exit status."""
    from rufschutz.cli.children import serve_command, spawn
    from rufschutz.cli.final import require_port
    from rufschutz.cli.offspring import child
    from rufschutz.cli.supervisor import Ending, Supervisor

    secret = _passphrase(installation)
    if spawn(serve_command("key"), secret=secret).wait() != 0:
        return 1
    require_port(installation.web_host, installation.web_port)
    click.echo(f"console  http://{installation.web_host}:{installation.web_port}/")
    click.echo(f"phone    sip:{installation.sip_host}:{installation.sip_port}")
    watch = Supervisor(
        [child("voice"), child("worker", secret), child("web", secret)],
        click.echo,
        ending=Ending(installation.drain_seconds, lambda: _running(installation)),
        run_directory=installation.run,
        ready=lambda: _ready(installation),
    )
    return watch.run()


def _ready(installation: runtime.Installation) -> bool:
    """Say whether every part can do its work now; parts that tell nothing are taken at their word."""
    from rufschutz.adapters.metrics import PROCESSES
    from rufschutz.cli.health import ask

    told = (process for process in PROCESSES if installation.metrics.port(process) is not None)
    return all(ask(installation, process).ready for process in told)


def _passphrase(installation: runtime.Installation) -> bytes:
    """Return what worker and web need to open the root key; b'' where it lies open or cannot be opened."""
    from rufschutz.cli.passphrase import ask
    from rufschutz.vault.keystore import passphrase

    ask(installation.root_key_file)
    return passphrase.given() if passphrase.known() else b""


def _running(installation: runtime.Installation) -> int:
    """Return how many calls voice said to have, a few seconds ago."""
    from rufschutz.handover.health import read_health

    health = read_health(installation.run)
    return health.calls if health is not None else 0


def _key() -> None:
    """Say whether the root key opens this installation; in a process of its own, so that none keeps it."""
    from rufschutz.cli.django import start

    installation = start(tables=False)
    from rufschutz.core.setup.actions import unlock

    unlock(installation)


def _web() -> None:
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.adapters.metrics.endpoint import listen
    from rufschutz.cli.final import require_port
    from rufschutz.site.observing import told
    from rufschutz.site.web import run

    require_port(installation.web_host, installation.web_port)
    metrics = installation.metrics
    endpoint = listen("web", told(), metrics.host, metrics.port("web"), installation.run)
    run(installation.web_host, installation.web_port)
    endpoint.close()


def _worker() -> None:
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.jobs.worker import main

    main()


def _voice(installation: runtime.Installation) -> None:
    from rufschutz.voice.process import main
    from rufschutz.voice.settings import VoiceSettings

    main(
        VoiceSettings(
            plans=installation.plans,
            plan_key_file=installation.plan_key_file,
            clips=installation.clips,
            spool=installation.spool,
            journals=installation.journals,
            run=installation.run,
            host=installation.sip_host,
            port=installation.sip_port,
            rtp_ports=installation.rtp_ports,
            advertised=installation.advertised,
            max_calls=installation.max_calls,
            late_ms=installation.late_ms,
            drain_seconds=installation.drain_seconds,
            log_directory=installation.logs.directory,
            metrics_host=installation.metrics.host,
            metrics_port=installation.metrics.port("voice"),
            disk_reserve=installation.disk_reserve,
        )
    )
