"""The text of an answer: escapes, formulas and code found in it, lists, letters and tables put in order."""
