"""The examples for other programs' settings (packaging/examples), as a scenario tries them out."""

import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "packaging",
                      "examples")


def example(*names, replaced=None):
    """An example's text. What is the reader's to adapt is replaced, each at least once, so that the
    rest is what was tried."""
    with open(os.path.join(FOLDER, *names), encoding="utf-8") as file:
        text = file.read()
    for theirs, ours in (replaced or {}).items():
        if theirs not in text:
            raise AssertionError(f"{names} says nothing of {theirs!r}")
        text = text.replace(theirs, ours)
    return text
