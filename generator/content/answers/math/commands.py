"""Tables of LaTeX: what is refused, what is text, what changes nothing on a page, what is written as something else."""

from __future__ import annotations

REFUSED = frozenset(
    rf"\{name}"
    for name in """newcommand renewcommand providecommand DeclareMathOperator def gdef edef xdef let futurelet
    label ref eqref href url class cssId style htmlClass htmlId htmlData htmlStyle includegraphics input include
    require unicode bbox global long expandafter noexpand message errmessage show char""".split()
)
"""Definitions, links, files and HTML: they would reach outside the formula or are there for programs."""

TEXTS = {
    rf"\{name}": rf"\{shown}"
    for names, shown in (
        ("text textrm textnormal textup textmd mbox hbox", "text"), ("textbf", "textbf"), ("textit emph", "textit"),
        ("textsf", "textsf"), ("texttt", "texttt"),
    )
    for name in names.split()
}  # fmt: skip
"""Commands whose argument is text, and the one that the converter is given."""

DROPPED = frozenset(
    rf"\{name}"
    for name in """nobreak allowbreak sixptsize DOTSB DOTSI DOTSX relax smash vcenter llap rlap clap mathllap mathrlap
    mathclap mathnormal strut blue orange pink red green gray purple kaBlue kaGreen""".split()
)
"""Corrections of position, colours: the formula reads the same without them."""

SIZES = frozenset(
    rf"\{name}" for name in "tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge".split()
)
"""Sizes, which the converter knows in text alone; they are dropped elsewhere."""

SIZED = frozenset(rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
"""Commands that enlarge the bracket behind them."""

LETTERS = {r"\AA": "Å", r"\aa": "å", r"\TeX": "TeX", r"\LaTeX": "LaTeX", r"\KaTeX": "KaTeX"}
"""Letters that are text in a formula too."""

MACROS = {
    name: expansion
    for names, expansion in (
        ("pmb", r"\boldsymbol{#1}"), ("cancelto", r"{\cancel{#2}}^{#1}"),
        ("dotsb dotsi dotsm", r"\cdots"), ("dotsc dotso dotsx mathellipsis", r"\ldots"),
        ("varvdots", r"\vdots"), ("enskip", r"\enspace"), ("centerdot sdot", r"\cdot"), ("ordinarycolon", ":"),
        ("smallsetminus", r"\setminus"), ("thickapprox", r"\approx"), ("thicksim", r"\sim"), ("varpropto", r"\propto"),
        ("smallfrown", r"\frown"), ("smallsmile", r"\smile"), ("shortmid", r"\mid"), ("shortparallel", r"\parallel"),
        ("nshortmid", r"\nmid"), ("nshortparallel", r"\nparallel"), ("smallint", r"\int"), ("intop", r"\int\limits"),
        ("mapsfrom", "↤"), ("varliminf", r"\underline{\lim}"), ("varlimsup", r"\overline{\lim}"),
        ("varinjlim", r"\underrightarrow{\lim}"), ("varprojlim", r"\underleftarrow{\lim}"),
        ("mathsfit", r"\mathsf{#1}"),
        ("xrightequilibrium xleftequilibrium xrightleftarrows", r"\xrightleftharpoons"),
        ("overlinesegment", r"\overline{#1}"), ("underlinesegment", r"\underline{#1}"),
        ("textregistered", "®"), ("textcopyright", "©"), ("euro", "€"), ("permil", "‰"),
        ("mathbbm mathds", r"\mathbb{#1}"), ("nicefrac sfrac", r"{}^{#1}\!/_{#2}"), ("ensuremath", "{#1}"),
        ("textsubscript", r"{}_{\text{#1}}"), ("textsuperscript", r"{}^{\text{#1}}"),
    )
    for name in names.split()
}  # fmt: skip
"""What KaTeX or authors know and the converter does not."""

ENVIRONMENTS = {
    "smallmatrix": "matrix", "split": "aligned", "alignedat": "aligned", "alignat": "align*", "alignat*": "align*",
    "align": "align*", "gather": "gather*", "equation": "equation*", "multline": "multline*",
}  # fmt: skip
"""Environments by the name that the converter is given; numbers of equations would restart at 1 in each formula."""

STARRED_MATRICES = {
    "matrix*": (".", "."), "pmatrix*": ("(", ")"), "bmatrix*": ("[", "]"), "Bmatrix*": (r"\{", r"\}"),
    "vmatrix*": (r"\lvert", r"\rvert"), "Vmatrix*": (r"\lVert", r"\rVert"),
}  # fmt: skip
"""Matrices with aligned columns, and their brackets."""
LENGTH = r"-?\s*(?:\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:em|ex|pt|mm|cm|in|px|pc|mu|bp|dd|cc|sp|nd|nc)"
"""A length with its unit, as a pattern."""
