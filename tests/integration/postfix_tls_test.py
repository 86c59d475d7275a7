"""Postfix on another host hands over by LMTP: over TCP, encrypted, with a client certificate and a
log-in, and tells by XFORWARD whom it had the message from. The settings are those of the example.
"""

import smtplib

from certificates import Authority
from example import example
from finalhop_site import FinalhopSite, address_of
from postfix_instance import PostfixInstance
from scenario import Scenario, main

ADDRESS = ("127.0.0.1", 2424)
SENDER = "sender@example.org"
NAME = "mail.example.net"  # the server's, as its certificate and the example say
# Debian's Postfix leaves its own log to say which certificate it took.
LOG_TLS = "lmtp_tls_loglevel = 1\n"
# IDENT is told of mail that came by SMTP, not of what its sendmail took.
SMTPD = "127.0.0.1:2526 inet n - n - - smtpd\n"


def hand_in(names, message=b"Subject: forwarded\r\n\r\nhello\r\n"):
    """Gives a message to Postfix, as a client on another host does."""
    with smtplib.SMTP("127.0.0.1", 2526, "helo.example.org", timeout=60) as session:
        session.sendmail(SENDER, list(map(address_of, names)), message)


class PostfixTls(Scenario):
    def setUp(self):
        self.authority = Authority(self)
        self.certificate = self.authority.issue(NAME)
        self.client = self.authority.issue("mx.example.test")
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob", "postfix")
        self.site.set_password("postfix", "secret")

    def start_lmtpd(self, *options):
        return self.site.start(
            "--listen", "lmtp:127.0.0.1:2424,allow=certificate", "--host-name", NAME,
            "--tls-certificate", self.certificate.path, "--tls-key", self.certificate.key_path,
            "--tls-client-certificate", "required", "--tls-client-ca", self.authority.path,
            "--auth-required", "yes", "--xforward-from", "127.0.0.1", *options, address=ADDRESS)

    def start_postfix(self, more="", **replaced):
        settings = example("postfix", "main-tls.cf", replaced={
            "192.0.2.25:24": "127.0.0.1:2424",
            "/etc/ssl/certs/ca-certificates.crt": self.authority.path,
            "/etc/postfix/client.pem": self.client.path,
            "/etc/postfix/client.key": self.client.key_path,
            "postfix@example.net": address_of("postfix"), **replaced})
        return PostfixInstance(self, settings + LOG_TLS + more, SMTPD)

    def send(self, postfix, *names):
        hand_in(names)
        return {d["to"]: d for d in postfix.wait_for_deliveries(len(names), "lmtp")}

    def check_sent(self, delivery):
        self.assertEqual((delivery["status"], delivery["dsn"]), ("sent", "2.0.0"), delivery)

    def test_certificates_log_in_and_forwarded_client(self):
        server = self.start_lmtpd()
        postfix = self.start_postfix()
        deliveries = self.send(postfix, "ann", "stranger", "bob")
        postfix.wait_until_queue_is_empty()
        self.check_sent(deliveries[address_of("ann")])
        self.check_sent(deliveries[address_of("bob")])
        self.assertEqual(deliveries[address_of("stranger")]["dsn"], "5.1.1")
        self.assertRegex(postfix.log(), r"Verified TLS connection established to 127\.0\.0\.1")

        queue_id = deliveries[address_of("ann")]["queue_id"]
        for name in ("ann", "bob"):
            received = self.site.maildir(name).only_message().trace["Received"]
            self.assertRegex(received, r" with LMTPSA \(using TLSv1\.3 with cipher \w+\) id ")
            self.assertIn(f"(queue id {queue_id})", received)
        logged = [line for line in server.log().splitlines() if " delivery id=" in line]
        self.assertEqual(len(logged), 2)
        for line in logged:
            self.assertIn(queue_id, line)

    def test_certificate_that_is_known_by_its_fingerprint(self):
        """Both sides name the other's certificate; no authority is asked."""
        server = self.start_lmtpd("--tls-client-fingerprint", self.client.fingerprint)
        self.assertTrue(server.running)
        postfix = self.start_postfix(
            "lmtp_tls_fingerprint_digest = sha256\n"
            f"lmtp_tls_fingerprint_cert_match = {self.certificate.fingerprint}\n",
            **{"lmtp_tls_security_level = verify": "lmtp_tls_security_level = fingerprint"})
        self.check_sent(self.send(postfix, "ann")[address_of("ann")])
        self.assertRegex(postfix.log(), r"Verified TLS connection established to 127\.0\.0\.1")

    def test_stranger_s_certificate_delivers_nothing(self):
        self.client = Authority(self, "Another Authority").issue("mx.example.test")
        self.check_put_off(self.start_lmtpd())

    def test_wrong_password_delivers_nothing(self):
        self.check_put_off(self.start_lmtpd(), **{":secret": ":guessed"})

    def test_certificate_of_another_host_gets_no_mail(self):
        self.certificate = self.authority.issue("mail.example.org")
        self.check_put_off(self.start_lmtpd())

    def check_put_off(self, server, **replaced):
        postfix = self.start_postfix(**replaced)
        delivery = self.send(postfix, "ann")[address_of("ann")]
        self.assertEqual(delivery["status"], "deferred", delivery)
        self.assertEqual(len(postfix.queue()), 1)
        self.assertEqual(self.site.maildir("ann").messages(), [])
        self.assertTrue(server.running)


