"""Values and pure functions on them: records, answers, pages, findings, words, dates and addresses."""
