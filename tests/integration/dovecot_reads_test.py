"""Dovecot serves by IMAP and POP3 what lmtpd stored, to users of the same database."""

import imaplib
import os
import poplib
import pwd
import re

from dovecot_instance import DovecotInstance
from finalhop_site import FinalhopSite, address_of
from message_samples import NAMED, header
from scenario import Scenario, main

OWNER = "nobody"
PASSWORD = "correct horse größe"

SQL = """
driver = sqlite
connect = {database}
default_pass_scheme = ARGON2ID
password_query = SELECT address AS user, password FROM v1_mailbox \\
  WHERE address = '%Lu' AND enabled = 1
user_query = SELECT {uid} AS uid, {gid} AS gid, '{mail}/' || domain || '/' || local_part AS home, \\
  'maildir:{mail}/' || coalesce(path, domain || '/' || local_part || '/Maildir') AS mail \\
  FROM v1_mailbox WHERE address = '%Lu'
"""

# RFC 3501 §4.3 forbids NUL in a literal; Dovecot sends octet 128 in its place.
NUL_ON_THE_WIRE = b"\x80"


class DovecotReads(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self, user=OWNER)
        self.site.add_users("ann", "bob")
        self.site.add_alias("all", "ann", "bob")
        for name in ("ann", "bob"):
            self.site.mailboxctl("user", "passwd", address_of(name), "--stdin",
                                 input=f"{PASSWORD} {name}\n".encode("utf-8"))
        self.site.start()
        owner = pwd.getpwnam(OWNER)
        self.dovecot = DovecotInstance(self, SQL.format(
            database=self.site.database, mail=self.site.mail, uid=owner.pw_uid, gid=owner.pw_gid))

    def store(self, contents):
        """Delivers them to ann and bob; returns what bob has then, read before Dovecot came."""
        with self.site.client() as client:
            for content in contents:
                final = client.transact("sender@example.org", [address_of("all")], content).final
                self.assertEqual([reply.code for reply in final.values()], [250], final)
        return self.site.maildir("bob").messages()

    def imap(self, name):
        return self.dovecot.imap(address_of(name), f"{PASSWORD} {name}")

    def test_imap_gives_back_the_same_octets(self):
        stored = self.store(NAMED.values())
        imap = self.imap("bob")
        status, count = imap.select("INBOX", readonly=True)
        self.assertEqual((status, count), ("OK", [b"%d" % len(NAMED)]))
        status, answer = imap.fetch("1:*", "(RFC822.SIZE BODY.PEEK[])")
        self.assertEqual(status, "OK")
        bodies = [part[1] for part in answer if isinstance(part, tuple)]
        sizes = [int(re.search(rb"RFC822\.SIZE (\d+)", part[0]).group(1))
                 for part in answer if isinstance(part, tuple)]
        expected = [mail.wire_octets.replace(b"\0", NUL_ON_THE_WIRE) for mail in stored]
        self.assertEqual(sorted(bodies), sorted(expected))
        self.assertEqual(sorted(sizes), sorted(mail.sizes[1] for mail in stored))

    def test_pop3_gives_back_the_same_octets(self):
        stored = self.store([content for content in NAMED.values() if len(content) < 2000])
        pop3 = self.dovecot.pop3(address_of("bob"), f"{PASSWORD} bob")
        _, listing, _ = pop3.list()
        self.assertEqual(sorted(int(line.split()[1]) for line in listing),
                         sorted(mail.sizes[1] for mail in stored))
        retrieved = []
        for line in listing:
            _, lines, _ = pop3.retr(int(line.split()[0]))
            retrieved.append(b"".join(octets + b"\r\n" for octets in lines))
        self.assertEqual(sorted(retrieved), sorted(mail.wire_octets for mail in stored))

    def test_sizes_in_the_file_name_are_believed_and_right(self):
        """S= and W= spare Dovecot reading the file; it complains in its log when they are wrong."""
        self.store([header("sizes") + b"x\r\n" * 1000])
        imap = self.imap("bob")
        imap.select("INBOX", readonly=True)
        status, _ = imap.fetch("1", "(RFC822.SIZE BODY.PEEK[])")
        self.assertEqual(status, "OK")
        imap.logout()
        with open(self.path("dovecot", "dovecot.log"), encoding="utf-8") as log:
            self.assertNotRegex(log.read(), r"(?i)error|size|corrupt")

    def test_wrong_password_and_disabled_user_are_refused(self):
        with self.assertRaisesRegex(imaplib.IMAP4.error, "AUTHENTICATIONFAILED"):
            self.dovecot.imap(address_of("ann"), f"{PASSWORD} bob")
        self.site.mailboxctl("user", "disable", address_of("ann"))
        with self.assertRaises(poplib.error_proto):
            self.dovecot.pop3(address_of("ann"), f"{PASSWORD} ann")

    def test_each_user_of_an_alias_reads_a_copy(self):
        self.store([NAMED["eight_bit"]])
        for name in ("ann", "bob"):
            imap = self.imap(name)
            self.assertEqual(imap.select("INBOX", readonly=True), ("OK", [b"1"]))
            _, answer = imap.fetch("1", "(BODY.PEEK[])")
            self.assertTrue(answer[0][1].endswith(NAMED["eight_bit"]))
            self.assertIn(f"Delivered-To: {address_of(name)}\r\n".encode("ascii"), answer[0][1])

    def test_reading_leaves_the_stored_octets_alone(self):
        before = self.store([NAMED["dots"]])
        imap = self.imap("bob")
        imap.select("INBOX")
        imap.fetch("1", "(BODY[])")  # sets \Seen: the file moves to cur/ and is renamed
        imap.logout()
        after = self.site.maildir("bob").messages()
        self.assertEqual([mail.octets for mail in after], [mail.octets for mail in before])
        self.assertEqual(os.path.basename(os.path.dirname(after[0].path)), "cur")


if __name__ == "__main__":
    main()
