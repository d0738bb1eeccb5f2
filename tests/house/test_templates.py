"""Templates are read line by line: formatted, short, one tag a line in components; each sentence whole in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.library import SimpleNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from django.utils.translation import override
from documents import HOUSE

from kieumau.engine.wording import Words
from kieumau.web.components.templatetags.say import SentenceNode, say

TEMPLATES = sorted((HOUSE / "src").rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if "components" in path.parts]
# Elements that stand on lines of their own: blocks, parts of tables and lists, drawings. Inline ones follow their text.
OWN_LINE = re.compile(
    r"<(?:address|article|aside|blockquote|body|caption|circle|col|dd|defs|desc|details|dialog|div|dl|dt|ellipse|fieldset|figcaption|"
    r"figure|footer|form|g|h[1-6]|head|header|hr|html|legend|li|line|link|main|meta|nav|ol|optgroup|option|p|path|polygon|polyline|"
    r"pre|rect|script|section|select|style|summary|svg|table|tbody|td|template|text|tfoot|th|thead|title|tr|ul|use)\b"
)


def place(path: Path, number: int) -> str:
    return f"{path.relative_to(HOUSE).as_posix()}:{number}"


def lines_of(paths: list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield place(path, number), line


def test_no_line_of_a_template_is_longer_than_can_be_read():
    assert len(TEMPLATES) > 100
    assert [where for where, line in lines_of(TEMPLATES) if len(line) > 140] == []


def test_a_component_has_one_tag_a_line():
    assert len(COMPONENTS) > 30
    assert [where for where, line in lines_of(COMPONENTS) if len(OWN_LINE.findall(line)) > 1] == []


def test_the_templates_are_as_the_formatters_leave_them():
    command = ["make", "-s", "templates", "CHECK=--check", f"BIN={Path(sys.executable).parent}"]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_a_block_that_is_filled_stands_in_the_page_that_is_extended():
    """Django drops a block that the parent lacks, without a word."""

    def chain(name: str) -> Iterator[Template]:
        while name:
            template = get_template(name).template  # type: ignore[attr-defined]
            yield template
            parents = template.nodelist.get_nodes_by_type(ExtendsNode)
            name = parents[0].parent_name.var if parents else ""

    def blocks(template: Template) -> set[str]:
        return {node.name for node in template.nodelist.get_nodes_by_type(BlockNode)}

    lost, filled = [], 0
    for name in (path.as_posix().rpartition("/templates/")[2] for path in TEMPLATES):
        own, *others = chain(name)
        if not others:
            continue
        parents = set().union(*map(blocks, others))
        outer = {
            b.name for e in own.nodelist.get_nodes_by_type(ExtendsNode) for b in e.nodelist if isinstance(b, BlockNode)
        }
        filled += len(outer)
        lost += [f"{name}: {block}" for block in sorted(outer - parents)]
    assert filled > 100
    assert lost == []


# -- sentences ----------------------------------------------------------------------------------------------------


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def sentences(template: Template) -> Iterator[tuple[list[str], set[str]]]:
    """The texts of each sentence and the names of the values that it is given."""
    for each in template.nodelist.get_nodes_by_type(SentenceNode):
        yield [each.vietnamese, each.english], set(each.values)
    for each in template.nodelist.get_nodes_by_type(SimpleNode):
        if each.func is say:
            yield [arg.var for arg in each.args], set(each.kwargs)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.as_posix().rpartition("/templates/")[2])
def test_each_sentence_names_what_it_is_given(path: Path):
    template = Engine.get_default().from_string(path.read_text(encoding="utf-8"))
    for texts, given in sentences(template):
        assert len(texts) == 2 and all(isinstance(text, str) for text in texts), texts
        assert all(texts) or "=" in "".join(texts), texts  # an attribute may stand in one language only
        assert names_in(texts[0]) | names_in(texts[1]) == given, texts


def told(source: str, language: str, **values: object) -> str:
    with override(language):
        return Engine.get_default().from_string("{% load say %}" + source).render(Context(values))


BLOCK = """{% sentence n=n who=who %}
    Còn {n}   tiêu chí của
    {who} & bạn
  {% in_english %}
    {n} {n:criterion|criteria} left
    of {who} & you
{% endsentence %}"""
LINE = '{% say "Còn {n} tiêu chí của {who} & bạn" "{n} {n:criterion|criteria} left of {who} & you" n=n who=who %}'


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("n", [1, 1234.5])
@pytest.mark.parametrize("who", ["<b>", Words("người & “ai”", "one")])
def test_a_sentence_on_many_lines_reads_as_one_on_one_line(language, n, who):
    assert told(BLOCK, language, n=n, who=who) == told(LINE, language, n=n, who=who)
    kept = BLOCK.replace("who=who %}", "who=who as kept %}") + "[{{ kept }}]"
    assert told(kept, language, n=n, who=who) == f"[{told(LINE, language, n=n, who=who)}]"


def test_a_space_that_does_not_break_stays():
    assert (
        told("{% sentence %} 5\N{NO-BREAK SPACE}km {% in_english %} 5 km {% endsentence %}", "vi")
        == "5\N{NO-BREAK SPACE}km"
    )


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{% sentence %}a{% in_english %} {% endsentence %}", "both languages"),
        ("{% sentence %} {% in_english %}a{% endsentence %}", "both languages"),
        ("{% sentence %}a{% endsentence %}", "in_english"),
        ("{% sentence %}a {{ n }}{% in_english %}a{% endsentence %}", "in braces"),
        ("{% sentence n %}a{% in_english %}a{% endsentence %}", "name=value"),
    ],
)
def test_half_a_sentence_is_refused(source, why):
    with pytest.raises(TemplateSyntaxError, match=why):
        told(source, "vi")
