"""Benchmarks: `make bench`. Each module measures one subject; bench/RESULTS.md keeps what came out."""
