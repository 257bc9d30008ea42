"""``rufschutz init``: directories, keys, the first line, the shipped policy, the first sign-in link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rufschutz.core import runtime

if TYPE_CHECKING:
    from rufschutz.core.runtime import Installation

_LOCAL = ("127.0.0.1", "::1")


def link(installation: Installation, token: str) -> str:
    """Return the address of the one-time sign-in page."""
    return f"http://{installation.web_host}:{installation.web_port}/einrichten/{token}/"


def _new_link(context: click.Context, _option: click.Parameter, email: str | None) -> None:
    """Print another link and stop; nothing is set up."""
    if email is None:
        return
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.setup.actions import new_link

    click.echo(link(installation, new_link(email, Clock().now())))
    context.exit()


@click.command()
@click.option("--name", "full_name", prompt="Full name of the controller")
@click.option("--short", "short_name", prompt="Short name, spoken first in every call (two seconds)")
@click.option("--address", prompt="Postal address")
@click.option("--dpo", "dpo_contact", prompt="How to reach the data protection officer, as spoken")
@click.option("--authority", prompt="Supervisory authority, as spoken")
@click.option("--url", prompt="Web address of the privacy page, as spoken")
@click.option(
    "--line", "user_part", default="praxis", show_default=True, help="User part of the SIP address."
)
@click.option("--line-name", default="Hauptnummer", show_default=True, help="Shown in the console.")
@click.option("--email", "owner_email", prompt="E-mail of the first owner")
@click.option("--owner", "owner_name", prompt="Name of the first owner")
@click.option("--peer", "peers", multiple=True, default=_LOCAL, show_default=True, help="Who may call.")
@click.option("--database", default="", help="A PostgreSQL URL; SQLite without.")
@click.option("--sip-host", default="127.0.0.1", show_default=True)
@click.option("--sip-port", default=5060, show_default=True)
@click.option("--advertised", default="", help="The address that peers reach us at, if another one.")
@click.option("--web-host", default="127.0.0.1", show_default=True)
@click.option("--web-port", default=8420, show_default=True)
@click.option("--rtp-ports", nargs=2, type=int, default=(20000, 21999), show_default=True)
@click.option("--new-link", metavar="EMAIL", is_eager=True, expose_value=False, callback=_new_link,
              help="Only print another sign-in link for this account.")  # fmt: skip
def command(**options: Any) -> None:  # noqa: ANN401 - click's values, each named above
    """Set up an installation in the data directory. Killed anywhere, it can be run again."""
    from rufschutz.adapters.clock import Clock, new_id
    from rufschutz.cli.django import start
    from rufschutz.core.setup.ground import Choice, lay

    ground = ("database", "sip_host", "sip_port", "advertised", "web_host", "web_port", "rtp_ports")
    choice = Choice(**{name: options.pop(name) for name in ground})
    click.echo("making directories and keys …", err=True)
    lay(runtime.default_data(), choice, new_id())
    installation = start()
    from rufschutz.core.setup.actions import FirstLine, initialise

    click.echo("rendering the announcements …", err=True)
    done = initialise(installation, FirstLine(**options), Clock().now())
    click.echo(
        f"The root key is {installation.root_key_file}. Keep a copy elsewhere: without it nothing opens."
    )
    click.echo(f"Sign in within 15 minutes, once: {link(installation, done.token)}")
    click.echo("Start it: rufschutz serve")
