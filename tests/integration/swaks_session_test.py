"""swaks, a client that many administrators test with, over the UNIX socket."""

import re

from finalhop_site import FinalhopSite, address_of
from programs import run
from scenario import Scenario, main

MESSAGE = b"From: sender@example.org\nSubject: swaks\n\nhello\n.\n..\n"
# swaks marks what the server said with "<-", or "<**" where it had hoped for something else.
REPLY = re.compile(r"^(?:<-|<\*\*) +(\d{3} .*)$", re.MULTILINE)


class SwaksSession(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob", "carl", "gone")
        self.site.mailboxctl("user", "disable", address_of("gone"))
        self.site.add_alias("sales", "bob", "carl")
        self.site.start()

    def swaks(self, *recipients, options=()):
        """Its exit status and its transcript."""
        result = run(["swaks", "--socket", self.site.socket, "--protocol", "LMTP",
                      "--from", "sender@example.org", "--to", ",".join(map(address_of, recipients)),
                      "--data", "-", *options], input=MESSAGE)
        return result.returncode, result.stdout.decode("utf-8")

    def replies_after_the_dot(self, transcript):
        replies = REPLY.findall(transcript)
        started = next(n for n, reply in enumerate(replies) if reply.startswith("354 "))
        self.assertRegex(replies[-1], r"^221 2\.0\.0 ", transcript)
        return replies[started + 1:-1]

    def check_delivery(self, options):
        status, transcript = self.swaks("ann", "stranger", "sales", "gone", "carl", options=options)
        self.assertEqual(status, 0, transcript)
        self.assertRegex(transcript, r"\n<\*\* +550 5\.1\.1 ")
        self.assertRegex(transcript, r"\n<\*\* +550 5\.2\.1 ")
        final = self.replies_after_the_dot(transcript)
        self.assertEqual([reply[:9] for reply in final], ["250 2.0.0"] * 3, transcript)

        ann, = self.site.maildir("ann").messages()
        bob, = self.site.maildir("bob").messages()
        by_recipient = {mail.trace["X-Original-To"]: mail
                        for mail in self.site.maildir("carl").messages()}
        self.assertEqual(set(by_recipient), {address_of("sales"), address_of("carl")})
        carl = by_recipient[address_of("carl")]
        for mail, reply in zip((ann, bob, carl), final):
            self.assertIn(mail.delivery_id, reply)
            self.assertEqual(mail.content, MESSAGE + b"\n")  # swaks ends its data with a line end
        self.assertEqual(self.site.maildir("gone").messages(), [])

    def test_each_accepted_recipient_gets_one_reply(self):
        self.check_delivery(options=())

    def test_pipelined_commands_get_the_same_replies(self):
        self.check_delivery(options=("--pipeline",))

    def test_session_without_accepted_recipient_stores_nothing(self):
        status, transcript = self.swaks("stranger", "gone")
        self.assertNotEqual(status, 0, transcript)
        self.assertNotIn("354 ", transcript)


if __name__ == "__main__":
    main()
