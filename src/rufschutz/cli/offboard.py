"""``rufschutz offboard``: a controller leaves: ask, hand everything back, confirm, see the certificate."""

from __future__ import annotations

import sys
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
@LINE
@BY
@click.option("--new-key", is_flag=True, help="Begin anew under another key, as when the first was lost.")
def package(line: str | None, by: str | None, new_key: bool) -> None:
    """Write the package and print its key, once. Killed, the same command goes on where it stopped."""
    desk = clerk(line)
    from rufschutz.core.offboarding.actions import ask_package, pack
    from rufschutz.core.offboarding.queries import offboarding_of
    from rufschutz.domain.access.request import Action

    actor, found = desk.member(by), offboarding_of(desk.tenant)
    if found is None or not found.packing or new_key:
        with desk.refusals(actor, Action.ASK_OFFBOARDING):
            words = ask_package(actor, desk.keys, desk.now)
        click.echo(f"the key of the package, shown this once:\n\n    {words}\n")
    else:
        click.echo("goes on with the package that was begun; its key was shown then")
    place = desk.installation
    if pack(desk.tenant, desk.keys, _blobs(place.blobs), place.packages, desk.now):
        click.echo("it is written. Take it along: rufschutz offboard export FILE")
    else:
        click.echo("the worker is writing it; see: rufschutz offboard status")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@LINE
@BY
def export(file: Path, line: str | None, by: str | None) -> None:
    """Copy the sealed package to FILE. Broken off, the same command goes on where it stopped."""
    desk = clerk(line)
    from rufschutz.core.offboarding.actions import hand_out
    from rufschutz.domain.access.request import Action

    if file.exists():
        raise click.UsageError(f"{file} is there already")
    actor = desk.member(by)
    with desk.refusals(actor, Action.ASK_OFFBOARDING):
        parcel = hand_out(actor, desk.installation.packages, desk.now)
    waiting = file.with_name(f"{file.name}.part")
    with waiting.open("ab") as target:
        for piece in parcel.pieces(target.tell()):
            target.write(piece)
    waiting.replace(file)
    click.echo(
        f"{file} holds {parcel.size} bytes. Where it is to stay: rufschutz offboard open {file} DIRECTORY"
    )


@command.command("open")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def open_package(file: Path, directory: Path) -> None:
    """Open the package FILE into an empty DIRECTORY; needs its key and no installation."""
    from tempfile import TemporaryDirectory

    from rufschutz.vault.package import files, parcel, words

    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise click.UsageError(f"{directory} is not empty")
    hidden = sys.stdin.isatty()
    secret = words.typed(click.prompt("Key of the package", hide_input=hidden, err=True))
    with TemporaryDirectory(dir=directory.parent) as sealed:
        parcel.take_apart(file, Path(sealed))
        receipt = files.unpack(Path(sealed), directory, secret)
    click.echo(f"everything is in {directory}, readable by whoever has it. It belongs to the controller now.")
    click.echo(f"once it is in safe hands: rufschutz offboard confirm {receipt}")


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
        name = take(actor, manifest, desk.now)
    click.echo("confirmed. The worker destroys keys, recordings and rows within a minute.")
    address = f"{desk.installation.public_address}/auszug-nachweis/{name}"
    click.echo(f"the proof will stand at {address}; see also: rufschutz offboard status")


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


_STEPS = (
    ("begun", "lines silent"),
    ("exported", "package written"),
    ("returned", "receipt given"),
    ("destroyed", "keys destroyed"),
    ("deleted", "recordings, rows and accounts deleted"),
    ("finished", "last entry logged, certificate made"),
)


def _tell(each: Progress) -> None:
    click.echo(f"{each.tenant}  {each.state.value}  begun {moment(each.begun_at)}")
    reached = [name for name, _ in _STEPS].index(each.state.value)
    for number, (_, words) in enumerate(_STEPS):
        click.echo(f"  [{'x' if number <= reached else ' '}] {words}")
    click.echo(f"  {_next(each)}")
    if each.log_key:
        click.echo(f"  finished {moment(each.finished_at)}; key of its log: {each.log_key}")
        click.echo(
            "  destroyed: " + ", ".join(f"{count} {name}" for name, count in each.counts.items() if count)
        )


def _next(each: Progress) -> str:
    """Return whose turn it is, and what for."""
    if each.state.value == "begun":
        return "the worker writes the package" if each.packing else "next: rufschutz offboard package"
    if each.state.value == "exported" and each.handed_at is None:
        return "the package waits to be taken along: rufschutz offboard export FILE"
    if each.goes_on_at is not None:
        return f"waits for the receipt (offboard confirm), until {moment(each.goes_on_at)}"
    if each.held:
        return "something is held: nothing is destroyed before it is released; see: rufschutz hold list"
    return f"the proof: rufschutz offboard status --certificates DIRECTORY, or /auszug-nachweis/{each.id}"


def _blobs(path: Path) -> BlobDirectory:
    from rufschutz.vault.blobs import BlobDirectory

    return BlobDirectory(path)
