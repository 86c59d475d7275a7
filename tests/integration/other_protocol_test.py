"""A client of another protocol on our port is dropped at its first line, before a browser that was
lured into talking to us (ALPACA, CVE-2021-3618) can hide a transaction in what it posts.
"""

from hostile_scenario import HostileScenario
from scenario import main

TRANSACTION = (b"LHLO client.example.test\r\nMAIL FROM:<sender@example.org>\r\n"
               b"RCPT TO:<ann@example.test>\r\nDATA\r\nSubject: never\r\n\r\n.\r\nQUIT\r\n")


class OtherProtocol(HostileScenario):
    def check_dropped(self, octets):
        poured = self.pour(octets + TRANSACTION)
        self.assertEqual(poured.codes[0], 220)
        self.assertEqual(poured.codes[-1], 421, poured.lines)
        self.assertLessEqual(len(poured.codes), 3, poured.lines)

    def test_web_browser_that_posts_a_transaction(self):
        for method in (b"POST", b"GET", b"PUT", b"OPTIONS", b"HEAD", b"CONNECT"):
            with self.subTest(method=method):
                self.check_dropped(
                    method + b" / HTTP/1.1\r\nHost: mx.example.test:24\r\nOrigin: null\r\n"
                    b"Content-Type: text/plain\r\n\r\n")
        self.check_alive()

    def test_tls_handshake_on_a_plain_port(self):
        """What a TLS client says first."""
        hello = bytes.fromhex("16030100c8010000c40303") + bytes(range(32)) + b"\x20" + b"s" * 32
        self.check_dropped(hello + b"\r\n")
        self.check_alive()


if __name__ == "__main__":
    main()
