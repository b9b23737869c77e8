"""See wxarchive work without the network: ``make demo``."""
