"""``rufschutz offboard``: a controller leaves: ask, hand everything back, confirm, see the certificate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rufschutz.cli.clerk import BY, LINE, clerk, moment

if TYPE_CHECKING:
    from rufschutz.core.offboarding.queries import Progress
    from rufschutz.vault.blobs import BlobDirectory


@click.group()
def command() -> None:
    """Give a controller everything back, destroy the rest, and prove it.

    A second person decides; then every line is silent. `export`, `confirm` and the worker do the rest.
    """


@command.command()
@LINE
@BY
@click.option("--reason", required=True, help="Why; it stands beside the request.")
def ask(line: str | None, by: str | None, reason: str) -> None:
    """Ask a second person to end the controller of LINE."""
    desk = clerk(line)
    from rufschutz.core.offboarding.actions import ask_offboarding
    from rufschutz.domain.access.request import Action

    actor = desk.member(by)
    with desk.refusals(actor, Action.ASK_OFFBOARDING):
        request = ask_offboarding(actor, reason, desk.now)
    click.echo(f"asked: {request}. A second person decides among the approvals.")


@command.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@LINE
@BY
def export(directory: Path, line: str | None, by: str | None) -> None:
    """Write everything that the controller gets back into an empty DIRECTORY, and print its hash."""
    desk = clerk(line)
    from rufschutz.core.offboarding.actions import hand_back
    from rufschutz.domain.access.request import Action

    actor = desk.member(by)
    with desk.refusals(actor, Action.ASK_OFFBOARDING):
        found = hand_back(actor, desk.keys, _blobs(desk.installation.blobs), directory, desk.now)
    click.echo(f"everything is in {directory}, readable by whoever has it. It belongs to the controller now.")
    click.echo(f"once it is in safe hands: rufschutz offboard confirm {found}")


@command.command()
@click.argument("manifest")
@LINE
@BY
def confirm(manifest: str, line: str | None, by: str | None) -> None:
    """Confirm the receipt of the package with the hash MANIFEST; the worker then destroys everything."""
    desk = clerk(line)
    from rufschutz.core.offboarding.actions import confirm as take
    from rufschutz.domain.access.request import Action

    actor = desk.member(by)
    with desk.refusals(actor, Action.ASK_OFFBOARDING):
        take(actor, manifest, desk.now)
    click.echo(
        "confirmed. The worker destroys keys, recordings and rows within a minute; see: offboard status"
    )


@command.command()
@click.option("--certificates", type=click.Path(file_okay=False, exists=True, path_type=Path),
              help="Write the certificates into this directory.")  # fmt: skip
def status(certificates: Path | None) -> None:
    """Show every offboarding, how far it is, and its certificate's key."""
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.offboarding.queries import progress

    for each in progress():
        _tell(each)
        if certificates is not None and each.certificate:
            (certificates / f"{each.tenant}.json").write_text(each.certificate, "utf-8")
            (certificates / f"{each.tenant}.key").write_text(each.log_key, "utf-8")


def _tell(each: Progress) -> None:
    click.echo(f"{each.tenant}  {each.state.value}  begun {moment(each.begun_at)}")
    if each.goes_on_at is not None:
        click.echo(f"  waits for the receipt of {each.manifest}, until {moment(each.goes_on_at)}")
    if each.log_key:
        click.echo(f"  finished {moment(each.finished_at)}; key of its log: {each.log_key}")
        click.echo(
            "  destroyed: " + ", ".join(f"{count} {name}" for name, count in each.counts.items() if count)
        )


def _blobs(path: Path) -> BlobDirectory:
    from rufschutz.vault.blobs import BlobDirectory

    return BlobDirectory(path)
