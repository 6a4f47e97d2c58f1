"""What is wrong with content, and how that is reported."""
