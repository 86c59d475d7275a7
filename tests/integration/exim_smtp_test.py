"""Exim hands messages over by SMTP, as to any other host, and by LMTP over TCP, encrypted and
logged in: what it makes of PRDR, CHUNKING, STARTTLS (by GnuTLS) and AUTH.
"""

from certificates import Authority
from example import example
from exim_instance import EximInstance
from finalhop_site import FinalhopSite, address_of
from scenario import Scenario, main

ADDRESS = ("127.0.0.1", 2525)
SENDER = "sender@example.org"
MESSAGE = b"Subject: exim\n\nhello\n.\n..\nFrom here\n"
TRANSPORT = """
finalhop:
  driver = smtp
  hosts = 127.0.0.1
  port = 2525
  allow_localhost
"""


class EximSmtp(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob", "carl")

    def start(self, *options, more=""):
        self.server = self.site.start("--listen", "smtp:127.0.0.1:2525", *options,
                                      address=ADDRESS)
        self.exim = EximInstance(self, TRANSPORT + more)

    def send(self, *names):
        self.exim.send(SENDER, list(map(address_of, names)), MESSAGE)
        return {attempt["to"].partition("@")[0]: attempt for attempt in self.exim.attempts()}

    def counts(self):
        return [len(self.site.maildir(name).messages()) for name in ("ann", "bob", "carl")]

    def check_arrives_once_when_it_can(self):
        self.exim.run_queue()
        self.assertEqual(self.exim.queue(), 0, self.exim.log())
        self.assertEqual(self.counts(), [1, 1, 1])

    def test_message_is_sent_in_chunks(self):
        self.start()
        attempts = self.send("ann", "stranger", "bob", "carl")
        self.assertEqual(self.exim.queue(), 0, self.exim.log())
        self.assertIn("550 5.1.1", attempts["stranger"]["text"])
        self.assertEqual(self.counts(), [1, 1, 1])
        for name in ("ann", "bob", "carl"):
            self.assertRegex(attempts[name]["text"], r" K ", "no CHUNKING")
            mail = self.site.maildir(name).only_message()
            self.assertTrue(mail.content.endswith(b"\n\nhello\n.\n..\nFrom here\n"), mail.content)
            self.assertRegex(mail.trace["Received"], r" with ESMTP id ")

    def test_message_is_sent_as_data_where_chunks_are_turned_off(self):
        self.start("--disabled-extension", "CHUNKING")
        attempts = self.send("ann", "bob", "carl")
        self.assertNotRegex(attempts["ann"]["text"], r" K ")
        self.assertEqual(self.counts(), [1, 1, 1])

    def test_recipients_have_their_own_answers_by_prdr(self):
        self.start()
        with self.site.broken_maildir("bob"):
            attempts = self.send("ann", "bob", "carl")
            self.assertEqual(attempts["bob"]["mark"], "==", self.exim.log())
            self.assertIn("451 4.3.5", attempts["bob"]["text"])
            self.assertEqual((attempts["ann"]["mark"], attempts["carl"]["mark"]), ("=>", "->"))
            self.assertIn(" PRDR", attempts["ann"]["text"])
        self.assertEqual(self.exim.queue(), 1)
        self.check_arrives_once_when_it_can()

    def test_one_answer_for_all_without_prdr(self):
        self.start("--disabled-extension", "PRDR")
        with self.site.broken_maildir("bob"):
            attempts = self.send("ann", "bob", "carl")
            self.assertEqual({attempt["mark"] for attempt in attempts.values()}, {"=="})
            for name in ("ann", "carl"):
                self.assertEqual(self.site.maildir(name).messages(), [])
        self.assertEqual(self.exim.queue(), 1)
        self.check_arrives_once_when_it_can()


class EximTls(Scenario):
    """The example for an lmtpd on another host."""

    def setUp(self):
        authority = Authority(self)
        certificate = authority.issue("mail.example.net")
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob", "exim")
        self.site.set_password("exim", "secret")
        self.server = self.site.start(
            "--listen", "lmtp:127.0.0.1:2525,allow=auth", "--tls-certificate", certificate.path,
            "--tls-key", certificate.key_path, address=ADDRESS)
        self.transport = example("exim", "transport-tcp", replaced={
            "hosts = 192.0.2.25": "hosts = 127.0.0.1\n  allow_localhost",
            "port = 24\n": "port = 2525\n",
            "/etc/ssl/certs/ca-certificates.crt": authority.path})

    def send(self, password):
        exim = EximInstance(self, self.transport, example("exim", "authenticator", replaced={
            "exim@example.net": address_of("exim"), "^secret": f"^{password}"}))
        exim.send(SENDER, [address_of("ann"), address_of("bob")], MESSAGE)
        return exim

    def test_encrypted_and_logged_in(self):
        exim = self.send("secret")
        self.assertEqual(exim.queue(), 0, exim.log())
        for attempt in exim.attempts():
            self.assertRegex(attempt["text"], r" X=TLS1\.[23]:\S+ .* A=finalhop ")
        for name in ("ann", "bob"):
            self.assertRegex(self.site.maildir(name).only_message().trace["Received"],
                             r" with LMTPSA \(using TLSv1\.3 with cipher \w+\) id ")

    def test_wrong_password_delivers_nothing(self):
        exim = self.send("guessed")
        self.assertEqual(exim.queue(), 1, exim.log())
        self.assertEqual(self.site.maildir("ann").messages(), [])


if __name__ == "__main__":
    main()
