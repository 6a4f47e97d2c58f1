"""`quicktakes serve`: a preview with live reload."""
