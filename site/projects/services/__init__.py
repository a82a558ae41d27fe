"""What is done with projects: entering and finding them, taking part, keeping their buildings, merging doubles."""
