"""What the scenarios about TLS have in common: a site with a certificate, and clients for it."""

import re
import ssl
import warnings

from certificates import Authority, client_tls
from deadline import wait_until
from finalhop_site import FinalhopSite, address_of
from lmtp_client import TIMEOUT_S, LmtpClient, connect
from message_samples import plain
from scenario import Scenario

USER = address_of("ann")
SENDER = "sender@example.org"
TCP = ("127.0.0.1", 2424)
LMTPS = ("127.0.0.1", 2425)
SMTPS = ("127.0.0.1", 2465)


class TlsScenario(Scenario):
    def setUp(self):
        warnings.simplefilter("ignore", DeprecationWarning)  # of Python, for asking for TLS 1.1
        self.site = FinalhopSite(self)
        self.site.add_users("ann")
        self.authority = Authority(self)
        self.server_certificate = self.authority.issue("mx.example.test")

    def start(self, *arguments):
        self.server = self.site.start(
            "--tls-certificate", self.server_certificate.path,
            "--tls-key", self.server_certificate.key_path,
            "--listen", f"lmtp:unix:{self.site.socket}", "--listen", "lmtp:127.0.0.1:2424",
            "--listen", "lmtps:127.0.0.1:2425", "--listen", "smtps:127.0.0.1:2465", *arguments)
        return self.server

    def tls(self, **settings):
        return client_tls(self.authority, **settings)

    def client(self, address, tls=None):
        client = LmtpClient(address, tls=tls)
        self.addCleanup(client.close)
        return client

    def client_in_tls(self, address=TCP, tls=None):
        """Behind STARTTLS, greeted again."""
        client = self.client(address)
        client.lhlo()
        self.assertEqual(client.start_tls(tls or self.tls()).code, 220)
        self.assertTrue(client.lhlo().positive)
        return client

    def greeting_by_hand(self, address, before=b"", piece=65536):
        """What the server says first within TLS. The client's octets go out behind `before`, so
        many at a time."""
        connection = connect(address)
        connection.settimeout(TIMEOUT_S)
        self.addCleanup(connection.close)
        received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = self.tls().wrap_bio(received, sent)
        octets = before
        while True:
            try:
                return session.read(1000)
            except ssl.SSLWantReadError:
                octets += sent.read()
                for start in range(0, len(octets), piece):
                    connection.sendall(octets[start:start + piece])
                octets = b""
                received.write(connection.recv(65536))

    def check_delivery(self, client):
        final = client.transact(SENDER, [USER], plain("tls")).final
        self.assertEqual(final[USER].code, 250, str(final[USER]))

    def check_server_goes_on(self):
        with LmtpClient(self.site.socket) as client:
            client.lhlo()
            self.check_delivery(client)
        self.assertTrue(self.server.running)

    def wait_for_log(self, pattern):
        """The first line of the log in which the pattern is found."""
        def line():
            return next((line for line in self.server.log().splitlines()
                         if re.search(pattern, line)), None)
        return wait_until(line, f"a log line with {pattern}")

    def wait_for_log_count(self, text, count):
        wait_until(lambda: self.server.log().count(text) >= count, f"{count} times {text}")
