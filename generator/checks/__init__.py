"""The rules of the checker, and the formats in which its findings are printed."""
