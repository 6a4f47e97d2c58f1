"""The converter's error messages in plain words: what is wrong with the formula, and what to do."""

from __future__ import annotations

import re

_LIST: tuple[tuple[str, str, str], ...] = (
    (r'Unknown command "(.*)"', "unknown command {0}", "check its spelling, or use another command"),
    (r'Unknown environment "(.*)"', "unknown environment {0}", "use aligned, cases, array or a matrix"),
    (r'Expected closing token "([^"]*)"', "missing {0}", "add it, or remove the part that it closes"),
    (r'Unmatched closing token: "(.*)"', "unmatched {0}", "remove it, or add the part that it closes"),
    (r"Expected argument", "missing argument", "add it in { }"),
    (r"Expected (?:at most|exactly) one token", "argument too long", "use a single symbol"),
    (r'There must be a parenthesis after "\\big', r"\big without a bracket", "write a bracket after it"),
    (r"There must be a parenthesis", "missing bracket", "add it here, or write . for none"),
    (r'Found "&"', "& outside a table or alignment", r"wrap the rows in \begin{aligned} … \end{aligned}, or write \&"),
    (r'Found "\\h', r"\hline inside a row", "move it to the start of a row"),
    (r'Found "\\limits"', r"\limits without an operator", r"write it directly after \sum, \int or \operatorname{…}"),
    (r'Found "(.*)", which may', "{0} is not allowed here", "remove it"),
    (r"Duplicate subscript or superscript", "second subscript or superscript", "put the first in braces: {a^b}^c"),
    (r"'\^' or '_' directly", "^ or _ without a base", "put the base in braces"),
    (
        r"Not valid in text mode|Disallowed character in text",
        "math symbol inside text",
        r"put it between $ and $, or write a backslash before it",
    ),
    (r"Not valid in math mode", "text command inside a formula", r"put it in \text{…}"),
    (r"Math mode within text mode|Unexpected \"\$\"", "stray $ in a formula", r"remove it, or write \$"),
    (r"Expected column spec", "array without columns", r"define them, as in \begin{array}{lcr}"),
    (r"Expected non-special ASCII", "this name must be plain letters", "remove commands and symbols from it"),
    (r"Expected length|Found invalid unit|.*cannot be used with", "invalid length", "write a number and a unit: 1em"),
    (r"Expected a relation", r"\not without a relation", r"write it directly before a relation such as = or \in"),
    (r"Found more than one infix", "two fractions in one group", r"use \frac{…}{…}"),
    (r"Macro parameter|Invalid parameter|Expected parameter", "stray # in a formula", r"write \#"),
    (r"Direct Unicode input .*'(.*)'", "unknown character {0}", "use its LaTeX command"),
)
_KNOWN = [(re.compile(pattern), message, remedy) for pattern, message, remedy in _LIST]


def explained(message: str) -> tuple[str, str]:
    """Message and remedy for one error message of the converter."""
    for pattern, problem, remedy in _KNOWN:
        found = pattern.match(message)
        if found:
            return problem.format(*found.groups()), remedy
    return "invalid or unsupported LaTeX", "correct or simplify it"
