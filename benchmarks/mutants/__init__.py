"""``make mutants``: put small faults into a copy of the project, one at a time, and count those that a test notices."""
