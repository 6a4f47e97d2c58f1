"""Which questions are near each other: what each is about, which are nearest, which of them a page shows and why."""
