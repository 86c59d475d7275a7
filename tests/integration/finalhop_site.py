"""One Finalhop installation below one folder: made with mailboxctl, served by lmtpd."""

import contextlib
import json
import os
import shutil

from lmtp_client import ConnectionLost, LmtpClient
from maildir import Maildir
from programs import DELIVER, LMTPD, MAILBOXCTL, BackgroundProgram, run

DOMAIN = "example.test"


class FinalhopSite:
    """`user`: who owns it and runs its programs; None is root."""

    def __init__(self, scenario, user=None, name="site"):
        self.scenario = scenario
        self.user = user
        self.root = scenario.path(name)
        self.log_path = scenario.path(name + ".lmtpd.log")
        os.mkdir(self.root, 0o755)
        if user is not None:
            shutil.chown(self.root, user, "nogroup")
        self.mailboxctl("init")
        self.mailboxctl("domain", "add", DOMAIN)

    @property
    def socket(self):
        return os.path.join(self.root, "run", "lmtp.sock")

    @property
    def database(self):
        return os.path.join(self.root, "directory.db")

    @property
    def mail(self):
        return os.path.join(self.root, "mail")

    def mailboxctl(self, *arguments, **options):
        """What it printed; a refusal fails the scenario."""
        result = run([MAILBOXCTL, "--root", self.root, *arguments], self.user, **options)
        if result.returncode != 0:
            raise AssertionError(f"mailboxctl {arguments} ended with {result.returncode}: "
                                 f"{result.stdout!r} {result.stderr!r}")
        return result.stdout.decode("utf-8")

    def add_users(self, *names):
        for name in names:
            self.mailboxctl("user", "add", address_of(name))

    def set_password(self, name, password):
        self.mailboxctl("user", "passwd", address_of(name), "--stdin",
                        input=f"{password}\n".encode("utf-8"))

    def add_alias(self, name, *targets):
        self.mailboxctl("alias", "add", address_of(name), *map(address_of, targets))

    def user_facts(self, name):
        return json.loads(self.mailboxctl("user", "show", "--json", address_of(name)))

    def maildir(self, name):
        return Maildir(os.path.join(self.mail, DOMAIN, name, "Maildir"))

    @contextlib.contextmanager
    def broken_maildir(self, name):
        """While it lasts, `name`'s mailbox fails for now (451 4.3.5): a file is in its place."""
        path = self.maildir(name).path
        folder = os.path.dirname(path)
        os.makedirs(folder, exist_ok=True)
        while self.user is not None and folder != self.root:
            shutil.chown(folder, self.user, "nogroup")
            folder = os.path.dirname(folder)
        with open(path, "xb"):
            pass
        yield
        os.unlink(path)

    def deliver(self, *arguments, message=b"", **options):
        return run([DELIVER, "--root", self.root, *arguments], self.user, input=message,
                   **options)

    def lmtpd_command(self, *arguments):
        return [LMTPD, "--root", self.root, *arguments]

    def start(self, *arguments, wrapper=(), address=None, **options):
        """lmtpd, accepting connections. `wrapper`: a command that runs it, such as strace."""
        server = BackgroundProgram(self.scenario, [*wrapper, *self.lmtpd_command(*arguments)],
                                   self.log_path, self.user, **options)
        server.wait_until_ready(lambda: accepts(address or self.socket), "accept connections")
        return server

    def client(self):
        client = LmtpClient(self.socket)
        self.scenario.addCleanup(client.close)
        client.lhlo()
        return client


def address_of(name):
    return name if "@" in name else f"{name}@{DOMAIN}"


def accepts(address):
    try:
        LmtpClient(address).close()
        return True
    except ConnectionLost:
        return False
