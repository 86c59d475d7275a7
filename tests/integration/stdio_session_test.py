"""`lmtpd --stdio`: one session on standard input and output, for inetd and for tests."""

import os
import subprocess

from finalhop_site import FinalhopSite
from message_samples import as_stored, plain
from lmtp_client import dot_stuffed
from programs import run
from scenario import Scenario, main

COMMANDS = (b"LHLO client.example.test\r\nMAIL FROM:<sender@example.org>\r\n"
            b"RCPT TO:<ann@example.test>\r\nRCPT TO:<stranger@example.test>\r\n"
            b"RCPT TO:<bob@example.test>\r\nDATA\r\n")
SESSION = COMMANDS + dot_stuffed(plain("stdio")) + b"NOOP\r\nQUIT\r\n"
CODES = ["220", "250", "250", "250", "550", "250", "354", "250", "250", "250", "221"]


class StdioSession(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob")

    def check(self, result, codes, users):
        output = result.stdout.decode("utf-8")
        last_lines = [line[:3] for line in output.split("\r\n") if line[3:4] == " "]
        self.assertEqual(last_lines, codes, output)
        self.assertEqual(result.returncode, 0, result.stderr)
        for user in users:
            stored = self.site.maildir(user).only_message().content
            self.assertEqual(stored, as_stored(plain("stdio")))

    def test_session_from_a_file(self):
        with open(self.path("session"), "w+b") as session:
            session.write(SESSION)
            session.seek(0)
            result = run(self.site.lmtpd_command("--stdio"), stdin=session)
            self.check(result, CODES, ("ann", "bob"))

    def test_session_from_a_file_into_a_file(self):
        with (open(self.path("session"), "w+b") as session,
              open(self.path("replies"), "w+b") as replies):
            session.write(SESSION)
            session.seek(0)
            result = subprocess.run(self.site.lmtpd_command("--stdio"), stdin=session,
                                    stdout=replies, stderr=subprocess.PIPE, timeout=60, check=False)
            replies.seek(0)
            result.stdout = replies.read()
            self.check(result, CODES, ("ann", "bob"))

    def test_session_from_a_pipe(self):
        self.check(run(self.site.lmtpd_command("--stdio"), input=SESSION), CODES, ("ann", "bob"))

    def test_conversation_over_pipes(self):
        """Each reply comes before the next command is sent: nothing waits for the end of input."""
        with subprocess.Popen(self.site.lmtpd_command("--stdio"), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
            self.assertTrue(read_reply(server.stdout).startswith(b"220 "))
            for line in COMMANDS.splitlines(True):
                server.stdin.write(line)
                server.stdin.flush()
                self.assertRegex(read_reply(server.stdout), rb"^(250|354|550) ")
            server.stdin.write(dot_stuffed(plain("stdio")))
            server.stdin.flush()
            for _ in range(2):
                self.assertTrue(read_reply(server.stdout).startswith(b"250 2.0.0 "))
            server.stdin.close()
            self.assertEqual(server.wait(60), 0)
        self.site.maildir("ann").only_message()

    def test_input_that_ends_within_the_content_delivers_nothing(self):
        cut = SESSION[:SESSION.rindex(b".\r\n")]
        result = run(self.site.lmtpd_command("--stdio"), input=cut)
        self.assertNotIn(b"\r\n250 2.0.0 ", result.stdout.split(b"\r\n354 ")[-1])
        self.assertEqual(self.site.maildir("ann").messages(), [])

    def test_no_listener_and_no_socket_are_made(self):
        run(self.site.lmtpd_command("--stdio"), input=SESSION)
        self.assertFalse(os.path.exists(self.site.socket))


def read_reply(stream):
    while True:
        line = stream.readline()
        if line[3:4] != b"-":
            return line


if __name__ == "__main__":
    main()
