"""The command ``rufschutz``: which words there are, and how an error is told.

A command's module is imported only when it is chosen. An error is told in words
with the next step, never as a traceback; the exit status is then 1. No command can be dumped:
any may hold the root key or its passphrase.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import cast

import click

from rufschutz.adapters.build import build, version
from rufschutz.adapters.dumps import forbid_dumps
from rufschutz.adapters.logs import Format, LogChoice, set_up
from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.freetext import require_readable, unreadable_sign

_COMMANDS = {
    "init": (
        "rufschutz.cli.init",
        "Set up an installation: keys, first line, shipped policy, first sign-in.",
    ),
    "serve": ("rufschutz.cli.serve", "Answer the phone and show the console."),
    "demo": ("rufschutz.cli.demo", "One caller, from a ringing phone to a proven deletion."),
    "lines": ("rufschutz.cli.lines", "Add lines, and choose how each opens, what it asks and what it says."),
    "policy": ("rufschutz.cli.policy", "Show the policy in force, propose a change, decide on one."),
    "accounts": ("rufschutz.cli.accounts", "Add people and show who may sign in."),
    "api-key": ("rufschutz.cli.apikey", "Make keys for programs that use the API, and end them."),
    "keys": ("rufschutz.cli.keys", "Show the public keys that check certificates and logs."),
    "offboard": (
        "rufschutz.cli.offboard",
        "Give a controller everything back, destroy the rest, and prove it.",
    ),
    "call": ("rufschutz.cli.call", "Call a line as a test caller."),
    "calls": ("rufschutz.cli.calls", "Show calls."),
    "consent": (
        "rufschutz.cli.consent",
        "Look into the ledger of consents; withdraw, object, import, export, check.",
    ),
    "retention": ("rufschutz.cli.retention", "Delete what is due, or show what would be."),
    "approvals": (
        "rufschutz.cli.approvals",
        "See what waits for a second person, ask for a deletion, decide.",
    ),
    "hold": ("rufschutz.cli.hold", "Keep a call for a dispute, a duty or a request; ask for its end."),
    "restrict": ("rufschutz.cli.restrict", "Restrict a call at once (Art. 18 GDPR)."),
    "spool": ("rufschutz.cli.spool", "Show facts that wait, and pass over a damaged line."),
    "store": ("rufschutz.cli.store", "Check that nothing is missing, too much, or altered."),
    "check": ("rufschutz.cli.check", "Look for what would make this installation unsafe or unlawful."),
    "health": ("rufschutz.cli.health", "Ask the running processes whether they can work."),
    "backup": ("rufschutz.cli.backup", "Save data and keys, each by itself, while everything runs."),
    "restore": (
        "rufschutz.cli.restore",
        "Bring an installation back; what was deleted since stays deleted.",
    ),
    "drill": ("rufschutz.cli.drill", "Rehearse a restore: nothing deleted may be readable afterwards."),
    "upgrade": ("rufschutz.cli.upgrade", "Bring the tables to this version, while calls are answered."),
    "log": ("rufschutz.cli.log", "Print today's page of the log, a proof, or countersign as a witness."),
    "verify": ("rufschutz.cli.verify", "Check a deletion certificate or the log, without network."),
    "bench": ("rufschutz.cli.bench", "Measure on this machine."),
}

UMASK = 0o007
"""What Rufschutz makes is for its owner and for the group of its directory, never for everybody."""


def _version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"rufschutz {version()} (build {build()})")
        context.exit()


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        return cast("click.Command", importlib.import_module(_COMMANDS[cmd_name][0]).command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
              help="Show version and build.")  # fmt: skip
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="The data directory (default: $RUFSCHUTZ_DATA, else ./data).",
)
def cli(data: Path | None) -> None:
    """Rufschutz answers the phone and keeps nothing that it may not keep."""
    os.umask(UMASK)
    if data is not None:
        os.environ["RUFSCHUTZ_DATA"] = str(data.absolute())


def main() -> None:
    """Run the command line."""
    forbid_dumps()
    set_up("command", LogChoice(Format.TEXT))
    try:
        _require_readable(sys.argv[1:])
        cli(prog_name="rufschutz")
    except RufschutzError as error:
        _tell(error.diagnostics())
    except _database_errors() as error:
        _tell(f"the database cannot be used: {str(error).strip()}\n  Is it running? See: rufschutz check")
    except OSError as error:
        _tell(f"{error}\n  Look at the file's owner and mode, and at the space on the disk.")


def _require_readable(words: list[str]) -> None:
    """Raise `UnreadableSignError` for a word with a sign that no text may hold; a file may be called so."""
    for word in words:
        if unreadable_sign(word) and not os.path.lexists(word):
            require_readable(word)


def _tell(words: str) -> None:
    click.echo(words, err=True)
    sys.exit(1)


def _database_errors() -> tuple[type[Exception], ...]:
    """Return what a database raises; nothing where none was loaded."""
    database = sys.modules.get("django.db")
    return () if database is None else (database.Error,)
