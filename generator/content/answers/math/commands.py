"""Tables of LaTeX commands: refused, text, dropped, and replaced ones."""

from __future__ import annotations

REFUSED = frozenset(
    rf"\{name}"
    for name in """newcommand renewcommand providecommand DeclareMathOperator def gdef edef xdef let futurelet
    label ref eqref href url class cssId style htmlClass htmlId htmlData htmlStyle includegraphics input include
    require unicode bbox global long expandafter noexpand message errmessage show char""".split()
)
"""Definitions, links, files and HTML. They could affect more than the formula, or are meant for programs."""

TEXTS = {
    rf"\{name}": rf"\{shown}"
    for names, shown in (
        ("text textrm textnormal textup textmd mbox hbox", "text"),
        ("textbf", "textbf"),
        ("textit emph", "textit"),
        ("textsf", "textsf"),
        ("texttt", "texttt"),
    )
    for name in names.split()
}
"""Commands whose argument is text, and the command that the converter gets instead."""

DROPPED = frozenset(
    rf"\{name}"
    for name in """nobreak allowbreak sixptsize DOTSB DOTSI DOTSX relax smash vcenter llap rlap clap mathllap mathrlap
    mathclap mathnormal strut blue orange pink red green gray purple kaBlue kaGreen""".split()
)
"""Adjustments of position and colours: the formula means the same without them."""

SIZES = frozenset(
    rf"\{name}" for name in "tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge".split()
)
"""Sizes. The converter accepts them only in text; elsewhere they are dropped."""

SIZED = frozenset(rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
"""Commands that enlarge the following bracket."""

LETTERS = {r"\AA": "Å", r"\aa": "å", r"\TeX": "TeX", r"\LaTeX": "LaTeX", r"\KaTeX": "KaTeX"}
"""Letters of text that are allowed in formulas too."""

MACROS = {
    name: expansion
    for names, expansion in (
        ("pmb", r"\boldsymbol{#1}"),
        ("cancelto", r"{\cancel{#2}}^{#1}"),
        ("dotsb dotsi dotsm", r"\cdots"),
        ("dotsc dotso dotsx mathellipsis", r"\ldots"),
        ("varvdots", r"\vdots"),
        ("enskip", r"\enspace"),
        ("centerdot sdot", r"\cdot"),
        ("ordinarycolon", ":"),
        ("smallsetminus", r"\setminus"),
        ("thickapprox", r"\approx"),
        ("thicksim", r"\sim"),
        ("varpropto", r"\propto"),
        ("smallfrown", r"\frown"),
        ("smallsmile", r"\smile"),
        ("shortmid", r"\mid"),
        ("shortparallel", r"\parallel"),
        ("nshortmid", r"\nmid"),
        ("nshortparallel", r"\nparallel"),
        ("smallint", r"\int"),
        ("intop", r"\int\limits"),
        ("mapsfrom", "↤"),
        ("varliminf", r"\underline{\lim}"),
        ("varlimsup", r"\overline{\lim}"),
        ("varinjlim", r"\underrightarrow{\lim}"),
        ("varprojlim", r"\underleftarrow{\lim}"),
        ("mathsfit", r"\mathsf{#1}"),
        ("xrightequilibrium xleftequilibrium xrightleftarrows", r"\xrightleftharpoons"),
        ("overlinesegment", r"\overline{#1}"),
        ("underlinesegment", r"\underline{#1}"),
        ("textregistered", "®"),
        ("textcopyright", "©"),
        ("euro", "€"),
        ("permil", "‰"),
        ("mathbbm mathds", r"\mathbb{#1}"),
        ("nicefrac sfrac", r"{}^{#1}\!/_{#2}"),
        ("ensuremath", "{#1}"),
        ("textsubscript", r"{}_{\text{#1}}"),
        ("textsuperscript", r"{}^{\text{#1}}"),
    )
    for name in names.split()
}
"""Commands that KaTeX or authors use and the converter does not have."""

ENVIRONMENTS = {
    "smallmatrix": "matrix",
    "split": "aligned",
    "alignedat": "aligned",
    "alignat": "align*",
    "alignat*": "align*",
    "align": "align*",
    "gather": "gather*",
    "equation": "equation*",
    "multline": "multline*",
}
"""Environments, and the name that the converter gets. Unnumbered ones, because numbers would restart in each formula.
"""

STARRED_MATRICES = {
    "matrix*": (".", "."),
    "pmatrix*": ("(", ")"),
    "bmatrix*": ("[", "]"),
    "Bmatrix*": (r"\{", r"\}"),
    "vmatrix*": (r"\lvert", r"\rvert"),
    "Vmatrix*": (r"\lVert", r"\rVert"),
}
"""Matrices with aligned columns, and their brackets."""
LENGTH = r"(?:-\s*)?(?:\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:em|ex|pt|mm|cm|in|px|pc|mu|bp|dd|cc|sp|nd|nc)"
"""A length with its unit, as a pattern."""
