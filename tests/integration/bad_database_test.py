"""Trouble with the database is 451 at RCPT, never 550; it heals without a restart."""

import os
import shutil
import sqlite3

from finalhop_site import FinalhopSite, address_of
from message_samples import plain
from scenario import Scenario, main

USER = address_of("ann")


class BadDatabase(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self, user="nobody")
        self.site.add_users("ann")
        self.server = self.site.start("--database-timeout", "1")
        self.client = self.site.client()
        self.assertTrue(self.client.command("MAIL FROM:<sender@example.org>").positive)

    def check_recipient(self, code, status):
        """Asks in the running session and in one that begins now."""
        for client in (self.client, self.site.client()):
            if client is not self.client:
                self.assertTrue(client.command("MAIL FROM:<sender@example.org>").positive)
            for recipient in (USER, address_of("stranger")):
                expected = (550, "5.1.1") if recipient != USER and code == 250 else (code, status)
                reply = client.command(f"RCPT TO:<{recipient}>")
                self.assertEqual((reply.code, reply.text.split()[0]), expected, str(reply))
                self.assertNotIn(self.site.root, reply.text)
            if client is not self.client:
                client.close()

    def check_trouble(self):
        self.check_recipient(451, "4.3.0")
        self.assertTrue(self.server.running)
        self.assertIn(self.site.database, self.server.log())

    def check_healed(self):
        self.check_recipient(250, "2.1.5")
        with self.site.client() as client:
            final = client.transact("sender@example.org", [USER], plain("healed")).final
            self.assertEqual(final[USER].code, 250)
        self.assertEqual(self.site.maildir("ann").only_message().content,
                         plain("healed").replace(b"\r\n", b"\n"))

    def test_missing_then_back(self):
        self.check_recipient(250, "2.1.5")
        os.rename(self.site.database, self.site.database + ".away")
        self.check_trouble()
        os.rename(self.site.database + ".away", self.site.database)
        self.check_healed()

    def test_missing_from_the_start(self):
        self.server.terminate()
        os.rename(self.site.database, self.site.database + ".away")
        self.server = self.site.start()
        self.client = self.site.client()
        self.client.command("MAIL FROM:<sender@example.org>")
        self.check_trouble()
        os.rename(self.site.database + ".away", self.site.database)
        self.check_healed()

    def test_replaced_by_another(self):
        self.check_recipient(250, "2.1.5")
        copy = self.site.database + ".copy"
        shutil.copy2(self.site.database, copy)
        shutil.chown(copy, "nobody", "nogroup")
        with sqlite3.connect(copy) as other:
            other.execute("UPDATE mailbox SET local_part = 'zoe', local_part_key = 'zoe'")
        other.close()
        os.rename(copy, self.site.database)
        self.assertEqual(self.client.command(f"RCPT TO:<{USER}>").code, 550)
        self.assertEqual(self.client.command(f"RCPT TO:<{address_of('zoe')}>").code, 250)

    def test_locked_by_another_process(self):
        writer = sqlite3.connect(self.site.database, isolation_level=None)
        self.addCleanup(writer.close)
        writer.execute("BEGIN EXCLUSIVE")
        self.check_trouble()
        writer.execute("ROLLBACK")
        self.check_healed()

    def test_corrupt_header(self):
        self.check_recipient(250, "2.1.5")
        with open(self.site.database, "r+b") as database:
            header = database.read(100)
            database.seek(0)
            database.write(bytes(octet ^ 0xFF for octet in header))
            database.flush()
            self.check_trouble()
            database.seek(0)
            database.write(header)
        self.check_healed()

    def test_truncated_to_nothing(self):
        shutil.copy2(self.site.database, self.site.database + ".whole")
        os.truncate(self.site.database, 0)
        reply = self.client.command(f"RCPT TO:<{USER}>")
        self.assertEqual(reply.code, 451, str(reply))
        shutil.copyfile(self.site.database + ".whole", self.site.database)
        self.check_healed()

    def test_no_permission(self):
        os.chmod(self.site.database, 0)
        with self.site.client() as client:
            client.command("MAIL FROM:<sender@example.org>")
            replies = [client.command(f"RCPT TO:<{USER}>") for _ in range(20)]
        # Workers that had opened it may go on reading; nobody gets 550.
        self.assertLessEqual({reply.code for reply in replies}, {250, 451})
        self.assertTrue(self.server.running)
        os.chmod(self.site.database, 0o600)
        self.check_healed()

    def test_folder_and_file_that_cannot_be_written_are_enough_to_read(self):
        os.chmod(self.site.database, 0o444)
        os.chmod(self.site.root, 0o555)
        self.check_recipient(250, "2.1.5")

    def test_unfinished_change_in_a_folder_that_cannot_be_written(self):
        """A killed writer's journal must be rolled back before reading: that needs write access."""
        self.leave_hot_journal()
        os.chmod(self.site.root, 0o555)
        self.check_recipient(451, "4.3.0")
        os.chmod(self.site.root, 0o755)
        self.site.mailboxctl("domain", "list")
        self.check_healed()

    def leave_hot_journal(self):
        """As after a power cut while mailboxctl wrote: half changed, with a full journal."""
        work = self.path("work.db")
        shutil.copy2(self.site.database, work)
        writer = sqlite3.connect(work, isolation_level=None)
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE mailbox SET enabled = 0")
        writer.executemany("INSERT INTO domain (key, name) VALUES (?, ?)",
                           [(f"d{n}.test", "x" * 200) for n in range(200)])
        for suffix in ("", "-journal"):
            shutil.copyfile(work + suffix, self.site.database + suffix)
            shutil.chown(self.site.database + suffix, "nobody", "nogroup")
        writer.execute("ROLLBACK")
        writer.close()


if __name__ == "__main__":
    main()
