"""250 means durable: file synced, published without overwriting, new/ synced, then the answer."""

import os
import re

from deadline import wait_until
from finalhop_site import FinalhopSite, address_of
from message_samples import plain
from programs import DELIVER, run
from scenario import Scenario, main
from syscall_trace import NO_LEAK_CHECK, calls_in, has_ended, strace

USER = address_of("ann")
WRITES = ("write", "writev", "pwrite64")
SYNCS = ("fsync", "fdatasync")


class SyscallOrder(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann")
        self.trace_path = self.path("strace.log")
        self.maildir = self.site.maildir("ann").path

    def deliver_by_lmtp(self):
        server = self.site.start(wrapper=strace(self.trace_path, "-D"), env=NO_LEAK_CHECK)
        with self.site.client() as client:
            final = client.transact("sender@example.org", [USER], plain("order")).final
        self.assertEqual(final[USER].code, 250)
        self.assertEqual(server.terminate(), 0)
        wait_until(lambda: has_ended(self.trace_path), "the end of the trace")

    def deliver_by_command(self):
        result = run([*strace(self.trace_path), DELIVER, "--root", self.site.root, "-f",
                      "sender@example.org", "-d", USER],
                     input=plain("order").replace(b"\r\n", b"\n"), env=NO_LEAK_CHECK)
        self.assertEqual(result.returncode, 0, result.stderr)

    def position(self, calls, what, wanted):
        positions = [n for n, call in enumerate(calls) if call.succeeded and wanted(call)]
        self.assertEqual(len(positions), 1, f"{what}: {[calls[n] for n in positions]}")
        return positions[0]

    def check_order(self, is_answer):
        calls = calls_in(self.trace_path)
        tmp, new = (os.path.join(self.maildir, name) for name in ("tmp", "new"))
        rename = self.position(calls, "published", lambda call: call.name == "renameat2"
                               and f"<{tmp}>" in call.arguments and f"<{new}>" in call.arguments)
        self.assertRegex(calls[rename].arguments, r", RENAME_NOREPLACE$")
        name = re.search(r'"([^"]+)"', calls[rename].arguments).group(1)
        file = os.path.join(tmp, name)
        last_write = max(n for n, call in enumerate(calls)
                         if call.name in WRITES and call.path == file)
        synced = self.position(calls, "file synced",
                               lambda call: call.name in SYNCS and call.path == file)
        new_synced = self.position(calls[rename:], "new/ synced after the publication",
                                   lambda call: call.name == "fsync" and call.path == new) + rename
        answer = self.position(calls, "answered", is_answer)
        self.assertLess(last_write, synced)
        self.assertLess(synced, rename)
        self.assertLess(rename, new_synced)
        self.assertLess(new_synced, answer)
        self.check_folders(calls, answer)

    def check_folders(self, calls, answer):
        """The parent of each folder that was made is synced afterwards, before the answer."""
        for made, call in enumerate(calls):
            if call.name not in ("mkdirat", "mkdir") or not call.succeeded:
                continue
            parent = call.path
            if not (parent + "/").startswith(self.site.mail + "/"):
                continue
            after = [n for n, other in enumerate(calls) if other.name == "fsync"
                     and other.path == parent and made < n < answer]
            self.assertTrue(after, f"{parent} was not synced after {call}")

    def test_lmtpd_into_a_new_maildir(self):
        self.deliver_by_lmtp()
        self.check_order(is_lmtp_answer)

    def test_lmtpd_into_an_existing_maildir(self):
        self.site.deliver("-d", USER, message=b"Subject: first\n\n")
        self.deliver_by_lmtp()
        self.check_order(is_lmtp_answer)

    def test_deliver_into_a_new_maildir(self):
        self.deliver_by_command()
        self.check_order(is_exit)

    def test_deliver_into_an_existing_maildir(self):
        self.site.deliver("-d", USER, message=b"Subject: first\n\n")
        self.deliver_by_command()
        self.check_order(is_exit)


def is_lmtp_answer(call):
    return (call.name in ("write", "writev", "sendto", "sendmsg")
            and re.search(r'"250 2\.0\.0 [^"]*[0-9A-HJKMNP-TV-Z]{26}', call.arguments) is not None)


def is_exit(call):
    return call.name == "exit_group"


if __name__ == "__main__":
    main()
