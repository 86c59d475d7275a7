"""Programs that packaging/install-deps unpacked instead of installing, because Debian's mail
servers exclude one another. What installing them would have added to the machine, a scenario adds
in its own mount namespace (isolation.py), where it ends with the scenario.
"""

import os
import pwd
import subprocess

FOLDER = "/var/cache/finalhop/unpacked"
FIRST_USER_ID = 64500


def unpacked(package, *names):
    """The path of a package's file."""
    path = os.path.join(FOLDER, package, *names)
    if not os.path.exists(path):
        raise AssertionError(f"{path} is missing: run packaging/install-deps")
    return path


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def bind(source, target):
    mount("--bind", source, target)


def mount_empty(folder):
    """An empty folder in place of one of the machine's."""
    mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", folder)


def add_system_users(scenario, *names):
    """Users with groups of the same name, as the packages' installation makes them."""
    for place, line in (("passwd", "{name}:x:{id}:{id}::/nonexistent:/usr/sbin/nologin\n"),
                        ("group", "{name}:x:{id}:\n")):
        with open(f"/etc/{place}", encoding="utf-8") as file:
            known = file.read()
        present = {entry.split(":")[0] for entry in known.splitlines()}
        added = "".join(line.format(name=name, id=FIRST_USER_ID + number)
                        for number, name in enumerate(names) if name not in present)
        if added:
            bind(scenario.write(f"etc/{place}", known + added), f"/etc/{place}")
    for name in names:
        pwd.getpwnam(name)
