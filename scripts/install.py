#!/usr/bin/env python3
"""Installs what development needs into .venv. Standard library only."""

import sys

import bootstrap

if __name__ == "__main__":
    try:
        bootstrap.environment(requirements=bootstrap.ROOT / "requirements-dev.txt")
    except bootstrap.Trouble as trouble:
        sys.exit(str(trouble))
