"""A private Postfix: own configuration, queue and data folders, below the scenario's folder.

It must run in namespaces of its own (isolation.py): it has no network to look anything up in, and
whatever it leaves running ends with the scenario.
/etc/postfix and /var/spool/postfix stay untouched.
"""

import contextlib
import json
import os
import re
import shutil
import signal

from deadline import wait_until
from programs import BackgroundProgram, run

# Services without chroot, because the sockets and programs they use lie in the scenario's folder.
MASTER = """
pickup    unix  n  -  n  1    1  pickup
cleanup   unix  n  -  n  -    0  cleanup
qmgr      unix  n  -  n  1    1  qmgr
rewrite   unix  -  -  n  -    -  trivial-rewrite
bounce    unix  -  -  n  -    0  bounce
defer     unix  -  -  n  -    0  bounce
trace     unix  -  -  n  -    0  bounce
verify    unix  -  -  n  -    1  verify
flush     unix  n  -  n  1000 0  flush
proxymap  unix  -  -  n  -    -  proxymap
smtp      unix  -  -  n  -    -  smtp
showq     unix  n  -  n  -    -  showq
error     unix  -  -  n  -    -  error
retry     unix  -  -  n  -    -  error
discard   unix  -  -  n  -    -  discard
lmtp      unix  -  -  n  -    -  lmtp
scache    unix  -  -  n  -    1  scache
tlsmgr    unix  -  -  n  1000 1  tlsmgr
postlog   unix-dgram n - n -  1  postlogd
"""

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = mx.example.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = example.test
smtputf8_autodetect_classes = all
# Bounces would leave for example.org, where nothing can be reached.
transport_maps = inline:{{ example.org=discard: }}
"""

STATUS = re.compile(r"/(?P<service>[a-z]+)\[\d+\]: (?P<queue_id>[0-9A-Za-z]+): to=<(?P<to>[^>]*)>,"
                    r"(?: orig_to=<[^>]*>,)? relay=(?P<relay>[^,]+), .*"
                    r"dsn=(?P<dsn>[\d.]+), status=(?P<status>\w+) \((?P<text>.*)\)$")
CACHED = re.compile(r", conn_use=(\d+),")


def postfix_processes():
    """Those of the scenario, which has its own process namespace."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            program = os.readlink(f"/proc/{pid}/exe")
        except OSError:
            continue  # it has ended meanwhile
        if program.startswith("/usr/lib/postfix/"):
            found.append(int(pid))
    return found


class PostfixInstance:
    def __init__(self, scenario, settings, services=""):
        """`settings`: lines for main.cf; `services`: lines for master.cf."""
        self.folder = scenario.path("postfix")
        self.configuration = os.path.join(self.folder, "etc")
        for name in ("etc", "queue", "data"):
            os.makedirs(os.path.join(self.folder, name))
        shutil.chown(os.path.join(self.folder, "data"), "postfix")
        scenario.write("postfix/etc/main.cf", MAIN.format(folder=self.folder) + settings)
        scenario.write("postfix/etc/master.cf", MASTER + services)
        self.program = BackgroundProgram(
            scenario, ["postfix", "-c", self.configuration, "start-fg"],
            scenario.path("postfix.start.log"))
        scenario.addCleanup(self.stop)
        self.program.wait_until_ready(lambda: "daemon started" in self.log(), "start")

    def stop(self):
        """Ends it with all its services: an idle smtpd outlives its master, and would go on to
        answer the next instance's clients."""
        self.program.kill()
        for pid in postfix_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not postfix_processes(), "Postfix's services end")

    def log(self):
        path = os.path.join(self.folder, "postfix.log")
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8") as file:
            return file.read()

    def send(self, sender, recipients, message, *options):
        """Hands a message (octets, LF line ends) to Postfix's sendmail."""
        result = run(["sendmail", "-C", self.configuration, "-i", "-f", sender, *options, "--",
                      *recipients], input=message)
        if result.returncode != 0:
            raise AssertionError(f"sendmail ended with {result.returncode}: {result.stderr!r}")

    def queue(self):
        """What postqueue lists, one value per message."""
        result = run(["postqueue", "-c", self.configuration, "-j"])
        if result.returncode != 0:
            raise AssertionError(f"postqueue ended with {result.returncode}: {result.stderr!r}")
        return [json.loads(line) for line in result.stdout.splitlines()]

    def flush(self):
        result = run(["postqueue", "-c", self.configuration, "-f"])
        if result.returncode != 0:
            raise AssertionError(f"postqueue ended with {result.returncode}: {result.stderr!r}")

    def wait_until_queue_is_empty(self):
        wait_until(lambda: not self.queue(), "Postfix's queue is empty")

    def deliveries(self, *services):
        """The log's delivery attempts made by `services`, in order."""
        found = []
        for line in self.log().splitlines():
            match = STATUS.search(line)
            if match and match["service"] in services:
                use = CACHED.search(line)
                found.append(match.groupdict() | {"use": int(use.group(1)) if use else 1})
        return found

    def wait_for_deliveries(self, count, *services):
        wait_until(lambda: len(self.deliveries(*services)) >= count,
                   f"{count} deliveries by {services} in Postfix's log")
        return self.deliveries(*services)
