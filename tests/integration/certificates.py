"""TLS certificates and keys for a scenario, made by the openssl command. Good for nothing else."""

import ssl
import subprocess
import textwrap

# RSA takes long to make; every peer in the scenarios knows this curve.
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def openssl(*arguments):
    """What it wrote to standard output, as text."""
    done = subprocess.run(["openssl", *arguments], capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"openssl {arguments}: {done.stderr.decode('utf-8', 'replace')}")
    return done.stdout.decode("utf-8")


class Certificate:
    """A certificate in `path` and its key in `key_path`, PEM files in the scenario's folder."""

    def __init__(self, scenario, name):
        self.name = name
        self.path = scenario.path(file_name(name) + ".pem")
        self.key_path = scenario.path(file_name(name) + ".key")

    @property
    def fingerprint(self):
        """SHA-256 of the certificate: pairs of hexadecimal digits with colons between."""
        return openssl("x509", "-in", self.path, "-noout", "-fingerprint",
                       "-sha256").strip().partition("=")[2]

    @property
    def pem(self):
        with open(self.path, encoding="ascii") as file:
            return file.read()


def self_signed(scenario, name):
    certificate = Certificate(scenario, name)
    openssl("req", "-x509", *KEY, "-days", "30", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName=DNS:{name}",
            "-keyout", certificate.key_path, "-out", certificate.path)
    return certificate


class Authority:
    """A certification authority of the scenario's own."""

    def __init__(self, scenario, name="Test Authority"):
        self.scenario = scenario
        self.certificate = Certificate(scenario, name)
        openssl("req", "-x509", *KEY, "-days", "30", "-subj", f"/CN={name}",
                "-addext", "keyUsage=critical,keyCertSign",
                "-keyout", self.certificate.key_path, "-out", self.certificate.path)

    @property
    def path(self):
        """Of the file that whoever trusts this authority needs."""
        return self.certificate.path

    def issue(self, name, days=30, usage="serverAuth,clientAuth"):
        """A certificate for the host `name`; with `days` below 0 it has expired already."""
        issued = Certificate(self.scenario, name)
        request = self.scenario.path(file_name(name) + ".csr")
        extensions = self.scenario.write(file_name(name) + ".ext", textwrap.dedent(f"""\
            basicConstraints = CA:FALSE
            extendedKeyUsage = {usage}
            subjectAltName = DNS:{name}
            """))
        openssl("req", *KEY, "-subj", f"/CN={name}", "-keyout", issued.key_path, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.certificate.path,
                "-CAkey", self.certificate.key_path, "-CAcreateserial", "-days", str(days),
                "-extfile", extensions, "-out", issued.path)
        return issued


def client_tls(authority=None, certificate=None, oldest=ssl.TLSVersion.TLSv1_2,
               newest=ssl.TLSVersion.TLSv1_3):
    """The client's side of a handshake: whom it trusts (None: anybody), and what it shows."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname = False
    tls.verify_mode = ssl.CERT_NONE
    if authority is not None:
        tls.verify_mode = ssl.CERT_REQUIRED
        tls.load_verify_locations(authority.path)
    if certificate is not None:
        tls.load_cert_chain(certificate.path, certificate.key_path)
    if oldest < ssl.TLSVersion.TLSv1_2:
        tls.set_ciphers("ALL:@SECLEVEL=0")  # or OpenSSL would not even try
    tls.minimum_version = oldest
    tls.maximum_version = newest
    return tls


def file_name(name):
    return name.replace(" ", "-").replace("*", "any")
