// result.h: how an operation that may fail says so.
//
// Three kinds are never mixed. Outcomes (unknown user, mailbox full) are values, see outcome.h.
// Operating failures (disk, database, network) are `Result<T>`. Bugs assert and abort.
//
// Shape       `Result<T>` is tl::expected<T, Error>; use only names that std::expected has too
// Errors      an Error always carries a status, decided on the line where the call failed
#pragma once

#include "mailbox/status.h"

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace mailbox {

struct Error {
  EnhancedStatus status = status::kSystemFault;
  // For the log and the administrator: what failed, where (path, errno), what to do next. Never
  // sent to a client; reason_for(status) is.
  std::string text;

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(EnhancedStatus status, std::string text) {
  return tl::unexpected<Error>(Error{status, std::move(text)});
}

// Passes on the error of a Result of another type.
template <class T>
[[nodiscard]] tl::unexpected<Error> failure_of(Result<T>& result) {
  return tl::unexpected<Error>(std::move(result.error()));
}

}  // namespace mailbox
