"""Reads Maildirs, and the trace fields on top of what lies in them, by code that shares nothing
with the programs under test.
"""

import dataclasses
import os
import re

TRACE_FIELDS = ("Return-Path", "Delivered-To", "X-Original-To", "Received")
# The last of our fields ends in its date, always in UTC; below it is the content.
TRACE = re.compile(rb"\AReturn-Path: .*?^Received: .*?"
                   rb";\s+\w{3}, \d\d? \w{3} \d{4} \d\d:\d\d:\d\d \+0000\n",
                   re.DOTALL | re.MULTILINE)
SIZES = re.compile(r",S=(\d+),W=(\d+)(:2,[A-Za-z]*)?\Z")


@dataclasses.dataclass(frozen=True)
class StoredMail:
    path: str
    octets: bytes

    @property
    def header_octets(self):
        match = TRACE.match(self.octets)
        if not match:
            raise AssertionError(f"{self.path} does not begin with the trace fields: "
                                 f"{self.octets[:400]!r}")
        return match.group()

    @property
    def content(self):
        """What was received, line ends LF."""
        return self.octets[len(self.header_octets):]

    @property
    def trace(self):
        """The trace fields by name, unfolded; each must be there once and in the right order."""
        unfolded = re.sub(r"\n[ \t]+", " ", self.header_octets.decode("utf-8"))
        fields = [line.split(": ", 1) for line in unfolded.splitlines()]
        names = tuple(name for name, _ in fields)
        if names != TRACE_FIELDS:
            raise AssertionError(f"{self.path}: trace fields are {names}")
        return dict(fields)

    @property
    def delivery_id(self):
        return re.search(r"\bid ([0-9A-HJKMNP-TV-Z]{26})\b", self.trace["Received"]).group(1)

    @property
    def sizes(self):
        """S= and W= of the file name."""
        match = SIZES.search(os.path.basename(self.path))
        if not match:
            raise AssertionError(f"no ,S=,W= in {self.path}")
        return int(match.group(1)), int(match.group(2))

    @property
    def wire_octets(self):
        """With CRLF line ends, as an IMAP server sends it."""
        return re.sub(rb"(?<!\r)\n", b"\r\n", self.octets)


class Maildir:
    def __init__(self, path):
        self.path = path

    def messages(self):
        """What a reader sees, by name: new/ and cur/."""
        found = []
        for part in ("new", "cur"):
            folder = os.path.join(self.path, part)
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                with open(os.path.join(folder, name), "rb") as file:
                    found.append(StoredMail(file.name, file.read()))
        return found

    def only_message(self):
        messages = self.messages()
        if len(messages) != 1:
            raise AssertionError(f"{self.path} has {len(messages)} messages, not one")
        return messages[0]
