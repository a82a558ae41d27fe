"""The files of a case: what may be handed in, how it is looked at, kept and shown, and who may see it."""
