"""Speed, memory and start-up time of the pipelines, next to two other tools. Run with ``python -m benchmarks``.

The subjects run in processes of their own, some in virtual environments without this library, so nothing is imported
here.
"""
