"""SVG files, reduced to what is drawn: nothing in them runs, and nothing is loaded from elsewhere."""
