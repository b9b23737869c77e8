"""Fuzzing: ``make fuzz``. Any bytes give a result or an error of ours, never another exception, in
bounded time.
"""
