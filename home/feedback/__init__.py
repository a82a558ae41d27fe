"""我要纠错 and 咨询: what readers tell the archive, and the answer they get."""
