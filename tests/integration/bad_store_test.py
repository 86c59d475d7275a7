"""Trouble with one mailbox is 45x for its owner, loud in the log, and nobody else's business."""

import os
import shutil
import subprocess

from finalhop_site import FinalhopSite, address_of
from message_samples import as_stored, plain
from scenario import Scenario, main


class BadStore(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self, user="nobody")
        self.site.add_users("ann", "bob")
        self.ann = self.site.maildir("ann").path

    def deliver(self, content=plain("store")):
        """One message to ann and bob; their replies."""
        with self.site.client() as client:
            recipients = [address_of("ann"), address_of("bob")]
            final = client.transact("sender@example.org", recipients, content).final
        return [final[recipient] for recipient in recipients]

    def check_trouble(self, server, path, code=451, status="4.3.5"):
        """ann's mailbox is broken at `path`: the log says so, the reply does not; bob gets his."""
        before = len(self.site.maildir("bob").messages())
        ann, bob = self.deliver()
        self.assertEqual((ann.code, ann.text.split()[0]), (code, status), str(ann))
        self.assertNotIn("/", ann.text)
        self.assertEqual(bob.code, 250, str(bob))
        self.assertEqual(len(self.site.maildir("bob").messages()), before + 1)
        loud = [line for line in server.log().splitlines() if path in line]
        self.assertTrue(loud, f"no log line names {path}")
        self.assertTrue(server.running)

    def check_healed(self):
        ann, _ = self.deliver()
        self.assertEqual(ann.code, 250, str(ann))
        self.assertEqual([mail.content for mail in self.site.maildir("ann").messages()],
                         [as_stored(plain("store"))])

    def make_folder(self, path):
        """With all folders on the way to it, which belong to lmtpd's user like those it makes."""
        os.makedirs(path)
        while path not in (self.site.mail, self.folder):
            shutil.chown(path, "nobody", "nogroup")
            path = os.path.dirname(path)

    def test_symbolic_link_in_place_of_the_maildir(self):
        elsewhere = self.path("elsewhere")
        for name in ("tmp", "new", "cur"):
            self.make_folder(os.path.join(elsewhere, name))
        self.make_folder(os.path.dirname(self.ann))
        os.symlink(elsewhere, self.ann)
        self.check_trouble(self.site.start(), self.ann)
        for name in ("tmp", "new", "cur"):
            self.assertEqual(os.listdir(os.path.join(elsewhere, name)), [])
        os.unlink(self.ann)
        self.check_healed()

    def test_symbolic_link_in_place_of_new(self):
        self.make_folder(self.path("elsewhere", "new"))
        self.make_folder(os.path.join(self.ann, "tmp"))
        os.symlink(self.path("elsewhere", "new"), os.path.join(self.ann, "new"))
        self.check_trouble(self.site.start(), os.path.join(self.ann, "new"))
        self.assertEqual(os.listdir(self.path("elsewhere", "new")), [])
        self.assertEqual(os.listdir(os.path.join(self.ann, "tmp")), [])
        os.unlink(os.path.join(self.ann, "new"))
        self.check_healed()

    def test_file_in_place_of_the_maildir(self):
        self.make_folder(os.path.dirname(self.ann))
        with open(self.ann, "xb"):
            pass
        self.check_trouble(self.site.start(), self.ann)
        os.unlink(self.ann)
        self.check_healed()

    def test_file_in_place_of_tmp(self):
        self.make_folder(self.ann)
        with open(os.path.join(self.ann, "tmp"), "xb"):
            pass
        self.check_trouble(self.site.start(), os.path.join(self.ann, "tmp"))
        os.unlink(os.path.join(self.ann, "tmp"))
        self.check_healed()

    def test_folder_of_another_user(self):
        home = os.path.dirname(self.ann)
        self.make_folder(home)
        shutil.chown(home, "root")
        self.check_trouble(self.site.start(), home)
        shutil.chown(home, "nobody")
        self.check_healed()

    def mount(self, *arguments):
        subprocess.run(["mount", *arguments], check=True)

    def mount_on_ann(self, *arguments):
        """A file system of its own for ann's folder."""
        home = os.path.dirname(self.ann)
        self.make_folder(home)
        self.mount(*arguments, home)
        self.addCleanup(subprocess.run, ["umount", "--lazy", home], check=True)
        return home

    def test_read_only_file_system(self):
        home = self.mount_on_ann("-t", "tmpfs", "-o", "mode=0777", "tmpfs")
        self.mount("-o", "remount,ro", home)
        self.check_trouble(self.site.start(), home, status="4.3.0")
        self.mount("-o", "remount,rw", home)
        self.check_healed()

    def test_full_file_system(self):
        home = self.mount_on_ann("-t", "tmpfs", "-o", "mode=0777,size=64k", "tmpfs")
        server = self.site.start()
        large = plain("large") + b"x" * 200_000 + b"\r\n"
        ann, bob = self.deliver(large)
        self.assertEqual((ann.code, ann.text.split()[0]), (452, "4.3.1"), str(ann))
        self.assertEqual(bob.code, 250, str(bob))
        self.assertIn(home, server.log())
        self.assertEqual(self.site.maildir("ann").messages(), [])
        self.assertEqual(os.listdir(os.path.join(self.ann, "tmp")), [], "octets left behind")
        self.check_healed()

    def test_mail_root_below_its_floor_of_free_space(self):
        self.mount("-t", "tmpfs", "-o", "mode=0777,size=1m", "tmpfs", self.site.mail)
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.site.mail], check=True)
        self.site.start("--min-free-space", "8M")
        reply = self.site.client().command("MAIL FROM:<sender@example.org>")
        self.assertEqual((reply.code, reply.text.split()[0]), (452, "4.3.1"), str(reply))

    def test_alias_with_one_broken_mailbox_stores_no_copy(self):
        self.site.add_alias("all", "bob", "ann")
        self.make_folder(os.path.dirname(self.ann))
        os.symlink(self.path("nowhere"), self.ann)
        self.site.start()
        with self.site.client() as client:
            final = client.transact("sender@example.org", [address_of("all")], plain("store")).final
        self.assertEqual([reply.code for reply in final.values()], [451])
        self.assertEqual(self.site.maildir("bob").messages(), [])


if __name__ == "__main__":
    main()
