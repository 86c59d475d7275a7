"""Postfix hands messages over by LMTP (virtual_transport = lmtp:unix:...)."""

from finalhop_site import FinalhopSite, address_of
from postfix_instance import PostfixInstance
from scenario import Scenario, main

SENDER = "sender@example.org"
ID = r"[0-9A-HJKMNP-TV-Z]{26}"


class PostfixLmtp(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self, user="nobody")
        self.site.add_users("ann", "bob", "carl", "jürgen")
        self.site.add_alias("sales", "bob", "carl")
        self.server = self.site.start("--socket-mode", "0666")
        self.postfix = PostfixInstance(
            self, f"virtual_transport = lmtp:unix:{self.site.socket}\nrecipient_delimiter = +\n")

    def check_trace(self, mail, mailbox, recipient, protocol="LMTP"):
        trace = mail.trace
        self.assertEqual(trace["Return-Path"], f"<{SENDER}>")
        self.assertEqual(trace["Delivered-To"], address_of(mailbox))
        self.assertEqual(trace["X-Original-To"], address_of(recipient))
        self.assertRegex(trace["Received"],
                         rf"^from mx\.example\.test .*with {protocol} id {ID} "
                         rf"for <{address_of(recipient)}>; ")

    def test_each_recipient_gets_its_own_answer(self):
        self.postfix.send(SENDER, map(address_of, ("ann", "nobody-here", "sales")),
                          b"Subject: three\n\nhello\n")
        deliveries = {d["to"]: d for d in self.postfix.wait_for_deliveries(3, "lmtp")}
        self.postfix.wait_until_queue_is_empty()

        stored = {name: self.site.maildir(name).only_message() for name in ("ann", "bob", "carl")}
        self.check_trace(stored["ann"], "ann", "ann")
        self.check_trace(stored["bob"], "bob", "sales")
        self.check_trace(stored["carl"], "carl", "sales")
        for mail in stored.values():
            self.assertTrue(mail.content.endswith(b"\n\nhello\n"), mail.content)
            self.assertEqual(mail.sizes, (len(mail.octets), len(mail.wire_octets)))
        self.assertEqual(self.site.maildir("nobody-here").messages(), [])

        self.check_status(deliveries["ann@example.test"], "sent", "2.0.0", r"^250 2\.0\.0 .*",
                          stored["ann"])
        self.check_status(deliveries["sales@example.test"], "sent", "2.0.0", r"^250 2\.0\.0 .*",
                          stored["bob"])
        refused = deliveries["nobody-here@example.test"]
        self.assertEqual((refused["status"], refused["dsn"]), ("bounced", "5.1.1"), refused)
        self.assertIn("said: 550 5.1.1 ", refused["text"])
        self.assertIn("in reply to RCPT TO command", refused["text"])

    def check_status(self, delivery, status, dsn, text, mail):
        self.assertEqual((delivery["status"], delivery["dsn"]), (status, dsn), delivery)
        self.assertRegex(delivery["text"], text)
        self.assertIn(mail.delivery_id, delivery["text"])

    def test_copies_of_an_alias_carry_one_delivery_id(self):
        self.postfix.send(SENDER, [address_of("sales")], b"Subject: two\n\nhello\n")
        self.postfix.wait_for_deliveries(1, "lmtp")
        bob, carl = (self.site.maildir(name).only_message() for name in ("bob", "carl"))
        self.assertEqual(bob.delivery_id, carl.delivery_id)

    def test_eight_bit_content_is_not_recoded(self):
        body = "grün ".encode("utf-8") + bytes(range(128, 256)) + b"\n.\n..\nFrom x\n"
        self.postfix.send(SENDER, [address_of("ann")], b"Subject: 8bit\n\n" + body,
                          "-B", "8BITMIME")
        self.postfix.wait_for_deliveries(1, "lmtp")
        self.postfix.wait_until_queue_is_empty()
        self.assertTrue(self.site.maildir("ann").only_message().content.endswith(b"\n\n" + body))

    def test_internationalized_recipient_is_delivered(self):
        message = "Subject: jürgen\n\nhello\n".encode("utf-8")
        self.postfix.send(SENDER, [address_of("jürgen")], message)
        sent, = self.postfix.wait_for_deliveries(1, "lmtp")
        self.assertEqual((sent["status"], sent["dsn"]), ("sent", "2.0.0"), sent)
        mail = self.site.maildir("jürgen").only_message()
        self.check_trace(mail, "jürgen", "jürgen", protocol="UTF8LMTP")
        self.assertIn("Subject: jürgen\n".encode("utf-8"), mail.content)

    def test_null_sender_is_kept(self):
        self.postfix.send("<>", [address_of("ann")], b"Subject: bounce\n\nhello\n")
        sent, = self.postfix.wait_for_deliveries(1, "lmtp")
        self.assertEqual(sent["status"], "sent", sent)
        self.assertEqual(self.site.maildir("ann").only_message().trace["Return-Path"], "<>")

    def test_subaddress_and_capitals_reach_the_mailbox(self):
        self.postfix.send(SENDER, ["Ann+Lists@Example.TEST"], b"Subject: detail\n\nhello\n")
        sent, = self.postfix.wait_for_deliveries(1, "lmtp")
        self.assertEqual(sent["status"], "sent", sent)
        trace = self.site.maildir("ann").only_message().trace
        self.assertEqual(trace["Delivered-To"], "ann@example.test")
        self.assertEqual(trace["X-Original-To"].lower(), "ann+lists@example.test")


class PostfixConnectionReuse(Scenario):
    MESSAGES = 8

    def test_one_session_serves_many_messages_without_drift(self):
        site = FinalhopSite(self, user="nobody")
        site.add_users("ann", "bob")
        site.start("--socket-mode", "0666")
        # One delivery agent at a time, which keeps its session for this destination.
        postfix = PostfixInstance(self, f"""
virtual_transport = lmtp:unix:{site.socket}
lmtp_destination_concurrency_limit = 1
lmtp_connection_cache_destinations = static:all
lmtp_connection_cache_time_limit = 10s
""")
        for number in range(self.MESSAGES):
            postfix.send(SENDER, map(address_of, ("ann", f"unknown{number}", "bob")),
                         b"Subject: %d\n\nhello\n" % number)
        deliveries = postfix.wait_for_deliveries(3 * self.MESSAGES, "lmtp")
        postfix.wait_until_queue_is_empty()

        self.assertGreater(max(delivery["use"] for delivery in deliveries), 1, "no reuse")
        for delivery in deliveries:
            expected = ("bounced", "5.1.1") if "unknown" in delivery["to"] else ("sent", "2.0.0")
            self.assertEqual((delivery["status"], delivery["dsn"]), expected, delivery)
        subjects = {b"Subject: %d\n" % number for number in range(self.MESSAGES)}
        for name in ("ann", "bob"):
            messages = site.maildir(name).messages()
            self.assertEqual(len(messages), self.MESSAGES)
            self.assertEqual({line for mail in messages for line in mail.content.splitlines(True)
                              if line.startswith(b"Subject:")}, subjects)
            logged = [d["text"] for d in deliveries if d["to"] == address_of(name)]
            for mail in messages:
                self.assertEqual(sum(mail.delivery_id in text for text in logged), 1)


if __name__ == "__main__":
    main()
