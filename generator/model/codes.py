"""The codes of findings, with the severity and title of each."""

from __future__ import annotations

from typing import Literal

Severity = Literal["error", "warning", "info"]


CODES: dict[str, tuple[Severity, str]] = {
    "QT101": ("error", "the file is not UTF-8"),
    "QT102": ("error", "the front matter is not closed, or is empty"),
    "QT103": ("error", "the front matter is not valid YAML"),
    "QT104": ("error", "a key appears twice"),
    "QT105": ("error", "YAML anchors and aliases are not allowed"),
    "QT106": ("error", "a file cannot be read"),
    "QT107": ("error", "a merge conflict is unresolved"),
    "QT108": ("error", "the file does not begin with the line ---"),
    "QT109": ("error", "the front matter ends before some of its keys"),
    "QT110": ("error", "a required key is missing or empty"),
    "QT111": ("error", "an id is not a whole number, or is 0"),
    "QT112": ("error", "a date is not YYYY-MM-DD"),
    "QT113": ("error", "date_format has an unknown token"),
    "QT114": ("error", "a url is unsafe"),
    "QT115": ("error", "a value has the wrong type"),
    "QT116": ("error", "no address can be made from a subject"),
    "QT117": ("error", "a placeholder has not been filled in"),
    "QT118": ("warning", "YAML reads part of a text as a comment"),
    "QT119": ("warning", "quotation marks are doubled, as in CSV"),
    "QT120": ("error", "an id is used for two questions"),
    "QT121": ("error", "a url is used twice"),
    "QT122": ("error", "a url belongs to another page or file of the site"),
    "QT123": ("error", "same_as does not name another record"),
    "QT124": ("error", "files of one article have different answers"),
    "QT125": ("warning", "files of one article have different dates"),
    "QT126": ("error", "a text is too long, or its tables are too large"),
    "QT127": ("warning", "canonical is not an absolute http or https address"),
    "QT128": ("warning", "several files of one article are marked as primary"),
    "QT129": ("warning", "a key has no effect outside the primary file"),
    "QT130": ("warning", "file_name does not match url"),
    "QT131": ("info", "a subject has several spellings"),
    "QT132": ("info", "keywords are repeated, or not separated by a comma and a space"),
    "QT133": ("warning", "keywords are separated by semicolons"),
    "QT134": ("warning", "an unknown key looks like a typo of a known one"),
    "QT135": ("warning", "a subject looks like a typo of another"),
    "QT136": ("warning", "a url is under a different subject"),
    "QT137": ("warning", "an id is negative"),
    "QT138": ("warning", "an answer is a refusal"),
    "QT140": ("warning", "a related entry is not found or not published"),
    "QT141": ("info", "a related entry is listed twice"),
    "QT142": ("warning", "a record is related to itself"),
    "QT143": ("info", "a related entry differs from its record"),
    "QT144": ("error", "a link in the file system leads out of the content folder, or to a hidden file"),
    "QT145": ("error", "neither a file nor a folder"),
    "QT146": ("error", "a link to a folder, or a circle of links"),
    "QT147": ("error", "a file name has characters that cannot be shown"),
    "QT148": ("warning", "two file names differ only in letter case or in the encoding of accents"),
    "QT150": ("error", "a link is broken"),
    "QT151": ("error", "a link points to a missing heading"),
    "QT152": ("error", "an image is missing"),
    "QT153": ("warning", "a link's scheme is not allowed, so the link loses its address"),
    "QT154": ("warning", "an image on another host is shown as a link"),
    "QT155": ("error", "an entry of the navigation is broken"),
    "QT156": ("error", "a link in an authored page is broken"),
    "QT157": ("error", "a file that browsers or web servers run"),
    "QT158": ("warning", "parts of an SVG file are removed"),
    "QT159": ("error", "an SVG file cannot be read"),
    "QT160": ("warning", "a formula cannot be converted"),
    "QT161": ("warning", "an unescaped % in a formula was interpreted as a percent sign"),
    "QT162": ("warning", "raw HTML is shown as text"),
    "QT163": ("warning", "stray markup is visible"),
    "QT164": ("warning", "a table's row has more cells than its header"),
    "QT165": ("warning", "a code block is not closed"),
    "QT166": ("warning", "a space breaks a link"),
    "QT167": ("warning", "a lettered list is shown as text"),
    "QT168": ("warning", "a text contains a control character"),
    "QT169": ("warning", "the lines of a folded answer are joined"),
    "QT170": ("error", "two topics share a name"),
    "QT171": ("warning", "a required topic is not found"),
    "QT172": ("error", "topics require each other in a loop"),
    "QT180": ("warning", "a provenance is unknown"),
    "QT181": ("error", "a reviewer is not in people.yml"),
    "QT182": ("warning", "a review is incomplete"),
    "QT183": ("warning", "a date is in the future"),
    "QT184": ("warning", "a source has no title"),
    "QT185": ("warning", "a DOI is invalid"),
    "QT186": ("warning", "an ISBN is invalid"),
    "QT187": ("warning", "a cited source is not listed"),
    "QT201": ("warning", "a description has fewer than 50 or more than 320 characters"),
    "QT202": ("info", "a record has no description"),
    "QT203": ("warning", "a question or title has fewer than 10 or more than 150 characters"),
    "QT204": ("warning", "there are more than 20 keywords, or one makes up more than 8 % of a long answer"),
    "QT210": ("warning", "an answer begins by repeating the question"),
    "QT211": ("warning", "a heading skips a level"),
    "QT212": ("warning", "a section is empty"),
    "QT213": ("warning", "a heading appears twice in one section"),
    "QT214": ("warning", "a paragraph has more than 120 words"),
    "QT215": ("info", "bold lines are used as headings"),
    "QT216": ("warning", "an answer ends without a full stop"),
    "QT217": ("warning", "an HTML entity is visible in a title"),
    "QT220": ("warning", "an image has no alternative text"),
    "QT221": ("warning", "a link uses http instead of https"),
    "QT230": ("info", "the reading grade of an answer (Flesch–Kincaid)"),
    "QT231": ("info", "a record does not say who wrote it"),
    "QT232": ("info", "no review is recorded"),
    "QT233": ("warning", "a review is overdue"),
    "QT240": ("warning", "a code in check_ignore suppresses nothing"),
}
"""Severity and title by code. A code is never reused: the number of a removed rule stays unused."""


STYLE = "QT2"
"""Prefix of the style codes. They are about good records, all other codes about records that work."""


FIXED = frozenset(
    """QT101 QT102 QT103 QT104 QT105 QT106 QT107 QT108 QT109 QT110 QT111 QT112 QT114 QT115 QT116 QT120 QT121 QT122
    QT126 QT144 QT145 QT146 QT147 QT152 QT157 QT159""".split()
)
"""Errors that prevent a valid page or picture. Neither the configuration nor ``check_ignore`` can suppress them."""


CROSSING = frozenset(
    """QT120 QT121 QT122 QT123 QT124 QT125 QT128 QT129 QT140 QT141 QT142 QT143 QT150 QT151 QT152 QT155 QT156
    QT170 QT171 QT172 QT181""".split()
)
"""Codes of findings that a change in another file can cause."""
