"""Plain values and pure functions: records, answers, pages, findings, slugs, dates and URLs."""
