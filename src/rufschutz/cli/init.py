"""``rufschutz init``: directories, keys, the first line, the shipped policy, the first sign-in link."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rufschutz.cli import again, options
from rufschutz.core import runtime

if TYPE_CHECKING:
    from rufschutz.core.purposes.errors import PlanRefusedError
    from rufschutz.core.runtime import Installation

_LOCAL = ("127.0.0.1", "::1")

_GROUND = (
    "database", "database_file", "root_key_file", "sip_host", "sip_port", "advertised", "web_host",
    "web_port", "rtp_ports", "metrics_ports",
)  # fmt: skip
"""Options that say where everything lies and listens; all others are about the first line."""


def link(installation: Installation, token: str) -> str:
    """Return the address of the one-time sign-in page."""
    return f"http://{installation.web_host}:{installation.web_port}/einrichten/{token}/"


def _new_link(context: click.Context, _option: click.Parameter, email: str | None) -> None:
    """Print another link and stop; without ``email``, refuse at once where nothing can be set up."""
    if email is None:
        _require_new()
        return
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.setup.actions import new_link

    click.echo(link(installation, new_link(email, Clock().now())))
    context.exit()


def _require_new() -> None:
    from rufschutz.core.setup.ground import AlreadyInstalledError, require_new

    try:
        require_new(runtime.default_data())
    except AlreadyInstalledError as error:
        link_command = again.command("init", "--new-link", "EMAIL")
        error.advice = f"Start it: {again.command('serve')}\n  Another sign-in link: {link_command}"
        raise


class _Asked(click.Option):
    """An option that is asked for where it was not given; where nobody answers, all that lack are named."""

    def prompt_for_value(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Ask; raise `click.UsageError` where there is no terminal and no answer in the pipe."""
        try:
            return super().prompt_for_value(ctx)
        except click.Abort:
            if sys.stdin.isatty():
                raise
            click.echo(err=True)
            asked = (each for each in ctx.command.params if isinstance(each, _Asked))
            lacking = " ".join(each.opts[0] for each in asked if each.name not in ctx.params)
            raise click.UsageError(f"nobody is there to be asked; give {lacking}", ctx) from None


@click.command()
@click.option("--name", "full_name", cls=_Asked, prompt="Full name of the controller",
              help="Full name of the controller, as the privacy text says it (nine seconds).")  # fmt: skip
@click.option("--short", "short_name", cls=_Asked,
              prompt="Short name, spoken first in every call (two seconds)",
              help="Short name, spoken first in every call (two seconds).")  # fmt: skip
@click.option("--address", cls=_Asked, prompt="Postal address",
              help="Postal address, as spoken.")  # fmt: skip
@click.option("--dpo", "dpo_contact", cls=_Asked,
              prompt="How to reach the data protection officer, as spoken",
              help="How to reach the data protection officer, as spoken.")  # fmt: skip
@click.option("--address-written", default="",
              help="Postal address on pages and paper, where it does not follow.")  # fmt: skip
@click.option("--dpo-written", default="",
              help="How to reach the officer on pages and paper, where it does not follow.")  # fmt: skip
@click.option("--authority", cls=_Asked, prompt="Supervisory authority, as spoken",
              help="Supervisory authority, as spoken.")  # fmt: skip
@click.option("--url", cls=_Asked, prompt="Web address of the privacy page, as spoken",
              help="Web address of the privacy page, as spoken.")  # fmt: skip
@click.option("--line", "user_part", default="praxis", show_default=True, callback=options.user_part,
              help="User part of the SIP address.")  # fmt: skip
@click.option("--line-name", default="Hauptnummer", show_default=True, help="Shown in the console.")
@click.option("--email", "owner_email", cls=_Asked,
              prompt="E-mail of the first owner", callback=options.email,
              help="Address of the first owner, who signs in with it.")  # fmt: skip
@click.option("--owner", "owner_name", cls=_Asked, prompt="Name of the first owner",
              help="Name of the first owner, as the console and the log show it.")  # fmt: skip
