-- 0001-tables.sql: from an empty file to the tables. A migration that was once released never
-- changes; the schema as it is now stands, with comments, in ../directory.sql.

-- The domains whose mail ends here. Details: RFC 5233.
CREATE TABLE domain (
  key        TEXT NOT NULL PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 255 AND key = lower(key)),
  name       TEXT NOT NULL CHECK (length(name) > 0),     -- as the administrator gave it
  separators TEXT NOT NULL DEFAULT '+',                  -- each character begins a detail
  created    INTEGER NOT NULL DEFAULT (unixepoch())      -- seconds since 1970, UTC
) STRICT;

-- The depositories that mail is put into: one row per user.
CREATE TABLE mailbox (
  id             INTEGER PRIMARY KEY,
  domain         TEXT NOT NULL REFERENCES domain (key) ON UPDATE CASCADE ON DELETE RESTRICT,
  local_part_key TEXT NOT NULL
                 CHECK (length(local_part_key) > 0
                        AND local_part_key NOT LIKE '.%' AND instr(local_part_key, '/') = 0),
  local_part     TEXT NOT NULL CHECK (length(local_part) > 0),
  enabled        INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  format         TEXT NOT NULL DEFAULT 'maildir' CHECK (format IN ('maildir')),
  -- Below the mail root; NULL: by the mailbox path template.
  path           TEXT CHECK (length(path) > 0 AND path NOT LIKE '/%'),
  -- NULL: no log-in.
  password_hash  TEXT CHECK (password_hash GLOB '$argon2id$?*'),
  created        INTEGER NOT NULL DEFAULT (unixepoch()),
  UNIQUE (domain, local_part_key)
) STRICT;

-- Addresses that stand for other addresses.
CREATE TABLE alias (
  id             INTEGER PRIMARY KEY,
  domain         TEXT NOT NULL REFERENCES domain (key) ON UPDATE CASCADE ON DELETE RESTRICT,
  local_part_key TEXT NOT NULL,                          -- empty: the domain's catch-all
  local_part     TEXT NOT NULL,
  created        INTEGER NOT NULL DEFAULT (unixepoch()),
  UNIQUE (domain, local_part_key)
) STRICT;

-- Where an alias leads, in its order.
CREATE TABLE alias_target (
  alias    INTEGER NOT NULL REFERENCES alias (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position > 0),
  address  TEXT NOT NULL CHECK (instr(address, '@') > 1),  -- as the administrator gave it
  PRIMARY KEY (alias, position)
) STRICT;

-- "FHOP": the file is a Finalhop directory.
PRAGMA application_id = 1179144016;
PRAGMA user_version = 1;
