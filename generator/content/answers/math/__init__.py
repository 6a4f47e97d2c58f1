"""Formulas: LaTeX, chemistry and units to MathML, and the errors in them."""
