"""The PROXY protocol: who is behind a trusted proxy is the peer; others only get a 500."""

import struct

from finalhop_site import FinalhopSite, address_of
from lmtp_client import LmtpClient, connect, dot_stuffed
from message_samples import plain
from scenario import Scenario, main

PLACE = ("127.0.0.1", 2424)
PROXY = "127.0.0.5"
USER = address_of("ann")
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"

SESSION = (b"LHLO client.example.test\r\nMAIL FROM:<sender@example.org>\r\n"
           b"RCPT TO:<ann@example.test>\r\nDATA\r\n" + dot_stuffed(plain("proxy")) + b"QUIT\r\n")
CODES = [220, 250, 250, 250, 354, 250, 221]


def text_header(address):
    family = "TCP6" if ":" in address else "TCP4"
    target = "::1" if ":" in address else "127.0.0.1"
    return f"PROXY {family} {address} {target} 51000 2424\r\n".encode("ascii")


def binary_header(octets, family=0x11, command=0x21, additions=b""):
    target = bytes(len(octets))
    addresses = octets + target + struct.pack("!HH", 51000, 2424) if octets else b""
    length = len(addresses) + len(additions)
    return SIGNATURE + struct.pack("!BBH", command, family, length) + addresses + additions


class ProxyProtocol(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann")
        self.server = self.site.start(
            "--listen", f"lmtp:127.0.0.1:2424,allow=192.0.2.0/24,allow=2001:db8::/32,allow={PROXY}",
            "--listen", f"lmtp:unix:{self.site.socket}", "--proxy-from", PROXY,
            "--proxy-timeout", "1", address=self.site.socket)

    def check_session(self, opening, address):
        """Header and session in one piece: exactly its replies, stored as from `address`."""
        with LmtpClient(PLACE, PROXY, opening + SESSION) as client:
            replies = [client.greeting, *client.read_to_end()]
        self.assertEqual([reply.code for reply in replies], CODES, list(map(str, replies)))
        received = self.site.maildir("ann").only_message().trace["Received"]
        self.assertIn(f"([{address}])", received)

    def test_text_header(self):
        self.check_session(text_header("192.0.2.7"), "192.0.2.7")

    def test_text_header_with_ipv6(self):
        self.check_session(text_header("2001:db8::7"), "IPv6:2001:db8::7")

    def test_mapped_address_is_the_ipv4_host(self):
        self.check_session(text_header("::ffff:192.0.2.7"), "192.0.2.7")

    def test_binary_header_with_additions(self):
        octets = bytes((192, 0, 2, 7))
        additions = b"\x05\x00\x03abc" + b"\x04\x00\x10" + bytes(16)
        self.check_session(binary_header(octets, additions=additions), "192.0.2.7")

    def test_binary_header_with_ipv6(self):
        octets = bytes.fromhex("20010db8000000000000000000000007")
        self.check_session(binary_header(octets, family=0x21), "IPv6:2001:db8::7")

    def test_proxy_that_speaks_for_itself(self):
        self.check_session(binary_header(b"", family=0, command=0x20), PROXY)

    def test_client_of_an_unknown_kind(self):
        self.check_session(b"PROXY UNKNOWN\r\n", PROXY)

    def test_header_octet_by_octet(self):
        with LmtpClient(PLACE, PROXY, text_header("192.0.2.7")) as whole:
            self.assertEqual(whole.greeting.code, 220)
        connection = connect(PLACE, PROXY)
        self.addCleanup(connection.close)
        for octet in binary_header(bytes((192, 0, 2, 7)), additions=b"\x04\x00\x01x"):
            connection.sendall(bytes((octet,)))
        self.assertTrue(connection.recv(100).startswith(b"220 "))

    def test_client_behind_the_proxy_must_be_allowed(self):
        with LmtpClient(PLACE, PROXY, text_header("198.51.100.1") + SESSION) as client:
            self.assertEqual((client.greeting.code, client.greeting.text.split()[0]),
                             (421, "4.7.1"), str(client.greeting))
        self.assertIn("`,allow=198.51.100.1`", self.server.log())
        self.assertEqual(self.site.maildir("ann").messages(), [])

    def test_nothing_is_said_or_done_without_a_good_header(self):
        openings = (b"", b"PROXY TCP4 192.0.2.7 127.0.0.1 51000 99999\r\n", b"PROXY TCP4 192.0.2.7",
                    text_header("192.0.2.7").replace(b"\r\n", b"\n"), b"P" * 5000,
                    b"PROXY UNKNOWN " + b"x" * 200 + b"\r\n", SIGNATURE + b"\x21\x11\xff\xff",
                    binary_header(bytes((192, 0, 2, 7)), command=0x31),
                    binary_header(bytes((192, 0)), family=0x11))
        for opening in openings:
            with self.subTest(opening=opening[:40]):
                with connect(PLACE, PROXY) as connection:
                    connection.sendall(opening + SESSION)
                    self.assertEqual(everything_from(connection), b"")
        self.assertEqual(self.site.maildir("ann").messages(), [])
        self.assertIn("proxy closed", self.server.log())

    def test_header_that_does_not_come_in_time(self):
        with connect(PLACE, PROXY) as connection:
            self.assertEqual(everything_from(connection), b"")
        self.assertIn("no PROXY header in time", self.server.log())

    def test_header_of_others_is_a_wrong_command(self):
        client = self.site.client()
        reply = client.command(text_header("192.0.2.7").decode("ascii").rstrip())
        self.assertEqual(reply.code, 500, str(reply))
        final = client.transact("sender@example.org", [USER], plain("direct")).final
        self.assertEqual(final[USER].code, 250)
        received = self.site.maildir("ann").only_message().trace["Received"]
        self.assertNotIn("192.0.2.7", received)


def everything_from(connection):
    """What comes until the server closes; that it resets what it has not read is an end, too."""
    connection.settimeout(30)
    octets = b""
    try:
        while piece := connection.recv(4096):
            octets += piece
    except ConnectionResetError:
        pass
    return octets


if __name__ == "__main__":
    main()
