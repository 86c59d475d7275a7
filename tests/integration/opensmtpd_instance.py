"""A private OpenSMTPD, run from its unpacked package.

Its folders and its socket have fixed places; they are empty ones of the scenario's mount namespace
(isolation.py), as on a host where it has just been installed. One instance at a time.
"""

import contextlib
import os
import re
import shutil
import signal
import smtplib

from deadline import DEADLINE_S, wait_until
from finalhop_site import accepts
from programs import BackgroundProgram, run
from unpacked_package import add_system_users, bind, mount_empty, unpacked

PACKAGE = "opensmtpd"
USERS = ("opensmtpd", "opensmtpq")
PROGRAMS = "/usr/libexec"
CONTROL = os.path.join(PROGRAMS, "smtpctl")
STATE_FOLDERS = ("/var/lib", "/var/spool", "/run")
PORT = 2526

CONFIGURATION = """
listen on 127.0.0.1 port {port}
{lines}
# Bounces would leave for example.org, where nothing can be reached.
action "elsewhere" mda "cat >/dev/null" user nobody virtual {{ "@" = "nobody" }}
match from any for any action "elsewhere"
"""

STATUS = re.compile(r" mda delivery .* rcpt=<(?P<to>[^>]*@example\.test)> .*"
                    r"result=(?P<result>\w+) stat=(?P<text>.*)$", re.MULTILINE)


def lay_out():
    """The folders as the package's installation makes them."""
    for folder in (PROGRAMS, *STATE_FOLDERS):
        mount_empty(folder)
    programs = os.path.join(PROGRAMS, "opensmtpd")
    os.mkdir(programs)
    bind(unpacked(PACKAGE, "usr", "libexec", "opensmtpd"), programs)
    # It insists on being what the installation makes it.
    shutil.copy(unpacked(PACKAGE, "usr", "sbin", "smtpctl"), CONTROL)
    shutil.chown(CONTROL, group="opensmtpq")
    os.chmod(CONTROL, 0o2755)
    os.makedirs("/var/lib/opensmtpd/empty")
    os.mkdir("/var/spool/smtpd", 0o711)


def processes():
    """Those of the scenario, which has its own process namespace."""
    program = unpacked(PACKAGE, "usr", "sbin", "smtpd")
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if os.readlink(f"/proc/{pid}/exe") == program:
                found.append(int(pid))
    return found


class OpenSmtpdInstance:
    def __init__(self, scenario, lines):
        """`lines` of smtpd.conf, for the mail of example.test."""
        add_system_users(scenario, *USERS)
        lay_out()
        configuration = scenario.write("smtpd.conf", CONFIGURATION.format(lines=lines, port=PORT))
        self.program = BackgroundProgram(
            scenario, [unpacked(PACKAGE, "usr", "sbin", "smtpd"), "-d", "-f", configuration],
            scenario.path("smtpd.log"))
        scenario.addCleanup(self.stop)
        self.program.wait_until_ready(lambda: accepts(("127.0.0.1", PORT)), "accept connections")

    def stop(self):
        self.program.kill()
        for pid in processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not processes(), "OpenSMTPD's processes end")

    def control(self, *arguments):
        result = run([CONTROL, *arguments])
        if result.returncode != 0:
            raise AssertionError(f"smtpctl {arguments} ended with {result.returncode}: "
                                 f"{result.stderr!r}")
        return result.stdout.decode("utf-8")

    def send(self, sender, recipients, message):
        """Hands a message (octets, LF line ends) over, to be delivered beside the scenario."""
        with smtplib.SMTP("127.0.0.1", PORT, "client.example.test", timeout=DEADLINE_S) as session:
            refused = session.sendmail(sender, recipients, message)
        if refused:
            raise AssertionError(f"OpenSMTPD refused recipients: {refused}")

    def run_queue(self):
        """Tries again what is in the queue, even if it is not due yet."""
        self.control("schedule", "all")

    def queue(self):
        """What it still has, one line per recipient."""
        return self.control("show", "queue").splitlines()

    def wait_until_queue_is_empty(self):
        wait_until(lambda: not self.queue(), "OpenSMTPD's queue is empty")

    def attempts(self):
        """The log's delivery attempts, in order; without bounces."""
        return [match.groupdict() for match in STATUS.finditer(self.program.log())]

    def wait_for_attempts(self, count):
        wait_until(lambda: len(self.attempts()) >= count, f"{count} attempts in OpenSMTPD's log")
        return self.attempts()
