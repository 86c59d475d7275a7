"""The programs under test, and processes in general: started, watched and ended by a scenario."""

import os
import signal
import subprocess

from deadline import DEADLINE_S, wait_until

LMTPD = os.environ["FINALHOP_LMTPD"]
DELIVER = os.environ["FINALHOP_DELIVER"]
MAILBOXCTL = os.environ["FINALHOP_MAILBOXCTL"]


def as_user(user, arguments):
    """The command line that runs `arguments` as `user`; None: as who we are."""
    if user is None:
        return list(arguments)
    return ["setpriv", f"--reuid={user}", "--regid=nogroup", "--clear-groups", "--no-new-privs",
            *arguments]


def run(arguments, user=None, **options):
    """Runs to the end, output captured as octets."""
    return subprocess.run(as_user(user, arguments), capture_output=True, timeout=4 * DEADLINE_S,
                          check=False, **options)


class BackgroundProgram:
    """A program that runs beside the scenario, its output appended to a log file."""

    def __init__(self, scenario, arguments, log_path, user=None, **options):
        self.log_path = log_path
        with open(log_path, "ab") as log:
            self.process = subprocess.Popen(as_user(user, arguments), stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, **options)
        self.name = os.path.basename(arguments[0])
        scenario.addCleanup(self.kill)

    @property
    def pid(self):
        return self.process.pid

    @property
    def running(self):
        return self.process.poll() is None

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="backslashreplace") as log:
            return log.read()

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        """The exit status; negative for a signal."""
        return self.process.wait(DEADLINE_S)

    def terminate(self):
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        """SIGKILL, if it still runs."""
        if self.running:
            self.process.kill()
        return self.wait()

    def wait_until_ready(self, ready, what):
        def ready_or_dead():
            if not self.running:
                raise AssertionError(f"{self.name} ended with {self.process.returncode} "
                                     f"instead of: {what}\n{self.log()}")
            return ready()
        return wait_until(ready_or_dead, f"{self.name}: {what}")
