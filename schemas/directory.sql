-- directory.sql: the user and alias database of Finalhop, schema version 2.
--
-- This is the whole schema as a new database gets it. The files in migrations/ lead to exactly the
-- same one, step by step; a test compares the two. Written only by mailboxctl. Other programs read
-- the views v1_* below and nothing else (README.md).
--
-- Addresses are kept as given and compared by key: local parts NFC and case-folded, domains as
-- A-labels in lower case. Only programs that use libmailbox can make a key, so nobody else should
-- write here.

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

-- Readers of the views ask by whole address; these make such a question one search.
CREATE INDEX mailbox_by_address ON mailbox (local_part_key || '@' || domain);
CREATE INDEX alias_by_address ON alias (local_part_key || '@' || domain);

-- The contract with other programs. A column's meaning never changes; a new meaning is a new view,
-- v2_*.

CREATE VIEW v1_domain AS
  SELECT key AS domain, name, separators
  FROM domain;

CREATE VIEW v1_mailbox AS
  SELECT local_part_key || '@' || domain AS address,
         local_part_key AS local_part,
         domain,
         password_hash AS password,
         enabled,
         format,
         path
  FROM mailbox;

CREATE VIEW v1_alias AS
  SELECT alias.local_part_key || '@' || alias.domain AS address,
         alias_target.address AS target,
         alias_target.position AS position,
         alias.domain AS domain
  FROM alias JOIN alias_target ON alias_target.alias = alias.id;

-- "FHOP": the file is a Finalhop directory, for this program and for file(1).
PRAGMA application_id = 1179144016;
PRAGMA user_version = 2;
