"""Runs one scenario in namespaces of its own, so that nothing it does can reach the machine.

    isolation.py SCENARIO.py [ARGUMENT...]

Network     only a loopback interface: no DNS, no outside traffic, and ports cannot clash
Processes   own process ids: when the scenario ends, or is killed, all that it started ends too
Mounts      own mounts: the programs under test are bound below PROGRAMS, where unprivileged users
            reach them wherever the build folder lies; a scenario may mount what it likes
Needs       root. Without it a user namespace is tried: then only the scenarios that need no other
            user (Postfix and Dovecot need theirs) can pass
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys

PROGRAMS = "/mnt"
PROGRAM_VARIABLES = ("FINALHOP_LMTPD", "FINALHOP_DELIVER", "FINALHOP_MAILBOXCTL")
INSIDE = "--inside"

# From <linux/sockios.h> and <linux/if.h>.
SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
IFF_UP = 1


def enter(arguments):
    """Starts this file again in fresh namespaces; does not return."""
    user_namespace = [] if os.geteuid() == 0 else ["--map-root-user"]
    os.execvp("unshare", ["unshare", *user_namespace, "--net", "--mount", "--pid", "--fork",
                          "--kill-child", "--mount-proc", sys.executable, __file__, INSIDE,
                          *arguments])


def bring_up_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        name, flags = struct.unpack("16sh14x", fcntl.ioctl(control, SIOCGIFFLAGS, request))
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", name, flags | IFF_UP))


def bind_programs():
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", PROGRAMS], check=True)
    for variable in PROGRAM_VARIABLES:
        program = os.environ[variable]
        bound = os.path.join(PROGRAMS, os.path.basename(program))
        with open(bound, "xb"):
            pass
        subprocess.run(["mount", "--bind", program, bound], check=True)
        os.environ[variable] = bound


def main(arguments):
    if arguments[0] != INSIDE:
        enter(arguments)
    bring_up_loopback()
    bind_programs()
    os.execv(sys.executable, [sys.executable, *arguments[1:]])


if __name__ == "__main__":
    main(sys.argv[1:])
