// directory_editor_state.h: what an open DirectoryEditor holds, for the files that implement it.
#pragma once

#include "directory/directory_tables.h"
#include "directory/sqlite_database.h"
#include "mailbox/directory_editor.h"

#include <utility>

namespace mailbox {

struct DirectoryEditor::State {
  State(std::unique_ptr<SqliteDatabase> opened, DirectoryTables prepared)
      : database(std::move(opened)), tables(std::move(prepared)) {}

  // Runs one edit with bound values.
  [[nodiscard]] Result<void> execute(std::string_view sql,
                                     std::initializer_list<SqliteValue> values);
  // The domain's record, or the refusal that names the command which adds it.
  [[nodiscard]] Result<DomainRecord> require_domain(std::string_view domain);

  std::unique_ptr<SqliteDatabase> database;  // by pointer: the tables borrow it
  DirectoryTables tables;
};

// Runs `edit` (a function that returns Result<void>) as one transaction.
template <class Edit>
[[nodiscard]] Result<void> in_transaction(SqliteDatabase& database, Edit edit) {
  auto transaction = SqliteTransaction::begin(database);
  if (!transaction) return failure_of(transaction);
  Result<void> edited = edit();
  if (!edited) return failure_of(edited);
  return transaction->commit();
}

}  // namespace mailbox
