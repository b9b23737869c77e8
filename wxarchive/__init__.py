"""Keep WeChat public-account articles for good, in one SQLite file.

The use cases are in :mod:`wxarchive.archive`; nothing is imported here, so that the command line starts fast.
"""

__version__ = "0.1.0"
