"""What the steps of declarations do."""
