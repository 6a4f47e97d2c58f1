"""What `quicktakes report` and `quicktakes doctor` print."""
