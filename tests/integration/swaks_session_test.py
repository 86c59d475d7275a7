"""swaks, a client that many administrators test with: over the UNIX socket, and over TCP with TLS,
log-ins, and what trusted peers may say.
"""

import os
import re

from certificates import Authority
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


class SwaksOverTcp(Scenario):
    """One listener with everything that a client on another host may use."""

    SERVER = "127.0.0.1:2424"
    OPTIONS = ()

    def setUp(self):
        self.authority = Authority(self)
        self.certificate = self.authority.issue("mail.example.test")
        self.client = self.authority.issue("client.example.test")
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob")
        self.site.set_password("ann", "secret")

    def start(self, *options, protocol="lmtp"):
        """lmtpd with a listener for the tests and a socket that shows when it is ready."""
        return self.site.start(
            "--listen", f"{protocol}:{self.SERVER}", "--listen", f"lmtp:unix:{self.site.socket}",
            "--tls-certificate", self.certificate.path, "--tls-key", self.certificate.key_path,
            *options)

    def swaks(self, *options, protocol="LMTP", recipients=("ann", "bob")):
        """Its exit status and its transcript; STARTTLS is said unless there is --tls-on-connect."""
        result = run(["swaks", "--server", self.SERVER, "--protocol", protocol,
                      "--from", "sender@example.org", "--to", ",".join(map(address_of, recipients)),
                      "--ehlo", "client.example.test", "--data", "-", *options], input=MESSAGE)
        return result.returncode, result.stdout.decode("utf-8")

    def check_stored(self, swaks, protocol):
        status, transcript = swaks
        self.assertEqual(status, 0, transcript)
        for name in ("ann", "bob"):
            mail = self.site.maildir(name).only_message()
            self.assertEqual(mail.content, MESSAGE + b"\n")
            encryption = r" \(using TLSv1\.3 with cipher \w+\)" if "S" in protocol[-2:] else ""
            self.assertRegex(mail.trace["Received"], rf" with {protocol}{encryption} id ")
            os.unlink(mail.path)
        return transcript

    def check_refused(self, swaks, reply):
        status, transcript = swaks
        self.assertNotEqual(status, 0, transcript)
        self.assertRegex(transcript, rf"\n<(?:~|\*|-)\S* +{reply}")
        for name in ("ann", "bob"):
            self.assertEqual(self.site.maildir(name).messages(), [])

    def test_encrypted_after_starttls(self):
        self.start()
        transcript = self.check_stored(self.swaks("--tls"), "LMTPS")
        self.assertIn("TLS started with cipher TLSv1.3", transcript)

    def test_encrypted_from_the_start(self):
        self.start(protocol="lmtps")
        self.check_stored(self.swaks("--tls-on-connect"), "LMTPS")

    def test_client_certificate_admits(self):
        self.start("--listen", "lmtp:127.0.0.1:2425,allow=certificate",
                   "--tls-client-certificate", "optional", "--tls-client-ca", self.authority.path)
        self.SERVER = "127.0.0.1:2425"
        self.check_refused(self.swaks("--tls"), r"530 5\.7\.0 ")
        self.check_stored(self.swaks("--tls", "--tls-cert", self.client.path,
                                     "--tls-key", self.client.key_path), "LMTPS")

    def test_log_in_by_each_mechanism(self):
        self.start("--auth-required", "yes")
        for mechanism in ("PLAIN", "LOGIN"):
            with self.subTest(mechanism=mechanism):
                self.check_stored(self.swaks("--tls", *self.log_in(mechanism)), "LMTPSA")
                self.check_refused(self.swaks("--tls", *self.log_in(mechanism, "guessed")),
                                   r"535 5\.7\.8 ")
                # In the clear it is not offered, so that swaks does not even try.
                self.assertNotEqual(self.swaks(*self.log_in(mechanism))[0], 0)
        self.check_refused(self.swaks("--tls"), r"530 5\.7\.0 ")

    def log_in(self, mechanism, password="secret"):
        return ("--auth", mechanism, "--auth-user", address_of("ann"), "--auth-password", password)

    def test_log_in_in_the_clear_by_setting(self):
        self.start("--auth-required", "yes", "--auth-without-tls", "yes")
        self.check_stored(self.swaks(*self.log_in("PLAIN")), "LMTPA")

    def test_xclient_of_a_trusted_peer(self):
        server = self.start("--xclient-from", "127.0.0.1")
        transcript = self.check_stored(self.swaks(
            "--xclient", "NAME=mx.example.org ADDR=192.0.2.7 HELO=helo.example.org"), "LMTP")
        self.assertRegex(transcript, r"\n -> XCLIENT ")
        self.assertIn("192.0.2.7", server.log())

    def test_xclient_of_a_stranger_is_not_obeyed(self):
        server = self.start("--xclient-from", "192.0.2.1")
        self.swaks("--xclient-addr", "192.0.2.7", "--xclient-no-verify")
        self.assertNotIn("192.0.2.7", server.log())

    def test_proxy_header_of_each_version(self):
        """It is the address in the header that the listener's list is asked about."""
        server = self.start("--listen", "lmtp:127.0.0.1:2425,allow=192.0.2.0/28",
                            "--proxy-from", "127.0.0.1")
        self.SERVER = "127.0.0.1:2425"
        for version, family in (("1", "TCP4"), ("2", "AF_INET")):
            with self.subTest(version=version):
                self.check_stored(self.swaks(*self.proxied(version, family, "192.0.2.8")), "LMTP")
                self.check_refused(self.swaks(*self.proxied(version, family, "192.0.2.99")),
                                   r"421 4\.7\.1 ")
        self.assertIn("192.0.2.8", server.log())

    def proxied(self, version, family, source):
        return ("--proxy-version", version, "--proxy-family", family, "--proxy-source", source,
                "--proxy-source-port", "4711", "--proxy-dest", "192.0.2.25",
                "--proxy-dest-port", "24")

    def test_smtp(self):
        self.start(protocol="smtp")
        self.check_stored(self.swaks(protocol="ESMTP"), "ESMTP")
        self.check_stored(self.swaks(protocol="SMTP"), "SMTP")
        self.check_stored(self.swaks("--tls", protocol="ESMTP"), "ESMTPS")
        self.check_stored(self.swaks("--pipeline", protocol="ESMTP"), "ESMTP")
        self.check_stored(self.swaks("--prdr", protocol="ESMTP"), "ESMTP")


if __name__ == "__main__":
    main()