@click.option("--peer", "peers", multiple=True, default=_LOCAL, show_default=True, callback=options.peers,
              help="Address or network that may call.")  # fmt: skip
@click.option("--database", default="", metavar="URL", callback=options.database,
              help="A PostgreSQL URL; SQLite without. - asks for it, unseen.")  # fmt: skip
@click.option("--database-file", default="", metavar="FILE", callback=options.absolute,
              help="A file that holds the URL; the settings name it.")  # fmt: skip
@click.option("--root-key-file", default="", metavar="FILE", callback=options.absolute,
              help="Where the root key lies, or shall; the settings name it.")  # fmt: skip
@click.option("--sip-host", default="127.0.0.1", show_default=True, callback=options.host,
              help="Address that SIP and sound listen on.")  # fmt: skip
@click.option("--sip-port", type=options.PORT, default=5060, show_default=True,
              help="Port for SIP, UDP and TCP; 0 takes any free one.")  # fmt: skip
@click.option("--advertised", default="", help="The address that peers reach us at, if another one.")
@click.option("--web-host", default="127.0.0.1", show_default=True, callback=options.host,
              help="Address that the console listens on.")  # fmt: skip
@click.option("--web-port", type=options.PORT, default=8420, show_default=True,
              help="Port of the console.")  # fmt: skip
@click.option("--rtp-ports", nargs=2, type=options.PORT, default=(20000, 21999), show_default=True,
              callback=options.rtp_ports, help="First and last port for sound.")  # fmt: skip
@click.option("--metrics-ports", nargs=3, type=options.PORT, default=None,
              help="Ports of voice, worker and web for metrics and health; 0 0 0 takes any free ones. "
                   "[default: 9420 9421 9422]")  # fmt: skip
@click.option("--new-link", metavar="EMAIL", is_eager=True, expose_value=False, callback=_new_link,
              help="Only print another sign-in link for this account.")  # fmt: skip
def command(**given: Any) -> None:  # noqa: ANN401 - click's values, each named above
    """Set up an installation in the data directory. Killed anywhere, it can be run again."""
    from rufschutz.adapters.clock import Clock, new_id
    from rufschutz.cli.django import start
    from rufschutz.core.setup.database import require_reachable
    from rufschutz.core.setup.ground import Choice, lay

    options.apart(given["sip_port"], given["web_port"])
    choice = Choice(**{name: given.pop(name) for name in _GROUND})
    require_reachable(
        runtime.database_url(Path(choice.database_file)) if choice.database_file else choice.database
    )
    click.echo("making directories and keys …", err=True)
    lay(runtime.default_data(), choice, new_id())
    installation = start(tables=False)
    from rufschutz.core.purposes.errors import PlanRefusedError
    from rufschutz.core.setup.actions import FirstLine, initialise

    click.echo("rendering the announcements …", err=True)
    try:
        done = initialise(installation, FirstLine(**given), Clock().now())
    except PlanRefusedError as error:
        error.advice = _what_to_shorten(error)
        raise
    click.echo(
        f"The root key is {installation.root_key_file}. Keep a copy elsewhere: without it nothing opens."
    )
    click.echo(f"Sign in within 15 minutes, once: {link(installation, done.token)}")
    click.echo(f"Start it: {again.command('serve')}")


def _what_to_shorten(refused: PlanRefusedError) -> str:
    """Return which options the faults come from: the names stand in announcements of limited length."""
    paths = [fault.path for fault in refused.faults]
    wanted = []
    if any("short_name" in path or "opening" in path for path in paths):
        wanted.append("--short (spoken in every opening)")
    if any("full_name" in path for path in paths):
        wanted.append("--name")
    if any("privacy" in path for path in paths):
        wanted.append("one of --name, --address, --dpo, --authority, --url (spoken in privacy.keypad)")
    shorter = f"a shorter {' and '.join(wanted)}" if wanted else "other values"
    return f"Nothing was kept. Run the same command again with {shorter}."
