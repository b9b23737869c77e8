"""What is measured, as ratios in one run: ``make bench``. Figures and how to read them:
``docs/benchmarks.md``.
"""
