"""`deliver` killed before any of its system calls leaves nothing visible, or a complete message."""

import os
import shutil

from finalhop_site import DOMAIN, FinalhopSite, address_of
from programs import DELIVER, run
from scenario import Scenario, main
from syscall_trace import TRACED, NO_LEAK_CHECK, calls_in, strace

ANN = address_of("ann")
CONTENT = b"Subject: killed\n\n" + b"x" * 100_000 + b"\n"
KILLED = 128 + 9


class DeliverKilled(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob")
        self.site.add_alias("all", "ann", "bob")

    def deliver_traced(self, recipient, *options):
        log_path = self.path("strace.log")
        result = run([*strace(log_path, *options), DELIVER, "--root", self.site.root, "-f",
                      "sender@example.org", "-d", address_of(recipient)], input=CONTENT,
                     env=NO_LEAK_CHECK)
        return result, log_path

    def empty_stores(self, keep_folders):
        if not keep_folders:
            shutil.rmtree(os.path.join(self.site.mail, DOMAIN), ignore_errors=True)
        for parent, _, names in os.walk(self.site.mail):
            for name in names:
                os.unlink(os.path.join(parent, name))

    def check_every_kill(self, recipient, keep_folders):
        """Kills on entry to each traced call that an undisturbed run makes, one run per call."""
        if keep_folders:
            self.assertEqual(self.site.deliver("-d", address_of(recipient)).returncode, 0)
            self.empty_stores(keep_folders)
        result, log_path = self.deliver_traced(recipient)
        self.assertEqual(result.returncode, 0, result.stderr)
        calls = [call for call in calls_in(log_path) if call.name in TRACED.split(",")]
        first = next(n for n, call in enumerate(calls) if self.site.root in call.arguments)
        counts = {}
        kills = 0
        for position, call in enumerate(calls):
            counts[call.name] = counts.get(call.name, 0) + 1
            if position < first:
                continue
            self.empty_stores(keep_folders)
            result, _ = self.deliver_traced(
                recipient, "-e", f"inject={call.name}:signal=KILL:when={counts[call.name]}")
            self.assertIn(result.returncode, (KILLED, -9), f"not killed at {call}: {result.stderr}")
            self.check_stores(call)
            kills += 1
        self.assertGreater(kills, 10)
        print(f"deliver_killed: {kills} kills, {recipient}")

    def check_stores(self, call):
        for name in ("ann", "bob"):
            messages = self.site.maildir(name).messages()
            self.assertLessEqual(len(messages), 1)
            for mail in messages:
                self.assertEqual(mail.content, CONTENT, f"torn by a kill at {call}")
                self.assertEqual(mail.sizes[0], len(mail.octets))

    def check_healed(self):
        """Whatever the last kill left lying does not disturb the next delivery."""
        self.empty_stores(keep_folders=True)
        result = self.site.deliver("-d", ANN, message=CONTENT)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.site.maildir("ann").only_message().content, CONTENT)

    def test_first_delivery_into_a_mailbox(self):
        self.check_every_kill("ann", keep_folders=False)
        self.check_healed()

    def test_later_delivery_into_a_mailbox(self):
        self.check_every_kill("ann", keep_folders=True)
        self.check_healed()

    def test_delivery_into_two_mailboxes(self):
        self.check_every_kill("all", keep_folders=True)
        self.check_healed()


if __name__ == "__main__":
    main()
