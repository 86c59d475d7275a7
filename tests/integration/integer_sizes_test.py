"""Numbers at which integers wrap: sizes that are announced, contents of that many octets, and a
million recipients. All are refused, and nothing of them is held in memory.

qmail counted in signed 32-bit integers (CVE-2005-1513, CVE-2005-1514, CVE-2005-1515); fifteen
years later that was made into the execution of code where no memory limit stood in the way.
"""

import threading

from hostile_scenario import MEBIBYTE, SENDER, USER, HostileScenario
from lmtp_client import LmtpClient
from scenario import main

# Each of four has a message in memory before it turns out to be too large.
GROWTH_MAX_OF_FOUR = 16 * MEBIBYTE
LINE = b"x" * 1022 + b"\r\n"
PIECE = LINE * 4096
TRANSACTION = f"MAIL FROM:<{SENDER}>\r\nRCPT TO:<{USER}>\r\n".encode("ascii")


def send_octets(client, count):
    """`count` octets of content in lines, and the end of it."""
    for _ in range(count // len(PIECE)):
        client.send(PIECE)
    left = count % len(PIECE)
    client.send(LINE * (left // len(LINE)))
    left %= len(LINE)
    client.send(b"x" * (left - 2) + b"\r\n.\r\n" if left >= 2 else b"x" * left + b"\r\n.\r\n")


class IntegerSizes(HostileScenario):
    def test_announced_sizes(self):
        """A size that cannot be is refused at MAIL, and no size wraps to a small one."""
        too_large = [64 * MEBIBYTE + 1, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**63 - 1]
        for size in too_large:
            self.check_mail(f"SIZE={size}", (552,))
        # RFC 1870 §4 has twenty digits at most; some of these are more than 64 bits hold.
        for size in (2**63, 2**64 - 1, 2**64, 2**64 + 1, 10**19, 10**30):
            self.check_mail(f"SIZE={size}", (501, 552))
        for size in ("-1", "", "+1", "0x10", "1e3", "1.0", "٣", "1;", "1" * 3000):
            self.check_mail(f"SIZE={size}", (501, 500, 552))
        self.check_mail("SIZE", (501,))
        self.check_mail("SIZE=1 SIZE=2", (501,))
        self.check_mail("SIZE=0", (250,))
        self.check_mail(f"SIZE={64 * MEBIBYTE}", (250,))
        self.check_alive()

    def check_mail(self, parameter, codes):
        with self.subTest(parameter=parameter[:40]), self.site.client() as client:
            reply = client.command(f"MAIL FROM:<{SENDER}> {parameter}")
            self.assertIn(reply.code, codes, str(reply))
            self.assertEqual(client.command("RSET").code, 250)

    def test_contents(self):
        """One content after the other wraps a counter of 31 or 32 bits, downwards and upwards."""
        replies = {}
        clients = [threading.Thread(target=self.send_content, args=(size, replies))
                   for size in (2**31 - 1, 2**31 + 1, 2**32 - 1, 2**32 + 1)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        self.assertEqual(set(replies.values()), {(552, "5.3.4", 250)}, replies)
        self.assertEqual(len(replies), len(clients))
        self.check_alive(GROWTH_MAX_OF_FOUR)

    def send_content(self, size, replies):
        with LmtpClient(self.site.socket) as client:
            client.lhlo()
            transaction = client.begin(SENDER, [USER])
            send_octets(client, size)
            client.read_final(transaction)
            final = transaction.final[USER]
            replies[size] = (final.code, final.text.split()[0], client.command("NOOP").code)

    def test_chunk_of_more_than_32_bits_hold(self):
        """A chunk whose size is readable is read over to its end, so that it is never commands."""
        with self.site.client() as client:
            client.command(f"MAIL FROM:<{SENDER}>")
            client.command(f"RCPT TO:<{USER}>")
            size = 2**32 + 1
            client.send(f"BDAT {size} LAST\r\n".encode("ascii"))
            for _ in range(size // len(PIECE)):
                client.send(PIECE)
            client.send(b"x" * (size % len(PIECE)) + b"NOOP\r\n")
            self.assertEqual([client.read_reply().code for _ in range(2)], [552, 250])
        self.check_alive()

    def test_sizes_of_chunks(self):
        """Exim, CVE-2017-16943 and CVE-2017-16944: BDAT with sizes it did not expect. What cannot
        be read over ends the session."""
        for size in (2**63, 2**64 - 1, 2**64, 2**64 + 1, 10**30, -1, "", "x", "0x10", "1e3", "+1"):
            with self.subTest(size=size):
                poured = self.pour(b"LHLO client.example.test\r\n" + TRANSACTION +
                                   f"BDAT {size} LAST\r\n".encode("ascii") + b"NOOP\r\n" * 100)
                self.assertEqual(poured.codes[:4], [220, 250, 250, 250])
                self.assertNotIn(250, poured.codes[4:], "a chunk's octets were obeyed")
        self.check_alive()

    def test_a_million_recipients(self):
        recipient = f"RCPT TO:<{USER}>\r\n".encode("ascii")
        mail = f"MAIL FROM:<{SENDER}>\r\n".encode("ascii")
        poured = self.pour(b"LHLO client.example.test\r\n" + mail, *[recipient * 1000] * 1000,
                           b"RSET\r\nQUIT\r\n")
        accepted, refused = 1000, 999_000  # max-recipients
        self.assertEqual(poured.codes[:3 + accepted], [220, 250, 250] + [250] * accepted)
        self.assertEqual(set(poured.codes[3 + accepted:-2]), {452})
        self.assertEqual(len(poured.codes), 3 + accepted + refused + 2)
        self.assertEqual(poured.codes[-2:], [250, 221])
        self.check_alive()


if __name__ == "__main__":
    main()
