"""A client that goes away at any point: nothing is delivered unless the content had ended."""

import socket

from finalhop_site import FinalhopSite
from lmtp_client import connect
from message_samples import as_stored
from scenario import Scenario, main

CONTENT = b"Subject: cut\r\n\r\n.dot\r\nlast\r\n"
WIRE = CONTENT.replace(b"\r\n.", b"\r\n..") + b".\r\n"
COMMANDS = (b"LHLO client.example.test\r\nMAIL FROM:<sender@example.org>\r\n"
            b"RCPT TO:<ann@example.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n")
SESSION = COMMANDS + WIRE + b"QUIT\r\n"
CONTENT_END = len(COMMANDS + WIRE)


class VanishingClient(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob")
        self.server = self.site.start()

    def check_stores(self, least, most):
        """After SIGTERM the server has finished whatever it was going to deliver."""
        self.assertEqual(self.server.terminate(), 0)
        for name in ("ann", "bob"):
            messages = self.site.maildir(name).messages()
            self.assertEqual({mail.content for mail in messages} - {as_stored(CONTENT)}, set())
            self.assertLessEqual(least, len(messages))
            self.assertLessEqual(len(messages), most)

    def test_closing_after_any_octet_before_the_end_delivers_nothing(self):
        for octets in range(CONTENT_END):
            with connect(self.site.socket) as connection:
                connection.sendall(SESSION[:octets])
        self.check_stores(0, 0)

    def test_closing_its_side_after_any_octet_before_the_end_delivers_nothing(self):
        """Half closed: the client still reads, so the server's last word is seen."""
        for octets in range(CONTENT_END):
            with connect(self.site.socket) as connection:
                connection.sendall(SESSION[:octets])
                connection.shutdown(socket.SHUT_WR)
                _, _, after_content_began = read_all(connection).partition(b"\r\n354 ")
                self.assertNotIn(b"\r\n250 ", after_content_began)
        self.check_stores(0, 0)

    def test_closing_its_side_after_the_end_still_gets_the_replies(self):
        octets = range(CONTENT_END, len(SESSION) + 1)
        for sent in octets:
            with connect(self.site.socket) as connection:
                connection.sendall(SESSION[:sent])
                connection.shutdown(socket.SHUT_WR)
                after_the_dot = read_all(connection).split(b"\r\n354 ")[-1].split(b"\r\n")[1:]
                self.assertEqual([line[:10] for line in after_the_dot[:2]], [b"250 2.0.0 "] * 2)
        self.check_stores(len(octets), len(octets))

    def test_closing_after_the_end_delivers_once_or_not_at_all(self):
        octets = range(CONTENT_END, len(SESSION) + 1)
        for sent in octets:
            with connect(self.site.socket) as connection:
                connection.sendall(SESSION[:sent])
        self.check_stores(0, len(octets))


def read_all(connection):
    connection.settimeout(60)
    octets = b""
    while piece := connection.recv(65536):
        octets += piece
    return octets


if __name__ == "__main__":
    main()
