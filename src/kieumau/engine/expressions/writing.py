"""An amount of a formula as text again, by which what is left of it is named."""

from __future__ import annotations

from kieumau.engine.expressions.tree import Arithmetic, Name, Node, Number
from kieumau.engine.wording import said_number


def formula_text(node: Node) -> str:
    match node:
        case Number(value):
            return said_number(value, "en").replace(",", "")
        case Name(code, before):
            return f"before({code})" if before else code
        case Arithmetic(sign, left, right):
            return f"{formula_text(left)} {sign} {formula_text(right)}"
    return "…"
