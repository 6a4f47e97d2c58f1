"""Structured data for Google Search: required and recommended properties, feature by feature.

The table follows the pages "Structured data markup that Google Search supports" (as of November 2026), for the
features that the generator uses, plus an optional one (``QAPage``) and people's pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.pages.structured_data.graph import Finding, Graph, Literal, Node
from tests.pages.structured_data.vocabulary import Vocabulary

URL_FOR_NODE = frozenset({"item"})
"""Properties for which Google requires a URL although schema.org's range has only things."""


@dataclass(frozen=True, slots=True)
class Feature:
    """The needs of one kind of node: every node of ``type`` (or below it) that is a value of ``inside`` (``Quiz.hasPart``),
    or any, when that is empty. Of ``either`` at least one is required; ``single`` may stand once only; ``fixed`` is a
    property with the texts that it may have."""

    rule: str
    type: str
    inside: str = ""
    required: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    recommended: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    fixed: tuple[str, tuple[str, ...]] | None = None


FEATURES = (
    Feature("breadcrumb", "BreadcrumbList", required=("itemListElement",)),
    Feature(
        "breadcrumb",
        "ListItem",
        "BreadcrumbList.itemListElement",
        required=("position", "name"),
        single=("position", "name", "item"),
    ),
    Feature("education-q-and-a", "Quiz", required=("hasPart",), recommended=("about", "educationalAlignment")),
    Feature("education-q-and-a", "Thing", "Quiz.about", required=("name",)),
    Feature(
        "education-q-and-a",
        "AlignmentObject",
        "Quiz.educationalAlignment",
        required=("alignmentType", "targetName"),
        fixed=("alignmentType", ("educationalSubject", "educationalLevel")),
    ),
    Feature(
        "education-q-and-a",
        "Question",
        "Quiz.hasPart",
        required=("eduQuestionType", "text", "acceptedAnswer"),
        single=("eduQuestionType", "text", "acceptedAnswer"),
        fixed=("eduQuestionType", ("Flashcard",)),
    ),
    Feature("education-q-and-a", "Answer", "Question.acceptedAnswer", required=("text",), single=("text",)),
    Feature(
        "article", "Article", recommended=("author", "datePublished", "dateModified", "headline", "image"), single=("headline",)
    ),
    Feature("article", "Person", "Article.author", required=("name",), recommended=("url",)),
    Feature("article", "Organization", "Article.author", required=("name",), recommended=("url",)),
    Feature("profile-page", "ProfilePage", required=("mainEntity",), recommended=("dateModified",), single=("mainEntity",)),
    Feature("profile-page", "Person", "ProfilePage.mainEntity", required=("name",), recommended=("description", "sameAs")),
    Feature("site-name", "WebSite", required=("name", "url"), single=("name", "url")),
    Feature("organization", "Organization", required=("name",), recommended=("url", "logo"), single=("logo",)),
    Feature("q-and-a-page", "QAPage", required=("mainEntity",), single=("mainEntity",)),
    Feature(
        "q-and-a-page",
        "Question",
        "QAPage.mainEntity",
        required=("name", "answerCount"),
        either=("acceptedAnswer", "suggestedAnswer"),
        recommended=("text", "author", "datePublished"),
        single=("name", "answerCount"),
    ),
)  # fmt: skip


def check(graph: Graph, vocabulary: Vocabulary) -> Iterator[Finding]:
    """List what a page's graph lacks for the features that it uses."""
    for feature in FEATURES:
        for node in _nodes(graph, vocabulary, feature):
            yield from _fits(feature, node)
    for crumbs in graph.of_type("BreadcrumbList"):
        yield from _trail(graph, crumbs)


def _nodes(graph: Graph, vocabulary: Vocabulary, feature: Feature) -> Iterator[Node]:
    kind, _, name = feature.inside.partition(".")
    seen = set()
    for holder in graph.nodes:
        held = graph.linked(holder, name) if kind and _is(vocabulary, holder, kind) else [] if kind else [holder]
        for node in held:
            if _is(vocabulary, node, feature.type) and id(node) not in seen:
                seen.add(id(node))
                yield node


def _is(vocabulary: Vocabulary, node: Node, kind: str) -> bool:
    return any(vocabulary.is_a(each, frozenset({kind})) for each in node.types)


def _fits(feature: Feature, node: Node) -> Iterator[Finding]:
    rule, has = f"google-{feature.rule}", node.properties
    for name in feature.required:
        if not has.get(name):
            yield Finding(rule, node.place, f"{name} is required")
    if feature.either and not any(has.get(name) for name in feature.either):
        yield Finding(rule, node.place, f"{' or '.join(feature.either)} is required")
    for name in feature.recommended:
        if not has.get(name):
            yield Finding(rule, node.place, f"{name} is recommended", advice=True)
    for name in feature.single:
        if len(has.get(name, ())) > 1:
            yield Finding(rule, node.place, f"{name} stands {len(has[name])} times, and may once")
    if feature.fixed:
        name, allowed = feature.fixed
        for value in has.get(name, ()):
            if not (isinstance(value, Literal) and value.value in allowed):
                yield Finding(rule, f"{node.place}.{name}", f"is not {' or '.join(allowed)}")


def _trail(graph: Graph, crumbs: Node) -> Iterator[Finding]:
    """A list has two items or more, numbered from 1 in order; all but the last have a URL."""
    items = list(graph.linked(crumbs, "itemListElement"))
    numbers = [str(v.value) for item in items for v in item.properties.get("position", ()) if isinstance(v, Literal)]
    if len(items) < 2:
        yield Finding("google-breadcrumb", crumbs.place, f"{len(items)} item, where two are the least")
    if numbers != [str(number) for number in range(1, len(items) + 1)]:
        yield Finding("google-breadcrumb", crumbs.place, f"positions are {', '.join(numbers)}")
    for item in items[:-1]:
        if not item.properties.get("item"):
            yield Finding("google-breadcrumb", item.place, "item is required in all but the last")
