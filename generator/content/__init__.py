"""One content file at a time: text to record or topic, answer to HTML, and the problems of each."""
