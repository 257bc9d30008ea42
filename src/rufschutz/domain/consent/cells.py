"""Cells of a table that somebody opens in a spreadsheet: none may begin like a formula (CWE-1236)."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet may take the cell for a formula."""
    return cell.startswith(FORMULA)


def harmless(cell: str) -> str:
    """Return the cell so that a spreadsheet shows it as the text it is."""
    return f"'{cell}" if is_formula(cell) else cell
