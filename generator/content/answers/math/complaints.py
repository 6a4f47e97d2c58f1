"""What the converter complains of, in plain words: what is wrong with the formula, and the one thing to do."""

from __future__ import annotations

import re

_LIST: tuple[tuple[str, str, str], ...] = (
    (r'Unknown command "(.*)"', "unknown command {0}", "check its spelling, or use another command"),
    (r'Unknown environment "(.*)"', "unknown environment {0}", "use aligned, cases, array or a matrix"),
    (r'Expected closing token "([^"]*)"', "{0} is missing", "add it, or remove what it should close"),
    (r'Unmatched closing token: "(.*)"', "{0} closes nothing", "remove it, or add what it should close"),
    (r"Expected argument", "an argument is missing", "give the command before this place its argument in { }"),
    (r"Expected (?:at most|exactly) one token", "the argument is too long here", "give the command one sign"),
    (r'There must be a parenthesis after "\\big', r"\big without a bracket", "write a bracket after it"),
    (r"There must be a parenthesis", "a bracket is missing", "write it here, or . for none"),
    (r'Found "&"', "& outside a table or alignment", r"wrap the rows in \begin{aligned} … \end{aligned}, or write \&"),
    (r'Found "\\h', r"\hline inside a row", r"write it at the start of a row of an array"),
    (r'Found "\\limits"', r"\limits without an operator", r"write it directly after \sum, \int or \operatorname{…}"),
    (r'Found "(.*)", which may', "{0} cannot stand here", "remove it"),
    (r"Duplicate subscript or superscript", "a second subscript or superscript", "put the first in braces: {a^b}^c"),
    (r"'\^' or '_' directly", "^ or _ without a base", "put braces around what it raises or lowers"),
    (r"Not valid in text mode|Disallowed character in text", "a sign of formulas inside text",
     r"put it between $ and $ inside the text, or write a backslash before it"),
    (r"Not valid in math mode", "a command of text inside a formula", r"put it into \text{…}"),
    (r"Math mode within text mode|Unexpected \"\$\"", "a stray $ inside a formula", r"remove it, or write \$"),
    (r"Expected column spec", "the array's columns are not known", r"name them, as in \begin{array}{lcr}"),
    (r"Expected non-special ASCII", "this name must be plain letters", "remove the commands and signs from it"),
    (r"Expected length|Found invalid unit|.*cannot be used with", "not a length", "write a number and a unit, as 1em"),
    (r"Expected a relation", r"\not without a relation", r"write it directly before =, \in or the like"),
    (r"Found more than one infix", "two fractions in one group", r"use \frac{…}{…}"),
    (r"Macro parameter|Invalid parameter|Expected parameter", "a stray # in a formula", r"write \#"),
    (r"Direct Unicode input .*'(.*)'", "the character {0} is not known in formulas", "use the command of LaTeX for it"),
)  # fmt: skip
_KNOWN = [(re.compile(pattern), message, remedy) for pattern, message, remedy in _LIST]


def plainly(complaint: str) -> tuple[str, str]:
    """A message and a remedy for one complaint of the converter."""
    for pattern, message, remedy in _KNOWN:
        found = pattern.match(complaint)
        if found:
            return message.format(*found.groups()), remedy
    return "this part of the formula cannot be read", "check its LaTeX, or write it more simply"
