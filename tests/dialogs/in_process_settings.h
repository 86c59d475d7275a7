// in_process_settings.h: what lmtpd would tell its session, out of a script's settings and the
// transport.
//
// Errors      a text: a setting that concerns no session, or a value that it does not have
#pragma once

#include "dialogs/script.h"
#include "lmtpd/protocol/session_settings.h"

#include <tl/expected.hpp>

#include <string>

namespace dialogs {

[[nodiscard]] tl::expected<lmtp::SessionSettings, std::string> session_settings(
    const Script& script, Transport transport);

}  // namespace dialogs
