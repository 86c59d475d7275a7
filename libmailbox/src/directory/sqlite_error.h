// sqlite_error.h: the one table from SQLite's result codes to statuses and next steps.
#pragma once

#include "mailbox/result.h"

#include <string>

struct sqlite3;

namespace mailbox {

// The failure that `connection` has just reported as `code`, for the database at `path`.
// `connection` may be null when there was no memory for one.
[[nodiscard]] Error sqlite_error(sqlite3* connection, int code, const std::string& path);

}  // namespace mailbox
