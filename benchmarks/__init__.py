"""The speed and cost measurements: `python -m benchmarks.<name>` prints one JSON line (see README.md)."""
