"""One module a command, called as the command; the table of commands is in :mod:`wxarchive.cli`."""
