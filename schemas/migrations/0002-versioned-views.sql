-- 0002-versioned-views.sql: the views that other programs read, and the indexes for their
-- questions.

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

PRAGMA user_version = 2;
