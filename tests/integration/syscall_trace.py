"""What a program asked of the kernel, in order, as strace saw it."""

import dataclasses
import os
import re

# Every call that touches files or sends a reply; -y writes the path of each descriptor beside it.
TRACED = ("openat,openat2,mkdirat,mkdir,renameat2,renameat,rename,linkat,link,unlinkat,unlink,"
          "fsync,fdatasync,write,writev,pwrite64,sendto,sendmsg,close,fchmod,exit_group")

# A sanitizer's leak check cannot run below strace.
NO_LEAK_CHECK = os.environ | {"ASAN_OPTIONS": "detect_leaks=0"}

LINE = re.compile(r"^\d+ +(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>.*)$")
UNFINISHED = re.compile(r"^(?P<pid>\d+) +(?P<start>\w+\(.*) <unfinished \.\.\.>$")
RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)$")
DESCRIPTOR = re.compile(r"^(?:\d+|AT_FDCWD)<(?P<path>[^>]*)>")


@dataclasses.dataclass(frozen=True)
class Call:
    name: str
    arguments: str
    result: str

    @property
    def succeeded(self):
        return not self.result.startswith("-1")

    @property
    def path(self):
        """The path of the descriptor that is the first argument."""
        match = DESCRIPTOR.match(self.arguments)
        return match["path"] if match else ""

    @property
    def result_path(self):
        match = re.match(r"^\d+<([^>]*)>", self.result)
        return match.group(1) if match else ""


def strace(log_path, *options, calls=TRACED):
    """The command in front of a program to be traced. With "-D" the process is the program itself,
    and strace runs beside it: then signals reach the program."""
    return ["strace", *options, "-f", "-y", "-s", "200", "-e", f"trace={calls}", "-o", log_path]


def has_ended(log_path):
    """Whether the traced program's first process has ended and strace has written that down."""
    with open(log_path, encoding="utf-8", errors="backslashreplace") as log:
        lines = log.read().splitlines()
    first = lines[0].split()[0]
    return any(line.startswith(f"{first} ") and "+++ exited with" in line for line in lines)


def calls_in(log_path):
    """The calls in the order in which they ended: a sync counts from when it has returned."""
    calls, started = [], {}
    with open(log_path, encoding="utf-8", errors="backslashreplace") as log:
        for line in log:
            line = line.rstrip("\n")
            if match := UNFINISHED.match(line):
                started[match["pid"]] = match["start"]
                continue
            if match := RESUMED.match(line):
                line = f"{match['pid']} {started.pop(match['pid'])}{match['rest']}"
            if match := LINE.match(line):
                calls.append(Call(match["name"], match["arguments"], match["result"]))
    return calls
