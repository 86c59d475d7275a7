"""Postfix runs `deliver` by pipe(8)."""

import os

from finalhop_site import FinalhopSite, address_of
from postfix_instance import PostfixInstance
from programs import DELIVER
from scenario import Scenario, main

SENDER = "sender@example.org"

# No flags: `deliver` puts Return-Path, Delivered-To and X-Original-To in itself.
SERVICE = """
finalhop  unix  -  n  n  -  -  pipe
  flags= user=nobody:nogroup null_sender= argv={deliver} --root {root}
  -f ${{sender}} -a ${{original_recipient}} -d ${{recipient}}
"""


class PostfixPipe(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self, user="nobody")
        self.site.add_users("ann", "bob", "carl")
        self.site.add_alias("sales", "bob", "carl")
        self.postfix = PostfixInstance(
            self, "virtual_transport = finalhop\nfinalhop_destination_recipient_limit = 1\n"
                  "virtual_alias_maps = inline:{ old@example.test=ann@example.test }\n"
                  "minimal_backoff_time = 1s\nmaximal_backoff_time = 1s\n",
            SERVICE.format(deliver=DELIVER, root=self.site.root))

    def test_message_is_stored_with_its_trace(self):
        self.postfix.send(SENDER, [address_of("old")], b"Subject: pipe\n\nhello\nFrom x\n.\n")
        sent, = self.postfix.wait_for_deliveries(1, "pipe")
        self.assertEqual((sent["status"], sent["dsn"]), ("sent", "2.0.0"), sent)
        self.postfix.wait_until_queue_is_empty()
        mail = self.site.maildir("ann").only_message()
        self.assertEqual(mail.trace["Return-Path"], f"<{SENDER}>")
        self.assertEqual(mail.trace["Delivered-To"], address_of("ann"))
        self.assertEqual(mail.trace["X-Original-To"], address_of("old"))
        self.assertTrue(mail.content.endswith(b"\n\nhello\nFrom x\n.\n"), mail.content)
        self.assertEqual(mail.sizes, (len(mail.octets), len(mail.wire_octets)))

    def test_alias_reaches_all_its_mailboxes(self):
        self.postfix.send(SENDER, [address_of("sales")], b"Subject: pipe\n\nhello\n")
        self.postfix.wait_for_deliveries(1, "pipe")
        for name in ("bob", "carl"):
            trace = self.site.maildir(name).only_message().trace
            self.assertEqual(trace["Delivered-To"], address_of(name))
            self.assertEqual(trace["X-Original-To"], address_of("sales"))

    def test_null_sender_is_kept(self):
        self.postfix.send("<>", [address_of("ann")], b"Subject: bounce\n\nhello\n")
        sent, = self.postfix.wait_for_deliveries(1, "pipe")
        self.assertEqual(sent["status"], "sent", sent)
        self.assertEqual(self.site.maildir("ann").only_message().trace["Return-Path"], "<>")

    def test_unknown_user_bounces_with_5_1_1(self):
        self.postfix.send(SENDER, [address_of("stranger")], b"Subject: pipe\n\nhello\n")
        bounced, = self.postfix.wait_for_deliveries(1, "pipe")
        self.assertEqual((bounced["status"], bounced["dsn"]), ("bounced", "5.1.1"), bounced)
        self.postfix.wait_until_queue_is_empty()

    def test_missing_database_defers_and_heals(self):
        away = self.site.database + ".away"
        os.rename(self.site.database, away)
        self.postfix.send(SENDER, [address_of("ann")], b"Subject: pipe\n\nhello\n")
        deferred = self.postfix.wait_for_deliveries(1, "pipe")[0]
        self.assertEqual((deferred["status"], deferred["dsn"]), ("deferred", "4.3.0"), deferred)
        self.assertEqual([message["recipients"][0]["address"] for message in self.postfix.queue()],
                         [address_of("ann")])
        self.assertEqual(self.site.maildir("ann").messages(), [])

        os.rename(away, self.site.database)
        self.postfix.flush()
        self.postfix.wait_until_queue_is_empty()
        self.assertEqual(self.postfix.deliveries("pipe")[-1]["status"], "sent")
        self.site.maildir("ann").only_message()


if __name__ == "__main__":
    main()
