"""``rufschutz store``: check that nothing is missing, too much, or altered; settle what did not fit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from rufschutz.cli import incidents

if TYPE_CHECKING:
    from rufschutz.core.completeness.actions.check import Checked


@click.group()
def command() -> None:
    """Check that nothing is missing, too much, or altered; settle what did not fit."""


command.add_command(incidents.show)
command.add_command(incidents.settle)


@command.command()
@click.option(
    "--read", is_flag=True, help="Read every archive through as well; takes as long as the disk does."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(read: bool, as_json: bool) -> None:
    """Hold rows, keys, files, deletions, log and births against each other.

    What does not fit becomes an incident. The exit status is 1 where one is open.
    """
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.completeness.actions.check import check as check_store
    from rufschutz.core.completeness.actions.leaves import check_log
    from rufschutz.core.completeness.queries import unsettled
    from rufschutz.core.jobs.actions import sequence_all
    from rufschutz.core.jobs.desk import ingest_desk
    from rufschutz.core.recordings.actions.integrity import look_at_some
    from rufschutz.core.setup.actions import unlock
    from rufschutz.core.tenants.queries import tenant_ids

    now, keys = Clock().now(), unlock(installation)
    desk, records, bad = ingest_desk(installation, keys), list[dict[str, object]](), False
    for tenant in tenant_ids():
        looked = look_at_some(tenant, keys, desk.blobs, now, every=True) if read else (0, 0)
        check_log(tenant, keys, installation.log, now)
        done = check_store(tenant, desk, now)
        standing = {kind.value: count for kind, count in unsettled(tenant).items()}
        bad = bad or bool(standing)
        records.append(_record(done, looked, standing))
    sequence_all(keys, installation, now)
    click.echo(
        json.dumps(records) if as_json else "\n".join(line for each in records for line in _lines(each))
    )
    if bad:
        raise SystemExit(1)


def _record(done: Checked, looked: tuple[int, int], standing: dict[str, int]) -> dict[str, object]:
    fates = {fate.value: count for fate, count in done.total.fates}
    return {
        "tenant": done.tenant,
        "checked": done.things,
        "files": done.blobs,
        "born": done.total.born,
        **fates,
        "differences": done.found,
        "new": done.new,
        "gone": done.gone,
        "read": looked[0],
        "altered": looked[1],
        "open": standing,
    }


def _lines(told: dict[str, object]) -> list[str]:
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.completeness.incident import IncidentKind
    from rufschutz.domain.completeness.words import advice, what

    lines = [
        "tenant {tenant}: {checked} things, {files} files".format(**told),
        "  born {born}, stored {stored}, in the making {making}, destroyed before storage {unstored}, "
        "deleted {erased}, missing {missing}".format(**told),
        "  {differences} differences, {new} new, {gone} no longer there".format(**told),
    ]
    if told["read"]:
        lines.append("  {read} archives read, {altered} altered".format(**told))
    standing = told["open"]
    for kind, count in standing.items() if isinstance(standing, dict) else ():
        known = IncidentKind(kind)
        lines += [f"  open: {count} × {what(known, Language.EN)}", f"    {advice(known, Language.EN)}"]
    return lines
