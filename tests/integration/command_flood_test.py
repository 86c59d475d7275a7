"""Commands that are too many or too long: a bounded number of refusals, then the connection is
dropped, and the server does not notice.
"""

from hostile_scenario import MEBIBYTE, HostileScenario
from scenario import main

ERRORS_MAX = 20  # max-errors
LHLO = b"LHLO client.example.test\r\n"
TRANSACTION = (b"MAIL FROM:<sender@example.org>\r\nRCPT TO:<ann@example.test>\r\nDATA\r\n"
               b"Subject: never\r\n\r\n.\r\n")


class CommandFlood(HostileScenario):
    SERVER_OPTIONS = ("--max-transactions", "20000")

    def check_dropped(self, poured, code=500):
        """Greeting, LHLO's reply, as many refusals as are allowed, and a last word."""
        self.assertEqual(poured.codes, [220, 250] + [code] * ERRORS_MAX + [421])
        self.assertRegex(poured.lines[-1], r"^421 4\.7\.0 ")

    def test_a_million_empty_lines(self):
        """Dovecot, CVE-2020-10958: many line ends in a row brought lmtp down."""
        self.check_dropped(self.pour(LHLO, *[b"\r\n" * 10_000] * 100))
        self.check_alive()

    def test_a_million_bare_line_feeds(self):
        self.check_dropped(self.pour(LHLO, *[b"\n" * 10_000] * 100))
        self.check_alive()

    def test_endless_noop_arguments(self):
        """Dovecot, CVE-2020-10957: a malformed NOOP brought submission and lmtp down."""
        self.check_dropped(self.pour(LHLO, *[b"NOOP " + b"x" * 10_240 + b"\r\n"] * 1000))
        self.check_alive()

    def test_a_hundred_thousand_valid_commands(self):
        """Nothing to refuse, and nothing kept either."""
        count = 100_000
        poured = self.pour(LHLO, *[b"NOOP\r\n" * 1000] * (count // 1000), b"QUIT\r\n")
        self.assertEqual(poured.codes, [220] + [250] * (count + 1) + [221])
        self.check_alive()

    def test_ten_thousand_aborted_transactions(self):
        """Dovecot, CVE-2017-14461: what a bad address left behind in memory."""
        commands = (b"MAIL FROM:<sender@example.org>\r\nRCPT TO:<ann@example.test>\r\n"
                    b"RCPT TO:<stranger@example.test>\r\nRSET\r\n")
        poured = self.pour(LHLO, *[commands * 50] * 200, b"QUIT\r\n")
        self.assertEqual(poured.codes, [220, 250] + [250, 250, 550, 250] * 10_000 + [221])
        self.check_alive()

    def test_commands_behind_quit(self):
        poured = self.pour(LHLO + b"QUIT\r\n" + TRANSACTION, *[b"garbage\r\n" * 1000] * 100)
        self.assertEqual(poured.codes, [220, 250, 221])
        self.check_alive()

    def test_long_greeting(self):
        """Exim, CVE-2019-16928: a long EHLO wrote past the end of a heap buffer."""
        for size in (4090, 4096, 4097, 65_536, MEBIBYTE - 100):
            with self.subTest(size=size):
                poured = self.pour(b"LHLO " + b"x" * size + b"\r\n", b"QUIT\r\n")
                self.assertIn(poured.codes, ([220, 500, 221], [220, 501, 221]))
        self.check_alive(MEBIBYTE)

    def test_greeting_of_blanks_and_nul(self):
        """Exim, CVE-2003-0743: spaces and NULs behind EHLO wrote past the end of a heap buffer."""
        for argument in (b" " * 4000, b" " * 500 + b"\0" * 3000, b"\0", b"x" + b" \0" * 2000):
            with self.subTest(argument=argument[:8]):
                poured = self.pour(b"LHLO " + argument + b"\r\n", b"QUIT\r\n")
                self.assertEqual(len(poured.codes), 3)
                self.assertIn(poured.codes[1], (500, 501))
        self.check_alive()

    def test_line_without_an_end(self):
        """A 64 KiB command is refused; 100 MB that are no line at all are refused and given up."""
        poured = self.pour(LHLO, b"NOOP " + b"x" * 65_536 + b"\r\n", *[b"x" * MEBIBYTE] * 100)
        self.assertEqual(poured.codes, [220, 250, 500, 500, 421])
        self.check_alive(MEBIBYTE)


class OddAddresses(HostileScenario):
    """Each of many odd paths gets one reply at once, and the session goes on."""

    PATHS = (
        b"<>", b"<@>", b"< >", b'<"">', b'<""@example.test>', b'<"a\\"b"@example.test>',
        b'<"a@example.test>', b'<a"b"@example.test>', b'<"a\\">', b'<"\\', b'<"\0"@example.test>',
        b"<a@b@example.test>", b"<a@>", b"<@example.test>", b"<a@[>", b"<a@[]>", b"<a@[1.2.3.4>",
        b"<a@[IPv6:::::]>", b"<a@[x-y:]>", b"<@a,@b:c@example.test>", b"<@a:@b:c@example.test>",
        b"<@:c@example.test>", b"<,:c@example.test>", b"<<a@example.test>>", b"<a@example.test",
        b"a@example.test>", b"", b"<", b">", b"<a..b@example.test>", b"<.a@example.test>",
        b"<a.@example.test>", b"<a@example..test>", b"<a@.example.test>", b"<a@-x.test>",
        b"<\xc3@example.test>", b"<\xc0\xaf@example.test>", b"<\xed\xa0\x80@example.test>",
        b"<\xf4\x90\x80\x80@example.test>", b"<\xff\xfe@example.test>", b"<a@\xc3.test>",
        b"<a@xn--.test>", b"<a@xn--" + b"9" * 60 + b".test>", b"<%s@example.test>", b"<%n%n@x>",
        b"<a@example.test> \xc3", b"<a@example.test> X=\xc3", b"<a@example.test> =", b"<a@x> A==",
        b"<../../etc/passwd@example.test>", b"<a/../b@example.test>", b"<|sh@example.test>",
        b"<" + b"a" * 1000 + b"@example.test>", b"<a@" + b"b." * 500 + b"test>",
        b'<"' + b"\\a" * 500 + b'"@example.test>', b"<" + b"@a," * 300 + b":a@example.test>",
        b"<" * 1000, b'"' * 1000, b"<" + b"(" * 1000 + b">",
    )

    def test_odd_paths(self):
        """Dovecot, CVE-2020-10967 (`<"">` crashed lmtp), CVE-2020-7046 (UTF-8 that is cut off)."""
        for path in self.PATHS:
            with self.subTest(path=path[:60]):
                commands = (LHLO, b"MAIL FROM:" + path + b"\r\n", b"RSET\r\n",
                            b"MAIL FROM:<sender@example.org>\r\n", b"RCPT TO:" + path + b"\r\n",
                            b"VRFY " + path + b"\r\n", b"QUIT\r\n")
                poured = self.pour(b"".join(commands))
                self.assertEqual(len(poured.codes), 1 + len(commands), poured.lines)
                self.assertEqual(poured.codes[-1], 221, poured.lines)
                for line in poured.lines:
                    self.assertRegex(line, r"^[245]\d\d[ -]")
        self.check_alive()


if __name__ == "__main__":
    main()
