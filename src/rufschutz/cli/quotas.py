"""``rufschutz consent figures``: what the consent dialogue costs callers, of the last week."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import click

from rufschutz.cli.clerk import BY, JSON, LINE, clerk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.consent.figures import Figures, QuestionFigures
    from rufschutz.domain.consent.quotas import Spread

_FEW = "fewer than ten: hidden"


@click.command()
@BY
@LINE
@JSON
def figures(by: str | None, line: str | None, as_json: bool) -> None:
    """Show seconds, answers and drop-offs per question, and whether a no costs any service."""
    at = clerk(line)
    from rufschutz.core.consent.figures import figures as count

    actor = at.member(by)
    with at.refusals(actor, "view_figures"):
        found = count(actor, at.now)
    click.echo(json.dumps(dataclasses.asdict(found)) if as_json else "\n".join(_lines(found)))


def _lines(found: Figures) -> Iterator[str]:
    left = _FEW if found.left_in_notice is None else f"{found.left_in_notice / 10:.1f} % left in the notice"
    yield f"calls      {found.calls} in a week; {left}"
    yield f"seconds    notice and first question: {_spread(found.seconds)}"
    for question in found.questions:
        yield f"question   {_question(question)}"
    same = found.service
    words = (
        _FEW if same is None else f"{same.ratio / 1000:.2f} (at least 0.90: {'yes' if same.equal else 'NO'})"
    )
    yield f"service    done after no / done after yes: {words}"


def _spread(found: Spread | None) -> str:
    return _FEW if found is None else f"p50 {found.p50 / 1000:.1f} s, p95 {found.p95 / 1000:.1f} s"


def _question(question: QuestionFigures) -> str:
    name = f"{question.purpose} {question.text} {question.version}"
    of = question.shares
    if of is None:
        return f"{name}: {_FEW}"
    parts = (
        ("yes", of.yes),
        ("no", of.no),
        ("silence", of.silence),
        ("unclear", of.unclear),
        ("hung up", of.hung_up),
    )
    return f"{name}: asked {of.asked}; " + ", ".join(f"{words} {share / 10:.1f} %" for words, share in parts)
