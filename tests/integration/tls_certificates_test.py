"""Certificates: of clients, asked for or not; our own, renewed while the server runs, or wrong."""

import os
import signal
import ssl

from certificates import Authority, self_signed
from lmtp_client import ConnectionLost
from programs import run
from scenario import main
from tls_scenario import LMTPS, SENDER, TCP, TlsScenario


class ClientCertificates(TlsScenario):
    def setUp(self):
        super().setUp()
        self.clients = Authority(self, "Client Authority")
        self.known = self.clients.issue("client.example.test")
        self.expired = self.clients.issue("old.example.test", days=-1)
        self.stranger = self_signed(self, "stranger.example.test")

    def by_authority(self):
        return ("--tls-client-ca", self.clients.path)

    def by_fingerprint(self, certificate):
        return ("--tls-client-fingerprint", certificate.fingerprint)

    def check_admitted(self, certificate):
        for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            self.check_delivery(self.client_in_tls(
                tls=self.tls(certificate=certificate, newest=newest)))

    def check_refused(self, certificate, reason):
        """In TLS 1.3 the client learns of it when it reads the first time."""
        for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.assertRaisesRegex(ConnectionLost, "ALERT|alert"):
                self.client(LMTPS, self.tls(certificate=certificate, newest=newest))
        self.wait_for_log(rf" warning tls handshake failed address=\"127\.0\.0\.1\": {reason}")

    def test_required_and_checked_against_an_authority(self):
        self.start("--tls-client-certificate", "required", *self.by_authority())
        self.check_admitted(self.known)
        self.wait_for_log(r" info tls started .* certificate=verified "
                          r"subject=\"CN=client\.example\.test\"")
        self.check_refused(None, "peer did not return a certificate")
        self.check_refused(self.stranger, "certificate verify failed: certificate=unverified "
                           f"doubt=\"self-signed certificate\" .* fingerprint="
                           f"{self.stranger.fingerprint}")
        self.check_refused(self.expired, ".*doubt=\"certificate has expired\"")
        self.check_server_goes_on()

    def test_required_and_checked_against_a_list(self):
        self.start("--tls-client-certificate", "required", *self.by_fingerprint(self.stranger))
        self.check_admitted(self.stranger)
        self.check_refused(self.known, ".*doubt=\"its fingerprint is not listed\"")
        self.check_refused(None, "peer did not return a certificate")

    def test_either_is_enough(self):
        self.start("--tls-client-certificate", "required", *self.by_authority(),
                   *self.by_fingerprint(self.stranger), *self.by_fingerprint(self.expired))
        for certificate in (self.known, self.stranger, self.expired):
            self.check_admitted(certificate)

    def test_certificate_made_for_servers_only_is_not_a_client_s(self):
        self.start("--tls-client-certificate", "required", *self.by_authority())
        server_only = self.clients.issue("web.example.test", usage="serverAuth")
        self.check_refused(server_only, ".*doubt=\"unsuitable certificate purpose\"")

    def test_optional_ones_may_be_missing_or_bad(self):
        self.start("--tls-client-certificate", "optional", *self.by_authority())
        for certificate in (self.known, self.stranger, self.expired, None):
            self.check_admitted(certificate)
        self.wait_for_log(r" info tls started .* certificate=verified .*CN=client\.example\.test")
        self.wait_for_log(r" info tls started .* certificate=unverified .*CN=stranger")

    def test_listener_that_admits_by_certificate(self):
        place = ("127.0.0.1", 2430)
        self.start("--tls-client-certificate", "optional", *self.by_authority(),
                   "--listen", "lmtp:127.0.0.1:2430,allow=certificate",
                   "--listen", "lmtps:127.0.0.1:2431,allow=certificate")
        client = self.client(place)
        client.lhlo()
        self.check_not_admitted(client)
        client.start_tls(self.tls(certificate=self.stranger))
        client.lhlo()
        self.check_not_admitted(client)
        self.check_delivery(self.client_in_tls(place, self.tls(certificate=self.known)))
        for certificate, admitted in ((None, False), (self.known, True)):
            client = self.client(("127.0.0.1", 2431), self.tls(certificate=certificate))
            client.lhlo()
            if admitted:
                self.check_delivery(client)
            else:
                self.check_not_admitted(client)

    def check_not_admitted(self, client):
        reply = client.command(f"MAIL FROM:<{SENDER}>")
        self.assertEqual((reply.code, reply.text.split()[0]), (530, "5.7.0"), str(reply))

    def test_admission_by_certificate_that_nobody_is_asked_for_is_refused(self):
        refused = run(self.site.lmtpd_command(
            "--listen", "lmtp:127.0.0.1:2430,allow=certificate", "--check-config"))
        self.assertEqual(refused.returncode, 78)
        self.assertIn(b"tls-client-certificate", refused.stderr)


