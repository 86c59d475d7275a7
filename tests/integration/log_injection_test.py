"""What a client says reaches the log, and never as a line of its own, an escape sequence or half a
character: the log has exactly as many lines as things have happened.
"""

import base64
import itertools
import re

from hostile_scenario import SENDER, USER, HostileScenario
from message_samples import plain
from scenario import main

LINE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 "
                  rb"(?:debug|info|warning|error) \S.*")
CONTROL = re.compile(rb"[\x00-\x1F\x7F]")
FORGED = b"2026-01-01T00:00:00.000+00:00 info delivery id=01M0 from=<a@b> to=<c@d> status=2.0.0"

# What is put where an atom of an address, a host's name or a value is due.
HOSTILE = (
    b"\r", b"\n", b"\x1b[2J", b"\x1b]0;title\x07", b"\x00", b"\x07", b"\x08\x08\x08", b"\x7f",
    b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xe2\x80\xae", b"\xff\xfe", b"\xc3",
    b"\\", b'"', b"\\x0A", b"%0a%0d", b"%s%n", b"{}", b"+0D+0A", b"\n" + FORGED, b"\r" + FORGED,
    b"=?utf-8?Q?=0A?=",
)

TRANSACTION = f"MAIL FROM:<{SENDER}>\r\nRCPT TO:<{USER}>\r\nDATA\r\n".encode("ascii")


def xtext(octets):
    return b"".join(b"+%02X" % octet for octet in octets)


class LogScenario(HostileScenario):
    SERVER_OPTIONS = ("--log-level", "debug", "--max-errors", "1000", "--xforward-from", "unix",
                      "--auth-delay", "0")

    def setUp(self):
        super().setUp()
        self.lines_before = len(self.log_lines())
        self.connections = 0

    def log_lines(self):
        with open(self.server.log_path, "rb") as log:
            return log.read().split(b"\n")[:-1]

    def pour(self, *pieces, **options):
        self.connections += 1
        return super().pour(*pieces, **options)

    def check_lines(self, count):
        """`count` lines and one for each connection more than before, and each is a line."""
        lines = self.log_lines()[self.lines_before:]
        connected = sum(b" info client connected " in line for line in lines)
        self.assertEqual(connected, self.connections)
        self.assertEqual(len(lines), connected + count,
                         b"\n".join(lines).decode("utf-8", "replace"))
        for line in lines:
            self.assertRegex(line, LINE)
            self.assertIsNone(CONTROL.search(line), line)
            line.decode("utf-8")


class LogInjection(LogScenario):
    def test_commands(self):
        """What is refused for its form leaves no line at all."""
        for verb, hostile in itertools.product(
                (b"LHLO ", b"MAIL FROM:", b"VRFY ", b"HELP ", b"NOOP ", b"RSET ", b""), HOSTILE):
            self.pour(b"LHLO client.example.test\r\n" + verb + hostile + b"\r\nQUIT\r\n")
        self.check_lines(0)
        self.check_alive()

    def test_greeting_and_sender_of_a_delivery(self):
        """Each of them is one line, whether it was accepted as it was said or not."""
        deliveries = 0
        for hostile in HOSTILE:
            for name, sender in ((hostile, b"sender@example.org"),
                                 (b"client.example.test", b"a" + hostile + b"@example.org"),
                                 (b"client.example.test", b'"' + hostile + b'"@example.org')):
                poured = self.pour(
                    b"LHLO " + name + b"\r\nLHLO client.example.test\r\nMAIL FROM:<" + sender +
                    b"> SMTPUTF8\r\n" + TRANSACTION + plain("log") + b".\r\nQUIT\r\n")
                deliveries += sum(" stored" in line for line in poured.lines)
        self.assertEqual(deliveries, 3 * len(HOSTILE))
        self.check_lines(deliveries)

    def test_refused_recipients(self):
        """A line for each path that the directory was asked about, none for what is no path."""
        refused = 0
        for hostile in HOSTILE:
            for path in (b"<x" + hostile + b"@example.test>", b'<"' + hostile + b'"@example.test>',
                         b"<x@" + hostile + b".test>", b'<"\\' + hostile + b'"@example.test>'):
                poured = self.pour(
                    b"LHLO client.example.test\r\nMAIL FROM:<> SMTPUTF8\r\nRCPT TO:" + path +
                    b"\r\nQUIT\r\n")
                refused += sum(line.startswith("550 ") for line in poured.lines)
        self.assertGreater(refused, 0)
        # Of the paths with bad syntax (553 5.1.3) the session refuses most, the directory a few.
        by_directory = sum(b" status=5.1.3 " in line for line in self.log_lines())
        self.check_lines(refused + by_directory)
        self.check_alive()

    def test_forwarded_clients(self):
        """XFORWARD's values stand in the delivery's line, as they are and in xtext (Exim,
        CVE-2020-28021 and CVE-2020-28026: decoded line ends came into the spool file)."""
        deliveries = 0
        for hostile in HOSTILE:
            for value in (hostile, xtext(hostile)):
                for name in (b"NAME", b"ADDR", b"HELO", b"IDENT"):
                    poured = self.pour(
                        b"LHLO client.example.test\r\nXFORWARD " + name + b"=x" + value +
                        b"\r\nRSET\r\n" + TRANSACTION + plain("log") + b".\r\nQUIT\r\n")
                    deliveries += sum(" stored" in line for line in poured.lines)
        self.assertEqual(deliveries, 8 * len(HOSTILE))
        self.check_lines(deliveries)
        for mail in self.site.maildir("ann").messages():
            self.assertIsNotNone(mail.trace)

    def test_log_ins(self):
        """The user's name is told as it may be, the password never."""
        log_ins = 0
        for hostile in HOSTILE:
            if b"\0" in hostile:
                continue  # it would end the name
            response = b"\0" + hostile + b"\0" + hostile + b"PASSWORD"
            poured = self.pour(b"LHLO client.example.test\r\nAUTH PLAIN " +
                               base64.b64encode(response) + b"\r\nQUIT\r\n")
            log_ins += poured.codes == [220, 250, 535, 221]
        self.assertEqual(log_ins, len(HOSTILE) - 1)
        self.check_lines(log_ins)
        self.assertNotIn("PASSWORD", self.server.log())

    def test_contents(self):
        """The header's Message-ID and Delivered-To are read, but are no text of ours."""
        deliveries = refusals = 0
        for hostile in HOSTILE:
            content = (b"Message-ID: <" + hostile + b">\r\nDelivered-To: " + hostile +
                       b"\r\n\r\nx\r\n")
            poured = self.pour(b"LHLO client.example.test\r\n" + TRANSACTION + content +
                               b".\r\nQUIT\r\n")
            deliveries += sum(" stored" in line for line in poured.lines)
            refusals += sum("5.6.0" in line for line in poured.lines)
        self.assertGreater(deliveries, 0)
        self.assertGreater(refusals, 0)  # of a line feed alone
        self.check_lines(deliveries + refusals)


class LogOfSendersTakenForNobody(LogScenario):
    SERVER_OPTIONS = (*LogScenario.SERVER_OPTIONS, "--unparsable-sender", "null")

    def test_senders_that_are_taken_for_nobody(self):
        """unparsable-sender = null has a line for each."""
        taken = 0
        for hostile in HOSTILE:
            poured = self.pour(b"LHLO client.example.test\r\nMAIL FROM:<a@@" + hostile +
                               b">\r\nQUIT\r\n")
            taken += poured.codes == [220, 250, 250, 221]
        self.assertGreater(taken, 0)
        self.check_lines(taken)


if __name__ == "__main__":
    main()
