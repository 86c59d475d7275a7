"""A private Dovecot that takes mail by LMTP, on a UNIX socket, into Maildirs of its own."""

import os

from maildir import Maildir
from programs import BackgroundProgram

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
instance_name = finalhop-comparison
protocols = lmtp
hostname = mx.example.test
ssl = no
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%d/%n/Maildir
lmtp_save_to_detail_mailbox = no
recipient_delimiter = +
service lmtp {{
  chroot =
  unix_listener {folder}/lmtp.sock {{
    mode = 0666
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/mail/%d/%n
}}
protocol lmtp {{
  mail_plugins =
}}
"""


class DovecotLmtp:
    def __init__(self, scenario, addresses, accepts):
        """`addresses`: whose mail it takes. `accepts`: True for an address that takes clients."""
        self.folder = scenario.path("dovecot")
        self.socket = os.path.join(self.folder, "lmtp.sock")
        configuration = scenario.write("dovecot/dovecot.conf",
                                       CONFIGURATION.format(folder=self.folder))
        scenario.write("dovecot/users", "".join(f"{address}:{{PLAIN}}-\n"
                                                for address in addresses))
        os.mkdir(os.path.join(self.folder, "mail"))
        os.chmod(os.path.join(self.folder, "mail"), 0o777)
        self.program = BackgroundProgram(scenario, ["dovecot", "-c", configuration, "-F"],
                                         scenario.path("dovecot.start.log"))
        self.program.wait_until_ready(lambda: accepts(self.socket), "accept LMTP")

    def maildir(self, address):
        local_part, domain = address.split("@")
        return Maildir(os.path.join(self.folder, "mail", domain, local_part, "Maildir"))
