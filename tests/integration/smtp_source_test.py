"""Postfix's load generator as an LMTP and SMTP client: many sessions, messages and recipients, and
every count agrees: its own, the log's, and the mailboxes'.
"""

import collections
import re

from finalhop_site import FinalhopSite, address_of
from programs import run
from scenario import Scenario, main

PORT = 2424
DELIVERY = re.compile(r" delivery id=(?P<id>\S+) .* to=<(?P<to>[^>]*)> .* status=2\.0\.0 ")


class SmtpSource(Scenario):
    MAILBOXES = 5

    def setUp(self):
        self.site = FinalhopSite(self)
        # smtp-source writes a number before the recipient, if it has several.
        self.names = ["ann", *(f"{number}ann" for number in range(2, self.MAILBOXES + 1))]
        self.site.add_users(*self.names)

    def source(self, where, sessions, messages, recipients, *options, protocol=("-L",)):
        result = run(["smtp-source", *protocol, "-s", str(sessions), "-m", str(messages),
                      "-r", str(recipients), "-f", "sender@example.org", "-t", address_of("ann"),
                      *options, where])
        self.assertEqual((result.returncode, result.stderr), (0, b""))

    def check_counts(self, server, messages):
        """Each message reached each mailbox once, and each copy has an id of its own."""
        logged = collections.Counter(m["to"] for m in DELIVERY.finditer(server.log()))
        self.assertEqual(logged, {address_of(name): messages for name in self.names})
        ids = [mail.delivery_id for name in self.names
               for mail in self.site.maildir(name).messages()]
        self.assertEqual(len(ids), messages * self.MAILBOXES)
        self.assertEqual(set(ids), {m["id"] for m in DELIVERY.finditer(server.log())})

    def test_sessions_side_by_side_over_a_unix_socket(self):
        server = self.site.start()
        self.source(f"unix:{self.site.socket}", 20, 100, self.MAILBOXES, "-l", "2000")
        self.check_counts(server, 100)

    def test_sessions_that_are_used_again_over_tcp(self):
        server = self.site.start("--listen", f"lmtp:127.0.0.1:{PORT}", address=("127.0.0.1", PORT))
        # -d: a session goes on with the next message.
        self.source(f"inet:127.0.0.1:{PORT}", 5, 100, self.MAILBOXES, "-d")
        self.check_counts(server, 100)

    def test_sessions_side_by_side_by_smtp(self):
        server = self.site.start("--listen", f"smtp:127.0.0.1:{PORT}", address=("127.0.0.1", PORT))
        self.source(f"inet:127.0.0.1:{PORT}", 10, 100, self.MAILBOXES, protocol=())
        self.check_counts(server, 100)

    def test_big_messages_side_by_side(self):
        server = self.site.start()
        self.source(f"unix:{self.site.socket}", 4, 4, self.MAILBOXES, "-l", str(3_000_000))
        self.check_counts(server, 4)
        for name in self.names:
            for mail in self.site.maildir(name).messages():
                self.assertGreater(len(mail.wire_octets), 3_000_000)
                self.assertEqual(mail.sizes, (len(mail.octets), len(mail.wire_octets)))


if __name__ == "__main__":
    main()
