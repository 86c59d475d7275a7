"""The whole session in one packet, and one octet per packet, get the same replies."""

import re

from finalhop_site import FinalhopSite
from lmtp_client import connect, dot_stuffed
from message_samples import NAMED, as_stored
from scenario import Scenario, main

LIMIT_OCTETS = 2000  # one octet per packet takes its time
CONTENTS = [content for content in NAMED.values() if len(content) <= LIMIT_OCTETS]


def transaction(content):
    return (b"MAIL FROM:<sender@example.org> SIZE=100 BODY=8BITMIME\r\n"
            b"RCPT TO:<ann@example.test>\r\nRCPT TO:<stranger@example.test>\r\n"
            b"RCPT TO:<all@example.test>\r\nDATA\r\n"
            + dot_stuffed(content))


SESSION = b"".join((
    b"HELO client.example.test\r\n", b"LHLO client.example.test\r\n", b"DATA\r\n", b"NOOP\r\n",
    b"MAIL FROM:<broken\r\n", b"RCPT TO:<ann@example.test>\r\n", b"VRFY ann\r\n", b"WHAT\r\n",
    *map(transaction, CONTENTS),
    b"MAIL FROM:<>\r\n", b"RCPT TO:<stranger@example.test>\r\n", b"DATA\r\n", b"RSET\r\n",
    # A bare line feed spoils the message; what looks like commands behind it is content.
    b"MAIL FROM:<sender@example.org>\r\nRCPT TO:<ann@example.test>\r\nDATA\r\n",
    b"Subject: smuggled\r\n\r\nx\n.\r\nMAIL FROM:<evil@example.org>\r\n.\r\n",
    b"NOOP\r\n", b"QUIT\r\n"))


class PacketSizes(Scenario):
    def replies(self, name, octets_per_packet, listener_of):
        """The replies with all that may differ masked, and what ann and bob have then."""
        site = FinalhopSite(self, name=name)
        site.add_users("ann", "bob")
        site.add_alias("all", "ann", "bob")
        spec, listener = listener_of(site)
        server = site.start("--listen", spec, address=listener)
        with connect(listener) as connection:
            connection.settimeout(60)
            output = b""
            for start in range(0, len(SESSION), octets_per_packet):
                connection.sendall(SESSION[start:start + octets_per_packet])
            while piece := connection.recv(65536):
                output += piece
        self.assertEqual(server.terminate(), 0)
        stores = [sorted(mail.content for mail in site.maildir(user).messages())
                  for user in ("ann", "bob")]
        return re.sub(rb"[0-9A-HJKMNP-TV-Z]{26}", b"ID", output), stores

    def check(self, listener_of):
        whole, whole_stores = self.replies("whole", len(SESSION), listener_of)
        single, single_stores = self.replies("single", 1, listener_of)
        self.assertEqual(whole.splitlines(), single.splitlines())
        self.assertEqual(whole_stores, single_stores)
        # ann is named and is in the alias: two copies; the smuggled message is nowhere.
        stored = sorted(map(as_stored, CONTENTS))
        self.assertEqual(whole_stores, [sorted(stored * 2), stored])
        successes = re.findall(rb"^250 2\.0\.0 .*\bID\b", whole, re.MULTILINE)
        self.assertEqual(len(successes), 2 * len(CONTENTS))
        self.assertTrue(whole.splitlines()[-1].startswith(b"221 2.0.0 "), whole[-300:])

    def test_over_a_unix_socket(self):
        self.check(lambda site: (f"lmtp:unix:{site.socket}", site.socket))

    def test_over_tcp(self):
        self.check(lambda site: ("lmtp:127.0.0.1:2424", ("127.0.0.1", 2424)))


if __name__ == "__main__":
    main()
