"""Postfix hands messages over by SMTP, as to any other host: one answer for all recipients, so
that a message is stored for all of them or for none.
"""

from finalhop_site import FinalhopSite, address_of
from postfix_instance import PostfixInstance
from scenario import Scenario, main

ADDRESS = ("127.0.0.1", 2525)
SENDER = "sender@example.org"
SETTINGS = "virtual_transport = smtp:[127.0.0.1]:2525\nsmtp_dns_support_level = disabled\n"


class PostfixSmtpSite(Scenario):
    SETTINGS = SETTINGS

    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob", "carl")
        self.server = self.site.start("--listen", "smtp:127.0.0.1:2525", address=ADDRESS)
        self.postfix = PostfixInstance(self, self.SETTINGS)


class PostfixSmtp(PostfixSmtpSite):
    def send(self, *names):
        self.postfix.send(SENDER, list(map(address_of, names)), b"Subject: smtp\n\nhello\n")
        return {d["to"].partition("@")[0]: d
                for d in self.postfix.wait_for_deliveries(len(names), "smtp")}

    def check_counts(self, *counts):
        self.assertEqual(tuple(len(self.site.maildir(name).messages())
                               for name in ("ann", "bob", "carl")), counts)

    def test_recipients_that_are_accepted_share_an_answer(self):
        deliveries = self.send("ann", "stranger", "bob", "carl")
        self.postfix.wait_until_queue_is_empty()
        self.assertEqual(deliveries["stranger"]["dsn"], "5.1.1")
        for name in ("ann", "bob", "carl"):
            self.assertEqual((deliveries[name]["status"], deliveries[name]["dsn"]),
                             ("sent", "2.0.0"), deliveries[name])
            self.assertRegex(self.site.maildir(name).only_message().trace["Received"],
                             r" with ESMTP id ")
        self.check_counts(1, 1, 1)

    def test_one_that_fails_puts_off_all_and_each_arrives_once(self):
        with self.site.broken_maildir("bob"):
            deliveries = self.send("ann", "bob", "carl")
            for delivery in deliveries.values():
                self.assertEqual(delivery["status"], "deferred", delivery)
                self.assertIn("<bob@example.test>", delivery["text"])
            self.assertEqual(self.site.maildir("ann").messages(), [])
            self.assertEqual(self.site.maildir("carl").messages(), [])
        self.postfix.flush()
        self.postfix.wait_until_queue_is_empty()
        self.check_counts(1, 1, 1)


class PostfixSmtpMisled(PostfixSmtpSite):
    """A Postfix that is told to send here what is not ours."""

    SETTINGS = SETTINGS.replace("virtual_transport", "default_transport") + "transport_maps =\n"

    def test_domain_of_others_is_not_relayed(self):
        self.postfix.send("sender@example.test", ["ann@elsewhere.test"], b"Subject: relay\n\nx\n")
        delivery = self.postfix.wait_for_deliveries(1, "smtp")[0]
        self.assertEqual((delivery["status"], delivery["dsn"]), ("bounced", "5.7.1"), delivery)


if __name__ == "__main__":
    main()
