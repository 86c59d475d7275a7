"""Exim hands messages over by LMTP: by its lmtp transport to the UNIX socket, and by its smtp
transport with `protocol = lmtp` over TCP.
"""

from example import example
from exim_instance import EximInstance
from finalhop_site import FinalhopSite, address_of
from scenario import Scenario, main

SENDER = "sender@example.org"
PORT = 2424
MESSAGE = b"Subject: exim\n\nhello\n.\n..\nFrom here\n"


class EximDelivery:
    """What is true of every transport; a subclass says which."""

    def setUp(self):
        self.site = FinalhopSite(self, user="nobody")
        self.site.add_users("ann", "bob", "carl")
        self.site.add_alias("sales", "bob", "carl")
        self.server = self.start()
        self.exim = EximInstance(self, self.transport())

    def start(self):
        """lmtpd, as it is started again."""
        return self.site.start("--listen", self.LISTEN.format(site=self.site), address=self.ADDRESS)

    def send(self, *recipients, message=MESSAGE):
        self.exim.send(SENDER, list(map(address_of, recipients)), message)

    def attempts(self):
        return {attempt["to"]: attempt for attempt in self.exim.attempts()}

    def contents(self, name):
        return [mail.content for mail in self.site.maildir(name).messages()]

    def test_each_recipient_gets_its_own_answer(self):
        self.send("ann", "stranger", "sales", "carl")
        self.assertEqual(self.exim.queue(), 0, self.exim.log())
        attempts = self.attempts()
        for name in ("ann", "sales", "carl"):
            self.assertIn(attempts[address_of(name)]["mark"], ("=>", "->"))
        self.assertEqual(attempts[address_of("stranger")]["mark"], "**")
        self.assertIn("550 5.1.1", attempts[address_of("stranger")]["text"])

        for name, count in (("ann", 1), ("bob", 1), ("carl", 2)):
            self.assertEqual(len(self.contents(name)), count, name)
            for content in self.contents(name):
                self.assertTrue(content.endswith(b"\n\nhello\n.\n..\nFrom here\n"), content)
        self.assertEqual({mail.trace["X-Original-To"]
                          for mail in self.site.maildir("carl").messages()},
                         {address_of("sales"), address_of("carl")})
        self.assertEqual(self.site.maildir("ann").only_message().trace["Return-Path"],
                         f"<{SENDER}>")

    def test_one_that_fails_for_now_is_put_off_and_arrives_once(self):
        with self.site.broken_maildir("bob"):
            self.send("ann", "bob", "carl")
            attempts = self.attempts()
            self.assertEqual(attempts[address_of("bob")]["mark"], "==", self.exim.log())
            self.assertIn("451 4.3.5", attempts[address_of("bob")]["text"])
            self.assertEqual(self.exim.queue(), 1)
            self.assertEqual((len(self.contents("ann")), len(self.contents("carl"))), (1, 1))
        self.exim.run_queue()
        self.assertEqual(self.exim.queue(), 0, self.exim.log())
        for name in ("ann", "bob", "carl"):
            self.assertEqual(len(self.contents(name)), 1, name)

    def test_server_that_is_down_refuses_nobody_for_good(self):
        self.server.terminate()
        self.send("ann", "stranger")
        self.assertEqual(self.exim.queue(), 1)
        self.assertEqual({attempt["mark"] for attempt in self.exim.attempts()}, {"=="})
        self.start()
        self.exim.run_queue()
        self.assertEqual(self.exim.queue(), 0, self.exim.log())
        self.assertEqual(len(self.contents("ann")), 1)

    def test_null_sender_is_kept(self):
        self.exim.send("<>", [address_of("ann")], MESSAGE)
        self.assertEqual(self.exim.queue(), 0, self.exim.log())
        self.assertEqual(self.site.maildir("ann").only_message().trace["Return-Path"], "<>")


class EximLmtpTransport(EximDelivery, Scenario):
    """driver = lmtp: no parameters, one command at a time."""

    LISTEN = "lmtp:unix:{site.socket},mode=0666"
    ADDRESS = None

    def transport(self):
        return example("exim", "transport", replaced={"/run/finalhop/lmtp.sock": self.site.socket})


class EximSmtpTransportInLmtp(EximDelivery, Scenario):
    """driver = smtp, protocol = lmtp: SIZE, pipelining and CHUNKING as our LHLO offers them."""

    LISTEN = f"lmtp:127.0.0.1:{PORT}"
    ADDRESS = ("127.0.0.1", PORT)

    def transport(self):
        return ("finalhop:\n  driver = smtp\n  protocol = lmtp\n  hosts = 127.0.0.1\n"
                f"  port = {PORT}\n  allow_localhost\n")

    def test_messages_of_one_queue_run_share_a_session(self):
        self.server.terminate()
        for number in range(5):
            self.send("ann", f"stranger{number}", "bob", message=b"Subject: %d\n\nhello\n" % number)
        self.assertEqual(self.exim.queue(), 5)
        self.start()
        self.exim.run_queue()
        self.assertEqual(self.exim.queue(), 0, self.exim.log())
        # Exim marks a session it used again with an asterisk behind the host.
        self.assertRegex(self.exim.log(), rf"\[127\.0\.0\.1\]:{PORT}\* ")
        for name in ("ann", "bob"):
            self.assertEqual(len(self.contents(name)), 5)
            self.assertEqual(len(set(self.contents(name))), 5)


if __name__ == "__main__":
    main()
