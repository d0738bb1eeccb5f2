"""Measure a checkout's house: `python tools/measure_house.py [ROOT]`, this checkout where no root is named.

Lines, modules, the longest chain of imports, the largest files, class names that mean two things, long functions, and
how densely templates are laid out. Nothing is imported and nothing is changed: files are only read, so a checkout of any
age can be measured beside another. The same files give the same text.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "kieumau"
LONG_FUNCTION, LONG_LINE, SHOWN = 40, 140, 10
_OPENING = re.compile(r"<[a-zA-Z]")
_TAG = re.compile(r"<[a-zA-Z]|\{%")

Imports = dict[str, set[str]]


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name (a package's is its folder's), its path from the root, its text parsed."""

    name: str
    path: str
    lines: int
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.endswith("/__init__.py")

    @property
    def is_migration(self) -> bool:
        return ".migrations" in self.name

    @property
    def is_command(self) -> bool:
        return ".management.commands." in self.name


def read_modules(root: Path, folder: str) -> list[Module]:
    """Every Python file below a folder of the checkout, by path."""
    found = []
    for path in sorted((root / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        parts = path.relative_to(root / folder).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path.relative_to(root).as_posix(), len(text.splitlines()), ast.parse(text)))
    return found


def read_templates(root: Path) -> dict[str, list[str]]:
    """The lines of every page and mail below src: files in a folder called templates."""
    paths = (p for p in (root / "src").rglob("*") if "templates" in p.relative_to(root).parts[:-1])
    return {
        p.relative_to(root).as_posix(): p.read_text(encoding="utf-8").splitlines()
        for p in sorted(paths)
        if p.suffix in (".html", ".txt")
    }


# -- imports --------------------------------------------------------------------------------------------------------


def imports_between(modules: Iterable[Module]) -> Imports:
    """Which modules of the package each names in an import, at its top, in a function, or for types only."""
    named = {m.name: m for m in modules if m.name.split(".")[0] == PACKAGE}
    return {name: set(_named_by(module, named)) - {name} for name, module in named.items()}


def _named_by(module: Module, named: Mapping[str, Module]) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (known for alias in node.names if (known := _nearest(alias.name, named)))
        elif isinstance(node, ast.ImportFrom):
            start = _start(module, node)
            for alias in node.names:
                inner = f"{start}.{alias.name}"
                if known := inner if inner in named else _nearest(start, named):
                    yield known


def _start(module: Module, node: ast.ImportFrom) -> str:
    """The dotted name after `from`, with leading dots followed."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    here = parts[: len(parts) - node.level + module.is_package]
    return ".".join([*here, *([node.module] if node.module else [])])


def _nearest(name: str, named: Mapping[str, Module]) -> str:
    """The module itself, or the one that holds what is named; nothing where neither is the package's."""
    while name and name not in named:
        name = name.rpartition(".")[0]
    return name