class PostfixForwardedClient(Scenario):
    def test_each_message_shows_its_own_client_and_queue_id(self):
        """In a session that serves several messages, what XFORWARD said of one is not left for the
        next, which came from nobody by SMTP."""
        site = FinalhopSite(self)
        site.add_users("ann")
        site.start("--listen", f"lmtp:unix:{site.socket},mode=0666", "--xforward-from", "unix")
        postfix = PostfixInstance(self, f"""
virtual_transport = single:unix:{site.socket}
lmtp_send_xforward_command = yes
lmtp_connection_cache_destinations = static:all
lmtp_connection_cache_time_limit = 30s
""", SMTPD + "single unix - - n - 1 lmtp\n")
        ids = []
        for number in range(3):
            if number == 1:
                postfix.send(SENDER, [address_of("ann")], b"Subject: local\n\nhello\n")
            else:
                hand_in(["ann"])
            ids.append(postfix.wait_for_deliveries(number + 1, "lmtp")[-1]["queue_id"])
        self.assertEqual(postfix.deliveries("lmtp")[-1]["use"], 3)
        # By the deliveries' ids, which sort by time; the files' names do not.
        mails = sorted(site.maildir("ann").messages(), key=lambda mail: mail.delivery_id)
        first, local, last = (mail.trace["Received"] for mail in mails)
        for received, queue_id in ((first, ids[0]), (last, ids[2])):
            self.assertIn("(for localhost [127.0.0.1] helo helo.example.org)", received)
            self.assertIn(f"(queue id {queue_id})", received)
        self.assertNotIn("queue id", local)
        self.assertNotIn("helo.example.org", local)


class PostfixReusedSession(Scenario):
    TRANSACTIONS = 1000

    def test_a_thousand_transactions_in_one_session(self):
        """Each answer belongs to its question to the end: every known recipient was stored once,
        and every unknown one was refused, by the reply that names it."""
        site = FinalhopSite(self)
        site.add_users("ann")
        site.start("--listen", f"lmtp:unix:{site.socket},mode=0666", "--max-transactions", "2000")
        # A transaction for each recipient of one message, all in the same session.
        postfix = PostfixInstance(self, f"""
virtual_transport = single:unix:{site.socket}
single_destination_recipient_limit = 1
recipient_delimiter = +
lmtp_connection_cache_destinations = static:all
lmtp_connection_cache_time_limit = 30s
max_use = 10000
""", "single unix - - n - 1 lmtp\n")
        names = [f"ann+{number}" if number % 3 else f"unknown{number}"
                 for number in range(self.TRANSACTIONS)]
        postfix.send(SENDER, list(map(address_of, names)), b"Subject: many\n\nhello\n")
        deliveries = postfix.wait_for_deliveries(self.TRANSACTIONS, "lmtp")
        self.assertGreater(max(delivery["use"] for delivery in deliveries), self.TRANSACTIONS // 2)
        stored = {mail.trace["X-Original-To"]: mail for mail in site.maildir("ann").messages()}
        self.assertEqual(sorted(stored), sorted(address_of(n) for n in names if n[0] == "a"))
        for delivery in deliveries:
            if delivery["to"].startswith("unknown"):
                self.assertEqual(delivery["dsn"], "5.1.1", delivery)
            else:
                self.assertIn(stored[delivery["to"]].delivery_id, delivery["text"])


if __name__ == "__main__":
    main()
