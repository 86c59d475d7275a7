"""Messages made to exhaust whoever parses them: a delivery parses no MIME, so that a header costs
what the same octets cost as a body, and all is stored as it came.
"""

import os

from hostile_scenario import MEBIBYTE, SENDER, USER, HostileScenario
from lmtp_client import dot_stuffed
from message_samples import as_stored
from process_usage import processor_seconds
from scenario import main

# max-message-size is 64 MiB. What does not fit into message-memory lies in a spool file.
SIZE = 60_000_000
# A header is read field by field, where a body is only looked through for line ends; built without
# optimisation that costs three times as much at most. What is not linear costs thousands of times.
COST_MAX = 4
# The clock has ticks of 10 ms, and a loaded machine makes caches cold.
COST_NOISE_S = 0.2


def filled(start, piece=b"x" * 70 + b"\r\n"):
    """`start` and as many whole pieces as fit into SIZE."""
    return start + piece * ((SIZE - len(start)) // len(piece))


class ContentBomb(HostileScenario):
    def cost_of(self, content):
        """The processor time of delivering `content`, which is stored as it is, then removed."""
        stuffed = dot_stuffed(content)
        with self.site.client() as client:
            before = processor_seconds(self.server.pid)
            transaction = client.begin(SENDER, [USER])
            client.send(stuffed)
            client.read_final(transaction)
            cost = processor_seconds(self.server.pid) - before
        final, = transaction.final.values()
        self.assertEqual(final.code, 250, str(final))
        mail = max(self.site.maildir("ann").messages(), key=lambda mail: len(mail.octets))
        self.assertTrue(mail.content == as_stored(content), "not stored as it came")
        os.unlink(mail.path)
        return cost

    def check_bomb(self, content):
        cost = self.cost_of(content)
        self.check_alive()
        as_body = self.cost_of(b"\r\n" + content)
        self.assertLess(cost, COST_MAX * as_body + COST_NOISE_S)

    def test_deep_nesting(self):
        """Dovecot, CVE-2020-12100: each nested part was one more level of recursion."""
        parts = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
            for depth in range(100_000))
        self.check_bomb(filled(parts))

    def test_a_million_header_fields(self):
        """Dovecot, CVE-2024-23185: headers without a limit took all memory."""
        self.check_bomb(filled(b"".join(b"X-%d: %s\r\n" % (number, b"y" * 45)
                                        for number in range(1_000_000)) + b"\r\n"))

    def test_one_header_field_of_fifty_megabytes(self):
        """Dovecot, CVE-2024-23185."""
        self.check_bomb(b"Subject: " + b"x" * 50_000_000 + b"\r\n\r\n" + b"y" * 9_000_000 + b"\r\n")

    def test_one_folded_field_that_is_kept(self):
        """The same with a field that a delivery does look at."""
        self.check_bomb(filled(b"Delivered-To: x@example.org\r\n", b" (" + b"x" * 60 + b")\r\n"))

    def test_a_million_addresses(self):
        """Dovecot, CVE-2024-23184 and CVE-2026-27852: long lists took time and memory."""
        self.check_bomb(filled(b"To: a@example.org", b",\r\n a" + b"x" * 40 + b"@example.org")
                        + b"\r\n\r\n")

    def test_a_hundred_thousand_parameters(self):
        """Dovecot, CVE-2026-27859: RFC 2231 parameters took quadratic time."""
        parameters = b"".join(b";\r\n name*%d*=utf-8''%%41" % number for number in range(100_000))
        self.check_bomb(filled(b"Content-Type: text/plain" + parameters + b"\r\n\r\n"))


if __name__ == "__main__":
    main()
