"""The reports of `quicktakes report` and `quicktakes doctor`."""