class OwnCertificate(TlsScenario):
    def setUp(self):
        super().setUp()
        self.configuration = self.path("finalhop.conf")

    def configure(self, **settings):
        self.write("finalhop.conf", "".join(f"{name.replace('_', '-')} = {value}\n"
                                            for name, value in settings.items()))

    def start_configured(self, **settings):
        self.configure(tls_certificate=self.server_certificate.path,
                       tls_key=self.server_certificate.key_path, **settings)
        self.server = self.site.start("--config", self.configuration,
                                      "--listen", f"lmtp:unix:{self.site.socket}",
                                      "--listen", "lmtp:127.0.0.1:2424",
                                      "--listen", "lmtps:127.0.0.1:2425")

    def reload(self):
        """The server has said what came of it."""
        before = self.server.log().count("reload: ")
        self.server.signal(signal.SIGHUP)
        self.wait_for_log_count("reload: ", before + 1)

    def shown_certificate(self, tls=None):
        client = self.client(LMTPS, tls or self.tls())
        octets = client.socket.getpeercert(binary_form=True)
        return ssl.DER_cert_to_PEM_cert(octets)

    def renew(self):
        """Another certificate, in the same files."""
        renewed = self.authority.issue("renewed.example.test")
        os.replace(renewed.key_path, self.server_certificate.key_path)
        os.replace(renewed.path, self.server_certificate.path)

    def test_new_sessions_have_the_new_certificate_and_old_ones_go_on(self):
        self.start_configured()
        old = self.client_in_tls()
        plain = self.client(TCP)
        plain.lhlo()
        before = self.shown_certificate()
        self.renew()
        self.assertEqual(self.shown_certificate(), before)
        self.reload()
        self.assertNotEqual(self.shown_certificate(), before)
        self.wait_for_log(r" info tls certificate subject=\"CN=renewed\.example\.test\"")
        self.check_delivery(old)
        self.assertEqual(plain.start_tls(self.tls()).code, 220)
        plain.lhlo()
        self.check_delivery(plain)

    def test_bad_files_leave_everything_as_it_was(self):
        self.start_configured()
        before = self.shown_certificate()
        key_path = self.server_certificate.key_path
        for spoil in (lambda: os.rename(key_path, key_path + ".away"),
                      lambda: self.write("mx.example.test.key", "nonsense\n"),
                      lambda: os.replace(self.authority.issue("other.example.test").key_path,
                                         key_path)):
            spoil()
            self.reload()
            self.assertEqual(self.shown_certificate(), before)
        for why in ("No such file or directory", "it must hold a private key", "does not belong"):
            self.wait_for_log(rf" error reload: TLS stays as it was, because tls-key.*{why}")
        self.check_server_goes_on()

    def test_bad_configuration_file_leaves_everything_as_it_was(self):
        self.start_configured()
        before = self.shown_certificate()
        self.write("finalhop.conf", "tls-certificat = /nowhere\n")
        self.reload()
        self.wait_for_log(r" error reload: TLS stays as it was, because .*finalhop\.conf:1")
        self.assertEqual(self.shown_certificate(), before)

    def test_fingerprints_are_read_anew(self):
        first = self_signed(self, "first.example.test")
        second = self_signed(self, "second.example.test")
        self.start_configured(tls_client_certificate="required",
                              tls_client_fingerprint=first.fingerprint)
        self.client(LMTPS, self.tls(certificate=first))
        old = self.client_in_tls(tls=self.tls(certificate=first))
        with self.assertRaises(ConnectionLost):
            self.client(LMTPS, self.tls(certificate=second))
        self.configure(tls_certificate=self.server_certificate.path,
                       tls_key=self.server_certificate.key_path,
                       tls_client_certificate="required",
                       tls_client_fingerprint=second.fingerprint)
        self.reload()
        self.client(LMTPS, self.tls(certificate=second))
        with self.assertRaises(ConnectionLost):
            self.client(LMTPS, self.tls(certificate=first))
        self.check_delivery(old)

    def check_start_refused(self, *parts, **settings):
        """Both the start and the check of the settings say what is wrong."""
        self.configure(**settings)
        for arguments in ((), ("--check-config",)):
            refused = run(self.site.lmtpd_command("--config", self.configuration, *arguments))
            said = refused.stderr.decode("utf-8")
            self.assertEqual(refused.returncode, 78, said)
            for part in parts:
                self.assertIn(part, said)

    def test_wrong_files_refuse_the_start(self):
        certificate, key = self.server_certificate.path, self.server_certificate.key_path
        missing = self.path("missing.pem")
        other = self.authority.issue("other.example.test")
        self.check_start_refused("tls-certificate", missing, "No such file",
                                 tls_certificate=missing, tls_key=key)
        self.check_start_refused("tls-key", missing, "No such file",
                                 tls_certificate=certificate, tls_key=missing)
        self.check_start_refused("tls-key", other.key_path, "does not belong", certificate,
                                 tls_certificate=certificate, tls_key=other.key_path)
        self.check_start_refused("tls-client-ca", missing, "No such file",
                                 tls_certificate=certificate, tls_key=key, tls_client_ca=missing,
                                 tls_client_certificate="required")
        self.check_start_refused("tls-client-fingerprint", "64 hexadecimal digits",
                                 tls_certificate=certificate, tls_key=key,
                                 tls_client_fingerprint="00:11")
        self.check_start_refused("tls-client-ca or tls-client-fingerprint",
                                 tls_certificate=certificate, tls_key=key,
                                 tls_client_certificate="required")
        self.check_start_refused("listen", "needs tls-certificate",
                                 listen="lmtps:127.0.0.1:2425")

    def test_key_that_lmtpd_may_not_read_refuses_the_start(self):
        os.chmod(self.server_certificate.key_path, 0o600)
        os.chmod(self.site.root, 0o777)
        refused = run(self.site.lmtpd_command(
            "--tls-certificate", self.server_certificate.path,
            "--tls-key", self.server_certificate.key_path), user="nobody")
        self.assertEqual(refused.returncode, 78, refused.stderr)
        self.assertIn(b"the user that lmtpd runs as must be able to read it", refused.stderr)

    def test_what_works_but_should_not_stay_so_is_a_warning(self):
        expired = self.authority.issue("old.example.test", days=-1)
        os.chmod(expired.key_path, 0o644)
        settings = ("--tls-certificate", expired.path, "--tls-key", expired.key_path)
        checked = run(self.site.lmtpd_command(*settings, "--check-config"))
        self.assertEqual(checked.returncode, 0)
        for warning in (b"has expired", b"can be read by everybody"):
            self.assertIn(warning, checked.stderr)
        self.server = self.site.start(*settings)
        self.wait_for_log(r" warning tls: .* has expired")
        self.wait_for_log(r" warning tls: .* can be read by everybody")


if __name__ == "__main__":
    main()
