"""Backups of everything the site cannot do without, and the proof that they can be restored."""
