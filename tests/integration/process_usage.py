"""What a running program takes, as the kernel counts it."""

import os
import re

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def status_octets(pid, name):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(rf"^{name}:\s+(\d+) kB$", file.read(), re.MULTILINE).group(1)) * 1024


def resident_octets(pid):
    return status_octets(pid, "VmRSS")


def forget_peak(pid):
    """From now on peak_octets() counts anew: see `5` of /proc/pid/clear_refs in proc(5)."""
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def peak_octets(pid):
    """The most that was resident since forget_peak()."""
    return status_octets(pid, "VmHWM")


def processor_seconds(pid):
    """User and system time of all threads that live or have lived."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        # The program's name stands in parentheses and may have blanks.
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND
