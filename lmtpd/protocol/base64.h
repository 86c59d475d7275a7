// base64.h: the encoding of AUTH's challenges and responses.
//
// Why strict  an encoding that two programs read differently is one in which something hides: no
//             octet outside the alphabet, full padding, no bit set that stands for nothing
// Source      RFC 4648 §3.2, §3.3, §3.5 and §4; RFC 4954 §4 asks for the same
#pragma once

#include "lmtpd/protocol/secret.h"

#include <optional>
#include <string_view>

namespace lmtp {

// None: it is not base64. The empty text is, of nothing. Why a secret: only passwords come so.
[[nodiscard]] std::optional<Secret> decode_base64(std::string_view text);

}  // namespace lmtp
