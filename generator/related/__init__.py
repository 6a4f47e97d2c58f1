"""Which questions are near each other: what each is about, who is nearest, which of them a page shows and why."""
