"""`deliver` as mail programs call it: its flags, its exit statuses, and what it stores."""

import os
import shutil
import subprocess

from finalhop_site import FinalhopSite, address_of
from maildir import Maildir
from programs import DELIVER, as_user, run
from scenario import Scenario, main

ANN = address_of("ann")
CONTENT = b"Subject: deliver\n\nhello\n"


class DeliverScenario(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self, user="nobody")
        self.site.add_users("ann", "bob")

    def deliver(self, *arguments, message=CONTENT):
        """Its exit status and its output, as one text: callers such as pipe(8) see no difference
        between the two streams."""
        result = subprocess.run(
            as_user(self.site.user, [DELIVER, "--root", self.site.root, *arguments]), input=message,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
        return result.returncode, result.stdout.decode("utf-8", "backslashreplace")

    def check_success(self, *arguments, **options):
        status, output = self.deliver(*arguments, **options)
        self.assertEqual(status, 0, output)

    def check_failure(self, exit_status, enhanced_status, *arguments, **options):
        status, output = self.deliver(*arguments, **options)
        self.assertEqual((status, output.split(" ")[0]), (exit_status, enhanced_status), output)
        return output

    def only_mail(self, name="ann"):
        return self.site.maildir(name).only_message()


class DeliverFlags(DeliverScenario):
    def test_user_sender_original_and_final_recipient_are_in_the_trace(self):
        for user, sender, original, final in (("-d", "-f", "-a", "-r"),
                                              ("--user", "--sender", "--original-recipient",
                                               "--final-recipient")):
            with self.subTest(flags=user):
                self.check_success(user, ANN, sender, "sender@example.org", original,
                                   "sales@example.test", final, ANN)
                mail = self.only_mail()
                self.assertEqual(mail.trace["Return-Path"], "<sender@example.org>")
                self.assertEqual(mail.trace["Delivered-To"], ANN)
                self.assertEqual(mail.trace["X-Original-To"], "sales@example.test")
                self.assertEqual(mail.content, CONTENT)
                os.unlink(mail.path)

    def test_original_recipient_is_the_user_where_it_is_not_given(self):
        self.check_success("-d", "ann+lists@example.test")
        self.assertEqual(self.only_mail().trace["X-Original-To"], "ann+lists@example.test")
        self.assertEqual(self.only_mail().trace["Delivered-To"], ANN)

    def test_null_sender_is_kept_in_every_spelling(self):
        for sender in ("", "<>", "MAILER-DAEMON"):
            with self.subTest(sender=sender):
                self.check_success("-d", ANN, "-f", sender)
                mail = self.only_mail()
                self.assertEqual(mail.trace["Return-Path"], "<>")
                os.unlink(mail.path)

    def test_from_line_is_dropped_and_names_the_sender(self):
        line = b"From sender@example.org  Sat Nov 21 19:22:33 2026\n"
        self.check_success("-d", ANN, message=line + CONTENT)
        self.assertEqual(self.only_mail().trace["Return-Path"], "<sender@example.org>")
        self.assertEqual(self.only_mail().content, CONTENT)

    def test_sender_given_by_flag_beats_the_from_line(self):
        line = b"From other@example.org  Sat Nov 21 19:22:33 2026\n"
        self.check_success("-d", ANN, "-f", "sender@example.org", message=line + CONTENT)
        self.assertEqual(self.only_mail().trace["Return-Path"], "<sender@example.org>")
        self.assertEqual(self.only_mail().content, CONTENT)

    def test_folder_is_a_maildir_inside(self):
        self.check_success("-d", ANN, "-m", "Lists/cxx")
        self.assertEqual(self.site.maildir("ann").messages(), [])
        folder = os.path.join(self.site.maildir("ann").path, ".Lists.cxx")
        self.assertEqual(Maildir(folder).only_message().content, CONTENT)
        self.assertTrue(os.path.exists(os.path.join(folder, "maildirfolder")))

    def test_empty_folder_is_ignored(self):
        self.check_success("-d", ANN, "-m", "")
        self.assertEqual(self.only_mail().content, CONTENT)

    def test_folder_that_would_leave_the_maildir_stores_nothing_outside(self):
        for folder in ("..", "../../bob/Maildir", "/tmp/x", "a/../b"):
            with self.subTest(folder=folder):
                self.deliver("-d", ANN, "-m", folder)
        self.assertEqual(self.site.maildir("bob").messages(), [])
        stored = [os.path.join(parent, name) for parent, _, names in os.walk(self.site.root)
                  for name in names if os.path.basename(parent) == "new"]
        inside = [path for path in stored if path.startswith(self.site.maildir("ann").path + "/")]
        self.assertEqual(stored, inside)

    def test_message_from_a_file(self):
        file = self.write("message", CONTENT.decode("ascii"))
        self.check_success("-d", ANN, "-p", file, message=b"not this\n")
        self.assertEqual(self.only_mail().content, CONTENT)

    def test_settings_from_a_file_and_from_the_command_line(self):
        file = self.write("finalhop.conf", f"root = {self.site.root}\nmailbox-path = %d/%n/Given\n")
        status = run([DELIVER, "-c", file, "-d", ANN], user="nobody", input=CONTENT)
        self.assertEqual(status.returncode, 0, status)
        home = os.path.join(self.site.mail, "example.test", "ann")
        Maildir(os.path.join(home, "Given")).only_message()
        status = run([DELIVER, "-c", file, "-o", "mailbox-path=%d/%n/Other", "-d", ANN],
                     user="nobody", input=CONTENT)
        self.assertEqual(status.returncode, 0, status)
        Maildir(os.path.join(home, "Other")).only_message()

    def test_without_user_it_is_the_invoking_user_s_mailbox(self):
        self.site.add_users("nobody")
        self.check_success()
        self.assertEqual(self.only_mail("nobody").trace["Delivered-To"], address_of("nobody"))

    def test_alias_goes_to_all_its_mailboxes(self):
        self.site.add_alias("all", "ann", "bob")
        self.check_success("-d", address_of("all"))
        self.assertEqual(self.only_mail("ann").delivery_id, self.only_mail("bob").delivery_id)

    def test_contents_are_stored_as_they_came(self):
        for content in (b"", b"\n", b"no line end", b"Subject: x\n\nno line end", b"\n\n\n",
                        b"Subject: nul\n\n\0\n" + bytes(range(128, 256)) + b"\n",
                        b"Subject: dots\n\n.\n..\nFrom x\n>From y\n", b"x" * 1_000_000 + b"\n",
                        b"Subject: cr\n\na\rb\r\r\n"):
            with self.subTest(content=content[:40]):
                self.check_success("-d", ANN, message=content)
                mail = self.only_mail()
                self.assertEqual(mail.content, content)
                self.assertEqual(mail.sizes, (len(mail.octets), len(mail.wire_octets)))
                os.unlink(mail.path)

    def test_line_ends_of_the_first_line_hold_for_all(self):
        self.check_success("-d", ANN, message=b"Subject: crlf\r\n\r\na\r\nb\r\n")
        self.assertEqual(self.only_mail().content, b"Subject: crlf\n\na\nb\n")


class DeliverExitStatus(DeliverScenario):
    """The rows of the exit status table; the first word of the output is the enhanced status."""

    def tearDown(self):
        self.assertEqual(self.site.maildir("ann").messages(), [])
        super().tearDown()

    def test_unknown_user_is_67(self):
        self.check_failure(67, "5.1.1", "-d", address_of("stranger"))

    def test_domain_not_ours_is_67(self):
        self.check_failure(67, "5.7.1", "-d", "ann@elsewhere.test")

    def test_disabled_mailbox_is_77(self):
        self.site.mailboxctl("user", "disable", ANN)
        self.check_failure(77, "5.2.1", "-d", ANN)

    def test_too_large_message_is_65(self):
        self.check_failure(65, "5.3.4", "-d", ANN, "-o", "max-message-size=1K", message=b"x" * 1025)

    def test_mail_loop_is_65(self):
        loop = f"Delivered-To: {ANN}\n".encode("ascii")
        self.check_failure(65, "5.4.6", "-d", ANN, message=loop + CONTENT)
        self.check_failure(65, "5.4.6", "-d", ANN, message=b"Received: x\n" * 51 + CONTENT)

    def test_missing_database_is_75(self):
        os.unlink(self.site.database)
        output = self.check_failure(75, "4.3.0", "-d", ANN)
        self.assertIn(self.site.database, output)

    def test_forbidden_folder_is_75_and_named(self):
        home = os.path.join(self.site.mail, "example.test", "ann")
        os.makedirs(home)
        output = self.check_failure(75, "4.3.5", "-d", ANN)
        self.assertIn(home, output)

    def test_missing_message_file_is_75(self):
        status, output = self.deliver("-d", ANN, "-p", self.path("absent"))
        self.assertEqual(status, 75, output)
        self.assertTrue(output.startswith("4."), output)

    def test_wrong_usage_is_75_by_default_and_64_by_setting(self):
        self.check_failure(75, "4.3.5", "-d")
        for arguments in (["--nonsense"], ["-d", ANN, "stray"]):
            with self.subTest(arguments=arguments):
                self.check_failure(75, "4.3.5", *arguments)
                self.check_failure(64, "4.3.5", "-o", "usage-exit-status=64", *arguments)

    def test_wrong_setting_is_75(self):
        output = self.check_failure(75, "4.3.5", "-d", ANN, "-o", "databse=x")
        self.assertIn("database", output)

    def test_address_that_is_none_is_not_temporary(self):
        status, output = self.deliver("-d", "a b@@example.test")
        self.assertEqual(status, 67, output)
        self.assertTrue(output.startswith("5.1."), output)


class DeliverMissingRoot(Scenario):
    def test_missing_root_folder_is_75(self):
        result = run([DELIVER, "--root", self.path("absent"), "-d", ANN], input=CONTENT)
        self.assertEqual(result.returncode, 75)
        self.assertTrue((result.stdout + result.stderr).startswith(b"4.3."), result)

    def test_missing_mail_folder_is_75_and_nothing_is_made_elsewhere(self):
        site = FinalhopSite(self)
        site.add_users("ann")
        shutil.rmtree(site.mail)
        result = site.deliver("-d", ANN, message=CONTENT)
        self.assertEqual(result.returncode, 75)
        self.assertTrue((result.stdout + result.stderr).startswith(b"4.3.5 "), result)


if __name__ == "__main__":
    main()
