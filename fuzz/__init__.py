"""Fuzzing: ``make fuzz``. Any bytes give an article or a state, never an exception, in bounded time."""
