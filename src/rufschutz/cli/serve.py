"""``rufschutz serve``: all processes, or one of them."""

from __future__ import annotations

import sys

import click

from rufschutz.core import runtime


@click.command()
@click.argument("process", type=click.Choice(["all", "web", "worker", "voice"]), default="all")
def command(process: str) -> None:
    """Answer the phone and show the console; PROCESS starts one part alone."""
    installation = runtime.read(runtime.default_data())
    match process:
        case "web":
            _web()
        case "worker":
            _worker()
        case "voice":
            _voice(installation)
        case _:
            _all(installation)


def _all(installation: runtime.Installation) -> None:
    from rufschutz.cli.supervisor import Supervisor, child
    from rufschutz.vault.keystore.root import RootKey

    RootKey.load(installation.root_key_file)
    click.echo(f"console  http://{installation.web_host}:{installation.web_port}/")
    click.echo(f"phone    sip:{installation.sip_host}:{installation.sip_port}")
    sys.exit(Supervisor([child("voice"), child("worker"), child("web")], click.echo).run())


def _web() -> None:
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.site.web import run

    run(installation.web_host, installation.web_port)


def _worker() -> None:
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.jobs.worker import main

    main()


def _voice(installation: runtime.Installation) -> None:
    from rufschutz.voice.server import VoiceSettings, main

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
        )
    )
