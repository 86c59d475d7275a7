"""TLS by STARTTLS and from the first octet on: what comes through, and what must not."""

import os
import re
import socket
import ssl

from certificates import client_tls
from lmtp_client import ConnectionLost, connect
from message_samples import plain
from scenario import main
from tls_scenario import LMTPS, SENDER, SMTPS, TCP, USER, TlsScenario

OUTDATED = {"oldest": ssl.TLSVersion.TLSv1, "newest": ssl.TLSVersion.TLSv1_1}


class TlsSessions(TlsScenario):
    def test_start_tls_over_unix_and_tcp(self):
        self.start()
        for address in (self.site.socket, TCP):
            with self.subTest(address=address):
                client = self.client(address)
                self.assertIn("STARTTLS", client.lhlo().lines)
                self.assertEqual(client.start_tls(self.tls()).code, 220)
                again = client.lhlo()
                self.assertNotIn("STARTTLS", again.lines)
                self.check_delivery(client)
                self.assertEqual(client.quit().code, 221)
                self.assertEqual(client.socket.recv(1), b"")  # with close_notify, or it raises
        for message in self.site.maildir("ann").messages():
            self.assertRegex(message.trace["Received"],
                             r"with LMTPS \(using TLSv1\.3 with cipher \w+\) id ")
        self.wait_for_log(r" info tls started address=\"127\.0\.0\.1\" "
                          r"version=TLSv1\.3 cipher=TLS_")

    def test_listeners_with_tls_from_the_first_octet_on(self):
        self.start()
        for address, greeting in ((LMTPS, "LHLO"), (SMTPS, "EHLO")):
            with self.subTest(address=address):
                client = self.client(address, self.tls())
                self.assertEqual(client.greeting.code, 220)
                greeted = client.command(f"{greeting} client.example.test")
                self.assertTrue(greeted.positive, str(greeted))
                self.assertNotIn("STARTTLS", greeted.lines)
                self.assertEqual(client.command("STARTTLS").code // 100, 5)
                self.check_delivery(client)
        kinds = {re.search(r"with (\w+) ", message.trace["Received"]).group(1)
                 for message in self.site.maildir("ann").messages()}
        self.assertEqual(kinds, {"LMTPS", "ESMTPS"})

    def test_large_message_arrives_octet_for_octet(self):
        self.start()
        content = plain("large") + b"".join(b"%07d " % n + b"x" * 60 + b"\r\n"
                                            for n in range(100_000))
        client = self.client_in_tls()
        final = client.transact(SENDER, [USER], content).final
        self.assertEqual(final[USER].code, 250, str(final[USER]))
        stored = self.site.maildir("ann").only_message().octets
        self.assertTrue(stored.endswith(content.replace(b"\r\n", b"\n")))

    def test_handshake_behind_a_proxy_s_header(self):
        """Header and handshake may come in one segment: the one must not swallow the other."""
        self.start("--proxy-from", "127.0.0.1", "--listen",
                   "lmtps:127.0.0.1:2466,allow=192.0.2.1")
        greeting = self.greeting_by_hand(
            ("127.0.0.1", 2466), before=b"PROXY TCP4 192.0.2.1 198.51.100.1 40000 24\r\n")
        self.assertRegex(greeting, rb"^220 ")
        self.wait_for_log(r" info tls started address=\"192\.0\.2\.1\"")

    def test_versions(self):
        self.start()
        for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            client = self.client(LMTPS, self.tls(newest=newest))
            self.assertEqual(client.greeting.code, 220)
        with self.assertRaisesRegex(ConnectionLost, "PROTOCOL_VERSION"):
            self.client(LMTPS, client_tls(**OUTDATED))
        self.wait_for_log(r" warning tls handshake failed .*: unsupported protocol")
        self.check_server_goes_on()

    def test_minimum_version(self):
        self.start("--tls-minimum-version", "1.3")
        self.client(LMTPS, self.tls())
        with self.assertRaisesRegex(ConnectionLost, "PROTOCOL_VERSION"):
            self.client(LMTPS, self.tls(newest=ssl.TLSVersion.TLSv1_2))

    def test_without_a_certificate_there_is_no_tls(self):
        self.site.start()
        client = self.client(self.site.socket)
        self.assertNotIn("STARTTLS", client.lhlo().lines)
        self.assertEqual(client.command("STARTTLS").code, 502)

    def test_many_idle_clients_and_one_that_is_not(self):
        self.start("--max-connections-per-peer", "1000")
        tls = self.tls()
        idle = [self.client(LMTPS, tls) for _ in range(200)]
        self.check_delivery(self.client_in_tls(TCP, tls))
        for client in idle:
            self.assertEqual(client.command("NOOP").code, 250)

    def test_end_of_the_server_reaches_clients_in_tls(self):
        self.start()
        client = self.client_in_tls()
        self.assertEqual(self.server.terminate(), 0)
        self.assertEqual(client.read_reply().code, 421)


class WhatCameInTheClear(TlsScenario):
    """RFC 3207 §4.2: somebody in between may have said it."""

    def setUp(self):
        super().setUp()
        self.start()

    def check_nothing_was_obeyed(self, client):
        """`client` is in TLS now: it has to begin anew, and no reply lies there already."""
        self.assertEqual(client.command("RCPT TO:<%s>" % USER).code, 503)
        self.assertEqual(client.command("MAIL FROM:<%s>" % SENDER).code, 503)
        self.assertTrue(client.lhlo().positive)
        self.assertEqual(client.command("RCPT TO:<%s>" % USER).code, 503)
        before = len(self.site.maildir("ann").messages())
        self.check_delivery(client)
        self.assertEqual(len(self.site.maildir("ann").messages()), before + 1)

    def test_commands_behind_start_tls_are_dropped(self):
        for injected in (b"NOOP\r\n", b"MAIL FROM:<mallory@example.org>\r\n", b"LHLO mallory\r\n",
                         b"NOO", b"x" * 60_000 + b"\r\n"):
            with self.subTest(injected=injected[:20]):
                client = self.client(TCP)
                client.lhlo()
                client.send(b"STARTTLS\r\n" + injected)
                self.assertEqual(client.read_reply().code, 220)
                client.shake_hands(self.tls())
                self.check_nothing_was_obeyed(client)

    def test_what_was_said_before_is_forgotten(self):
        client = self.client(TCP)
        client.lhlo()
        self.assertEqual(client.start_tls(self.tls()).code, 220)
        self.check_nothing_was_obeyed(client)

    def test_words_in_the_clear_break_the_handshake(self):
        client = self.client(TCP)
        client.lhlo()
        self.assertEqual(client.command("STARTTLS").code, 220)
        client.send(b"MAIL FROM:<mallory@example.org>\r\nRCPT TO:<ann@example.test>\r\n")
        said = client.socket.recv(65536)
        self.assertNotRegex(said, rb"\d\d\d[ -]")  # an alert at most, no reply
        self.wait_for_log(r"tls handshake failed .*: wrong version number")
        self.check_server_goes_on()


class BadHandshakes(TlsScenario):
    def test_silence_has_an_end(self):
        self.start("--handshake-timeout", "1")
        silent = connect(LMTPS)
        self.addCleanup(silent.close)
        self.assertEqual(silent.recv(1), b"")
        self.wait_for_log(r"tls handshake failed .*: no handshake in time")
        client = self.client(TCP)
        client.lhlo()
        self.assertEqual(client.command("STARTTLS").code, 220)
        self.assertEqual(client.socket.recv(1), b"")
        self.check_server_goes_on()

    def test_garbage(self):
        self.start()
        for garbage in (b"LHLO client.example\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\0" * 100,
                        b"\x16\x03\x01\xff\xff" + b"\xff" * 70_000, os.urandom(50_000)):
            with self.subTest(garbage=garbage[:10]):
                client = connect(LMTPS)
                client.settimeout(60)
                try:
                    client.sendall(garbage)
                    client.shutdown(socket.SHUT_WR)
                    while client.recv(65536):
                        pass
                except ConnectionError:
                    pass  # the server had enough of it
                client.close()
        self.wait_for_log(r"tls handshake failed .*: http request")
        self.check_server_goes_on()

    def test_handshake_octet_by_octet(self):
        self.start()
        self.assertRegex(self.greeting_by_hand(LMTPS, piece=1), rb"^220 ")

    def test_client_that_leaves_in_the_middle(self):
        self.start()
        client = connect(LMTPS)
        half = ssl.MemoryBIO()
        tls = self.tls().wrap_bio(ssl.MemoryBIO(), half)
        with self.assertRaises(ssl.SSLWantReadError):
            tls.do_handshake()
        client.sendall(half.read())
        self.assertEqual(client.recv(1), b"\x16")  # the server's side of it
        client.close()
        self.wait_for_log(r"tls handshake failed .*: the client closed the connection")
        self.check_server_goes_on()

    def test_message_cut_off_is_not_stored(self):
        self.start()
        client = self.client_in_tls()
        self.assertEqual(client.begin(SENDER, [USER]).data.code, 354)
        client.send(b"Subject: cut\r\n\r\nhalf a mess")
        client.socket.shutdown(socket.SHUT_RDWR)  # the socket, without close_notify
        client.close()
        self.check_server_goes_on()
        self.assertEqual(len(self.site.maildir("ann").messages()), 1)


if __name__ == "__main__":
    main()
