"""Contracts of our own for import-linter (pyproject.toml): slices are independent but for their addresses."""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class SlicesContract(Contract):
    """A slice is a package below `ancestor` that has `urls`. It may import of another one its `addresses` alone.

    Slices are found, not listed, so that a new one is one folder and falls under the contract by itself.
    """

    ancestor = fields.StringField()
    shared = fields.StringField(required=False, default="addresses")

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        below = graph.find_descendants(self.ancestor)
        slices = sorted(m.removesuffix(".urls") for m in below if m.endswith(".urls") and m != f"{self.ancestor}.urls")
        broken = []
        for importer in sorted(below):
            mine = self._slice_of(importer, slices)
            for imported in sorted(graph.find_modules_directly_imported_by(importer)) if mine else ():
                theirs = self._slice_of(imported, slices)
                if theirs and theirs != mine and imported != f"{theirs}.{self.shared}":
                    broken.append((importer, imported))
        return ContractCheck(kept=not broken and len(slices) > 1, metadata={"broken": broken, "slices": len(slices)})

    def _slice_of(self, module: str, slices: list[str]) -> str:
        return next((s for s in slices if module == s or module.startswith(f"{s}.")), "")

    def render_broken_contract(self, check: Any) -> None:
        output.print_error(f"{check.metadata['slices']} slices, of which these reach into each other:")
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"  {importer} -> {imported}")
