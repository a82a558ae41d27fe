"""Benchmarks: `make bench`. Each module measures one subject; bench/RESULTS.md keeps what came out."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))  # its modules are programs, not a package
