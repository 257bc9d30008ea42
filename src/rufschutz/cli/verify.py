"""``rufschutz verify``: check a certificate or a log, without network.

A stranger brings the log's key. Where none is given, this installation's own key is
taken and named as such: that shows damage, not a forgery by whoever runs the house.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

import click

from rufschutz.core import runtime

_KEY = (
    "The key is a line such as rufschutz/…+hash+base64. The practice prints it with `rufschutz keys log`; "
    "have it from\n  someone other than whoever hands you the certificate, then: "
    "rufschutz verify CERTIFICATE --key KEY"
)

_BY_ITSELF = frozenset({"-h", "--help", "--key", "--vectors"})
"""With one of these words nothing has to be found out here."""


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Check a deletion certificate (CERTIFICATE [--key KEY] [--log DIR] [--since CHECKPOINT] [--json]).

    A DIRECTORY with a MANIFEST.json is checked against its hashes: what a controller took along.
    """
    if len(arguments) == 1 and (Path(arguments[0]) / "MANIFEST.json").is_file():
        sys.exit(_package(Path(arguments[0])))
    from rufschutz.domain.audit import verify

    sys.exit(verify.main([*arguments, *(_own_log(arguments) or _own_key(arguments))]))


def _package(directory: Path) -> int:
    """Check the files of a package against its list; return the exit status."""
    from rufschutz.vault.package.files import PackageFault, faults

    try:
        wrong = faults(directory)
    except PackageFault as error:
        wrong = [str(error)]
    for words in wrong or ():
        click.echo(f"WRONG: {words}")
    if not wrong:
        click.echo(f"PROVEN: every file that MANIFEST.json lists is in {directory}, and none was altered")
    return 1 if wrong else 0


def _own_log(arguments: tuple[str, ...]) -> list[str]:
    """Return this installation's own log and key for ``--since CHECKPOINT`` alone: [] for anything else."""
    given = dict(itertools.pairwise(arguments))
    if arguments[:1] != ("--since",) or "--log" in given or not _is_installed():
        return []
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.keys.queries import log_key
    from rufschutz.core.tenants.queries import tenant_ids

    name = Path(given["--since"]).read_text("utf-8").partition("\n")[0]
    tenant = next((one for one in tenant_ids() if name == f"rufschutz/{one}"), None)
    if tenant is None:
        raise click.UsageError(f"this installation keeps no log called {name[:80]!r}")
    key = [] if "--key" in given else ["--key", str(log_key(tenant))]
    return ["--log", str(installation.log / tenant), *key]


def _is_installed() -> bool:
    return (runtime.default_data() / runtime.SETTINGS_FILE).exists()


def _own_key(arguments: tuple[str, ...]) -> list[str]:
    """Return this installation's key for the log that the certificate names, unless a key is given.

    Raises `click.UsageError` where there is no key, with the words that say where to get one.
    """
    if any(word in _BY_ITSELF or word.startswith("--key=") for word in arguments):
        return []
    if not arguments:
        raise click.UsageError(f"give a certificate.\n  {_KEY}")
    if arguments[0].startswith("-"):
        raise click.UsageError(f"a log is checked with its key: add --key KEY.\n  {_KEY}")
    if not _is_installed():
        raise click.UsageError(f"there is no key to check with, and no installation here.\n  {_KEY}")
    tenant = _tenant(Path(arguments[0]))
    if tenant is None:
        raise click.UsageError(f"{arguments[0]} is no certificate that can be read.\n  {_KEY}")
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.keys.queries import log_key

    click.echo("No --key given: checked with this installation's own key.", err=True)
    return ["--key", str(log_key(tenant))]


def _tenant(certificate: Path) -> str | None:
    try:
        return str(json.loads(certificate.read_bytes())["erasure"]["tenant"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
