"""The papers of declarations, laid out from what was frozen and from nothing else."""
