"""Formulas: LaTeX, chemistry and units to MathML, and their errors."""
