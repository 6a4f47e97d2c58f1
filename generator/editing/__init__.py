"""Changes to content files: fixes, renames, removals, drafts and imports."""
