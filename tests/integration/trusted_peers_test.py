"""XCLIENT, XFORWARD and IGNOREQUOTA are for the peers that the settings name, and nobody else."""

from finalhop_site import FinalhopSite, address_of
from lmtp_client import LmtpClient
from message_samples import plain
from scenario import Scenario, main

PLACE = ("127.0.0.1", 2424)
USER = address_of("ann")
KEYWORDS = ("XCLIENT", "XFORWARD", "IGNOREQUOTA")
TOLD = "NAME=mail.example.org ADDR=192.0.2.9 PORT=51000 PROTO=ESMTP HELO=client.example.org"


class TrustedPeers(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann")
        self.server = self.site.start(
            "--listen", "lmtp:127.0.0.1:2424,allow=127.0.0.0/30",
            "--listen", f"lmtp:unix:{self.site.socket}", "--xclient-from", "127.0.0.2",
            "--xforward-from", "127.0.0.3", "--xforward-from", "127.0.0.2",
            "--ignore-quota-from", "uid:root", address=self.site.socket)

    def greeted(self, source):
        client = LmtpClient(PLACE, source)
        self.addCleanup(client.close)
        self.offered = client.lhlo().lines
        return client

    def deliver(self, client):
        final = client.transact("sender@example.org", [USER], plain("trusted")).final
        self.assertEqual(final[USER].code, 250, str(final[USER]))

    def received(self):
        return " ".join(self.site.maildir("ann").only_message().trace["Received"].split())

    def keywords(self):
        return {line.split()[0] for line in self.offered}.intersection(KEYWORDS)

    def test_each_is_offered_to_whom_the_settings_name(self):
        for source, keywords in (("127.0.0.1", set()), ("127.0.0.2", {"XCLIENT", "XFORWARD"}),
                                 ("127.0.0.3", {"XFORWARD"})):
            self.greeted(source)
            self.assertEqual(self.keywords(), keywords, source)
        self.offered = self.site.client().lhlo().lines
        self.assertEqual(self.keywords(), {"IGNOREQUOTA"})

    def test_others_are_refused(self):
        client = self.greeted("127.0.0.1")
        for command in (f"XCLIENT {TOLD}", f"XFORWARD {TOLD}"):
            reply = client.command(command)
            self.assertEqual((reply.code, reply.text.split()[0]), (550, "5.7.0"), str(reply))
        self.deliver(client)
        self.assertIn("from client.example.test ([127.0.0.1])", self.received())

    def test_xclient_changes_what_is_shown_and_not_whom_we_trust(self):
        client = self.greeted("127.0.0.2")
        self.assertEqual(client.command(f"XCLIENT {TOLD}").code, 220)
        self.offered = client.lhlo().lines
        self.assertEqual(self.keywords(), {"XCLIENT", "XFORWARD"})
        self.deliver(client)  # although 192.0.2.9 is on no list
        self.assertIn("from client.example.org (mail.example.org [192.0.2.9])", self.received())
        self.assertIn("with ESMTP", self.received())
        lines = self.server.log().splitlines()
        line = next(line for line in lines if "replaced by XCLIENT" in line)
        for part in ('address="127.0.0.2"', 'xclient-address="192.0.2.9"', 'xclient-port="51000"'):
            self.assertIn(part, line)

    def test_xforward_is_told_of_one_transaction(self):
        client = self.greeted("127.0.0.3")
        told = "NAME=mail.example.org ADDR=192.0.2.9 HELO=client.example.org IDENT=4BxR7Z"
        self.assertEqual(client.command(f"XFORWARD {told}").code, 250)
        self.deliver(client)
        received = self.received()
        self.assertIn("from client.example.test ([127.0.0.3])", received)
        self.assertIn("[192.0.2.9]", received)
        self.assertIn("4BxR7Z", self.server.log())
        self.deliver(client)
        newest = [mail.trace["Received"] for mail in self.site.maildir("ann").messages()]
        self.assertEqual(sum("192.0.2.9" in field for field in newest), 1, newest)


if __name__ == "__main__":
    main()
