"""Postfix asks lmtpd about recipients before it takes a message (reject_unverified_recipient)."""

import smtplib

from finalhop_site import FinalhopSite, address_of
from postfix_instance import PostfixInstance
from scenario import Scenario, main

SMTP_PORT = 2525
SERVICE = f"127.0.0.1:{SMTP_PORT} inet n - n - - smtpd\n"
SETTINGS = """
mynetworks = 192.0.2.0/24
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = reject_unverified_recipient
unverified_recipient_reject_code = 550
address_verify_poll_delay = 1s
virtual_mailbox_maps =
virtual_transport = lmtp:unix:{socket}
"""


class PostfixVerify(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self, user="nobody")
        self.site.add_users("ann", "gone")
        self.site.mailboxctl("user", "disable", address_of("gone"))
        self.site.add_alias("sales", "ann")
        self.server = self.site.start("--socket-mode", "0666")
        self.postfix = PostfixInstance(self, SETTINGS.format(socket=self.site.socket), SERVICE)

    def session(self):
        session = smtplib.SMTP("127.0.0.1", SMTP_PORT, "client.example.org", timeout=60)
        self.addCleanup(session.close)
        session.ehlo()
        session.mail("sender@example.org")
        return session

    def test_recipients_are_refused_before_the_message_is_taken(self):
        session = self.session()
        for name, code in (("ann", 250), ("stranger", 550), ("gone", 550), ("sales", 250),
                           ("Ann+lists", 250)):
            with self.subTest(recipient=name):
                self.assertEqual(session.rcpt(address_of(name))[0], code)
        self.postfix.wait_until_queue_is_empty()
        self.assertEqual(self.site.maildir("ann").messages(), [], "a probe was delivered")

        code, text = session.data(b"Subject: verified\r\n\r\nhello\r\n")
        self.assertEqual(code, 250, text)
        delivered = [delivery for delivery in self.postfix.wait_for_deliveries(8, "lmtp")
                     if delivery["status"] == "sent"]
        self.assertEqual(len(delivered), 3)
        self.assertEqual(len(self.site.maildir("ann").messages()), 3)

    def test_lmtpd_that_is_down_refuses_nobody_for_good(self):
        self.server.terminate()
        code, text = self.session().rcpt(address_of("ann"))
        self.assertEqual(code, 450, text)


if __name__ == "__main__":
    main()