def circles(imports: Mapping[str, set[str]]) -> list[tuple[str, ...]]:
    """Groups of modules that reach each other (Tarjan), each before those that import it; most hold one module."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[tuple[str, ...]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        stack.append(name)
        for other in sorted(imports[name]):
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            at = stack.index(name)
            groups.append(tuple(sorted(stack[at:])))
            del stack[at:]

    for name in sorted(imports):
        if name not in number:
            visit(name)
    return groups


def longest_chain(imports: Mapping[str, set[str]]) -> list[tuple[str, ...]]:
    """The longest way down through the imports, importer first; modules in a circle are one step of it."""
    groups = circles(imports)
    home = {name: group for group in groups for name in group}
    chains: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for group in groups:
        below = {home[other] for name in group for other in imports[name]} - {group}
        rest = min((chains[b] for b in below), key=lambda chain: (-len(chain), chain), default=[])
        chains[group] = [group, *rest]
    return min(chains.values(), key=lambda chain: (-len(chain), chain), default=[])


# -- names and functions --------------------------------------------------------------------------------------------


def shared_class_names(modules: Iterable[Module]) -> dict[str, list[str]]:
    """Public names that the tops of two or more modules give to a class, with the modules' names.

    Left out are migrations and the `Command` that Django asks every command's file for.
    """
    where: dict[str, list[str]] = defaultdict(list)
    for module in modules:
        if module.is_migration:
            continue
        for name in sorted({n.name for n in _top(module.tree.body) if isinstance(n, ast.ClassDef)}):
            if not name.startswith("_") and not (name == "Command" and module.is_command):
                where[name].append(module.name)
    return {name: places for name, places in sorted(where.items()) if len(places) > 1}


def _top(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module's top, also those below an `if` or a `try`."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            yield from _top(n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt))


def functions(modules: Iterable[Module]) -> list[tuple[int, str]]:
    """Lines from `def` to the end of each function and method, the longest first, with where it begins."""
    found = [
        (node.end_lineno - node.lineno + 1, f"{module.path}:{node.lineno} {node.name}")
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    return sorted(found, key=lambda item: (-item[0], item[1]))


# -- templates ------------------------------------------------------------------------------------------------------


def tags_a_line(templates: Mapping[str, list[str]], tag: re.Pattern[str]) -> tuple[float, int, int]:
    """Of the lines that are not blank: tags a line on average, the most in one, and how many lines hold two or more."""
    counts = [len(tag.findall(line)) for lines in templates.values() for line in lines if line.strip()]
    if not counts:
        return 0.0, 0, 0
    return sum(counts) / len(counts), max(counts), sum(count > 1 for count in counts)


# -- the page -------------------------------------------------------------------------------------------------------


def report(root: Path) -> str:
    source, tests, templates = read_modules(root, "src"), read_modules(root, "tests"), read_templates(root)
    return "\n".join(
        [
            *_sizes(source, tests, templates),
            *_chain(source),
            *_largest("Largest Python files of src", source),
            *_largest("Largest Python files of tests", tests),
            *_class_names(source),
            *_functions(source),
            *_templates(templates),
        ]
    )


def _row(label: str, value: object, where: str = "") -> str:
    shown = f"{value:,}" if isinstance(value, int) else str(value)
    return f"  {label:<54} {shown:>9}  {where}".rstrip()


def _sizes(source: list[Module], tests: list[Module], templates: Mapping[str, list[str]]) -> list[str]:
    return [
        "Lines",
        _row("Python of src", sum(m.lines for m in source)),
        _row("Python of tests", sum(m.lines for m in tests)),
        _row("templates", sum(len(lines) for lines in templates.values())),
        "Files",
        _row("modules of src", len(source)),
        _row("  of them migrations", sum(m.is_migration and not m.is_package for m in source)),
        _row("  of them packages' own (__init__)", sum(m.is_package for m in source)),
        _row("Python files of tests", len(tests)),
        _row("templates", len(templates)),
    ]


def _chain(source: list[Module]) -> list[str]:
    imports = imports_between(source)
    rings = [group for group in circles(imports) if len(group) > 1]
    chain = longest_chain(imports)
    return [
        "Imports between modules (all of them, also inside functions)",
        _row("imports", sum(len(others) for others in imports.values())),
        _row("circles", len(rings), f"of {sum(len(r) for r in rings)} modules in all" if rings else ""),
        *(f"    {' = '.join(ring)}" for ring in sorted(rings)),
        _row("longest chain, modules one above the other", len(chain), "(a circle is one)" if rings else ""),
        *(f"    {at:>3}  {' = '.join(group)}" for at, group in enumerate(chain, 1)),
    ]


def _largest(title: str, modules: list[Module]) -> list[str]:
    largest = sorted(modules, key=lambda m: (-m.lines, m.path))[:SHOWN]
    return [title, *(_row(m.path, m.lines) for m in largest)]


def _class_names(source: list[Module]) -> list[str]:
    shared = shared_class_names(source)
    return [
        "Public class names that two or more modules of src define",
        _row("names", len(shared)),
        *(_row(f"  {name}", len(places), ", ".join(places)) for name, places in shared.items()),
    ]


def _functions(source: list[Module]) -> list[str]:
    longest = functions(source)
    return [
        "Functions of src, lines from `def` to the end",
        _row("functions", len(longest)),
        _row(f"longer than {LONG_FUNCTION}", sum(lines > LONG_FUNCTION for lines, _ in longest)),
        *(_row("", lines, where) for lines, where in longest[:SHOWN]),
    ]


def _templates(templates: Mapping[str, list[str]]) -> list[str]:
    lines = [(len(line), f"{path}:{at}") for path, every in templates.items() for at, line in enumerate(every, 1)]
    longest, where = min(lines, key=lambda item: (-item[0], item[1]), default=(0, ""))
    shared = {path: every for path, every in templates.items() if "/components/" in path}
    out = [
        "Templates",
        _row(f"lines over {LONG_LINE} characters", sum(length > LONG_LINE for length, _ in lines)),
        _row("longest line, characters", longest, where),
    ]
    for title, some in (("components", shared), ("all", templates)):
        for what, tag in (("HTML tags opened", _OPENING), ("HTML tags opened, and Django tags", _TAG)):
            mean, most, several = tags_a_line(some, tag)
            out.append(
                _row(f"{title}: {what}, a line", f"{mean:.2f}", f"most {most}; {several:,} lines hold two or more")
            )
    return out


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1]
    if not (root / "src" / PACKAGE).is_dir():
        sys.exit(f"{root} holds no src/{PACKAGE}")
    print(report(root.resolve()))


if __name__ == "__main__":
    main()
