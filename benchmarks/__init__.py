"""Speed of Tirek against its aims and its peers. `python benchmarks/run.py`; results in docs/benchmarks.md."""
