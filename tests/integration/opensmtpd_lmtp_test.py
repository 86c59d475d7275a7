"""OpenSMTPD hands messages over by LMTP: `action … lmtp` over the UNIX socket and over TCP, one
session per recipient.

Its `relay host lmtp://` is not for use with any server that answers when it can: it takes two
replies in one packet for an attack ("Remote host sent too much data") and sends the message again.
"""

from example import example
from finalhop_site import FinalhopSite, address_of
from opensmtpd_instance import OpenSmtpdInstance
from scenario import Scenario, main

SENDER = "sender@example.org"
PORT = 2424
MESSAGE = b"Subject: opensmtpd\n\nhello\n.\n..\nFrom here\n"


class OpenSmtpdDelivery:
    """What is true of every action; a subclass says which."""

    def setUp(self):
        self.site = FinalhopSite(self, user="nobody")
        self.site.add_users("ann", "bob", "carl")
        self.site.add_alias("sales", "bob", "carl")
        self.server = self.site.start("--listen", self.LISTEN.format(site=self.site),
                                      address=self.ADDRESS)
        self.smtpd = OpenSmtpdInstance(self, example("opensmtpd", "smtpd.conf", replaced={
            "/run/finalhop/lmtp.sock": self.DESTINATION.format(site=self.site),
            "vmail": "nobody", "example.net": "example.test"}))

    def send(self, *recipients):
        self.smtpd.send(SENDER, list(map(address_of, recipients)), MESSAGE)

    def contents(self, name):
        return [mail.content for mail in self.site.maildir(name).messages()]

    def test_each_recipient_gets_its_own_answer(self):
        self.send("ann", "stranger", "sales", "carl")
        attempts = {a["to"]: a for a in self.smtpd.wait_for_attempts(4)}
        for name in ("ann", "sales", "carl"):
            self.assertEqual(attempts[address_of(name)]["result"], "Ok")
        # Its mail.lmtp keeps trying whatever the reply was.
        refused = attempts[address_of("stranger")]
        self.assertEqual(refused["result"], "TempFail", refused)
        self.assertIn("550 5.1.1", refused["text"])
        self.assertEqual(len(self.smtpd.queue()), 1)

        for name, count in (("ann", 1), ("bob", 1), ("carl", 2)):
            self.assertEqual(len(self.contents(name)), count, name)
            for content in self.contents(name):
                # OpenSMTPD ends a message with one line end more.
                self.assertTrue(content.endswith(b"\n\nhello\n.\n..\nFrom here\n\n"), content)
        self.assertEqual({mail.trace["X-Original-To"]
                          for mail in self.site.maildir("carl").messages()},
                         {address_of("sales"), address_of("carl")})
        self.assertEqual(self.site.maildir("ann").only_message().trace["Return-Path"],
                         f"<{SENDER}>")

    def test_one_that_fails_for_now_is_put_off_and_arrives_once(self):
        with self.site.broken_maildir("bob"):
            self.send("ann", "bob", "carl")
            attempts = {a["to"]: a for a in self.smtpd.wait_for_attempts(3)}
            self.assertEqual(attempts[address_of("bob")]["result"], "TempFail")
            self.assertIn("451 4.3.5", attempts[address_of("bob")]["text"])
        self.assertEqual(len(self.smtpd.queue()), 1)
        self.smtpd.run_queue()
        self.smtpd.wait_until_queue_is_empty()
        for name in ("ann", "bob", "carl"):
            self.assertEqual(len(self.contents(name)), 1, name)


class OpenSmtpdOverUnixSocket(OpenSmtpdDelivery, Scenario):
    LISTEN = "lmtp:unix:{site.socket},mode=0666"
    ADDRESS = None
    DESTINATION = "{site.socket}"


class OpenSmtpdOverTcp(OpenSmtpdDelivery, Scenario):
    LISTEN = f"lmtp:127.0.0.1:{PORT}"
    ADDRESS = ("127.0.0.1", PORT)
    DESTINATION = f"127.0.0.1:{PORT}"


if __name__ == "__main__":
    main()
