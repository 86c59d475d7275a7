"""Waiting for an event, never for an amount of time."""

import time

# Generous, because a busy machine is no defect; reached only by a scenario that fails.
DEADLINE_S = 30
POLL_S = 0.01


class DeadlinePassed(AssertionError):
    pass


def wait_until(event, what, deadline_s=DEADLINE_S):
    """The first true value of event(); raises DeadlinePassed, naming `what`, if none comes."""
    end = time.monotonic() + deadline_s
    while True:
        value = event()
        if value:
            return value
        if time.monotonic() > end:
            raise DeadlinePassed(f"waited {deadline_s} s in vain: {what}")
        time.sleep(POLL_S)
