"""Measurements of speed, memory and bytes; run by `python -m benchmarks`, never by the tests."""
