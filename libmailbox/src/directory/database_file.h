// database_file.h: the making of an empty file for a database. Password hashes will be in it, so
// its mode is right from its first moment on.
//
// Errors      the file system's
// Durability  the file's entry is synced
#pragma once

#include "mailbox/result.h"

#include <cstdint>
#include <string>

namespace mailbox {

inline constexpr std::uint32_t kDatabaseMode = 0640;

// False: there is something of that name.
[[nodiscard]] Result<bool> create_database_file(const std::string& path, std::uint32_t mode);

// The permission bits of the file at `path`; kDatabaseMode if they cannot be read.
[[nodiscard]] std::uint32_t mode_of(const std::string& path);

}  // namespace mailbox
