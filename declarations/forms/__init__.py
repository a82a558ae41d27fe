"""The blocks of the three declarations: each is defined once and serves every kind that asks for it."""
