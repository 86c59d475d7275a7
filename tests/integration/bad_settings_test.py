"""Wrong settings: file, line and nearest known key; exit 78, and nothing is started."""

from finalhop_site import FinalhopSite, address_of
from message_samples import plain
from programs import DELIVER, LMTPD, MAILBOXCTL, run
from scenario import Scenario, main

EX_CONFIG = 78

# (a line of the file, what the complaint must hold)
WRONG_LINES = (
    ("databse = /x", ("databse", "database")),
    ("max-recipient = 5", ("max-recipient", "max-recipients")),
    ("max-recipients = many", ("max-recipients", "many")),
    ("command-timeout = -1", ("command-timeout", "-1")),
    ("socket-mode = 0999", ("socket-mode", "0999")),
    ("bare-line-feed = maybe", ("bare-line-feed", "refuse", "accept")),
    ("mailbox-path = ../%n", ("mailbox-path", "../%n")),
    ("mailbox-path = %q", ("mailbox-path", "%q")),
    ("listen = smtp:nowhere", ("listen", "smtp:nowhere")),
    ("listen = lmtp:127.0.0.1:99999", ("listen", "99999")),
    ("listen = lmtp:unix:/x,mode=zzz", ("listen", "zzz")),
    ("no equals sign", ("name = value",)),
)


class BadSettings(Scenario):
    def write_file(self, line):
        return self.write("finalhop.conf", f"# settings\nroot = {self.path('site')}\n{line}\n")

    def check_complaint(self, result, file, parts):
        complaint = result.stderr.decode("utf-8")
        self.assertEqual(result.returncode, EX_CONFIG, complaint)
        for part in (f"{file}:3", *parts):
            self.assertIn(part, complaint)

    def test_wrong_lines_are_named(self):
        for line, parts in WRONG_LINES:
            with self.subTest(line=line):
                file = self.write_file(line)
                self.check_complaint(run([LMTPD, "--config", file, "--check-config"]), file, parts)
                self.check_complaint(run([LMTPD, "--config", file]), file, parts)

    def test_all_wrong_lines_are_reported_at_once(self):
        file = self.write_file("databse = x\nlissten = y")
        complaint = run([LMTPD, "--config", file, "--check-config"]).stderr.decode("utf-8")
        self.assertIn(f"{file}:3", complaint)
        self.assertIn(f"{file}:4", complaint)

    def test_missing_file_is_named(self):
        file = self.path("absent.conf")
        result = run([LMTPD, "--config", file])
        self.assertEqual(result.returncode, EX_CONFIG)
        self.assertIn(file, result.stderr.decode("utf-8"))

    def test_mailboxctl_refuses_the_same_file(self):
        file = self.write_file("databse = x")
        result = run([MAILBOXCTL, "--config", file, "domain", "list"])
        self.check_complaint(result, file, ("database",))

    def test_deliver_defers_on_the_same_file(self):
        """A bounce for the administrator's slip would be wrong: temporary, as Postfix reads it."""
        file = self.write_file("databse = x")
        result = run([DELIVER, "--config", file, "-d", address_of("ann")], input=b"Subject: x\n\n")
        self.assertEqual(result.returncode, 75)
        self.assertTrue((result.stdout + result.stderr).startswith(b"4.3.5 "), result)

    def test_good_file_is_praised_and_works(self):
        site = FinalhopSite(self)
        site.add_users("ann")
        file = self.write_file("max-recipients = 1")
        self.assertEqual(run([LMTPD, "--config", file, "--check-config"]).returncode, 0)
        printed = run([LMTPD, "--config", file, "--print-config"]).stdout.decode("utf-8")
        self.assertIn(self.path("site"), printed)
        site.start("--config", file, "--listen", f"lmtp:unix:{site.socket}")
        with site.client() as client:
            recipients = [address_of("ann"), address_of("Ann")]
            transaction = client.transact("sender@example.org", recipients, plain("limit"))
            self.assertEqual([reply.code for reply in transaction.recipients.values()], [250, 452])


if __name__ == "__main__":
    main()
