#include "lmtpd/server/openssl_error.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <cstring>

namespace lmtp {

std::string take_openssl_error() {
  const char* detail = nullptr;
  int flags = 0;
  const unsigned long code = ERR_peek_error_all(nullptr, nullptr, nullptr, &detail, &flags);
  std::string text;
  if (code != 0) {
    const char* const reason = ERR_SYSTEM_ERROR(code) ? std::strerror(ERR_GET_REASON(code))
                                                      : ERR_reason_error_string(code);
    text = reason != nullptr ? std::string(reason) : fmt::format("error {:x}", code);
    if ((flags & ERR_TXT_STRING) != 0 && detail != nullptr && *detail != '\0') {
      text += fmt::format(" ({})", detail);
    }
  }
  ERR_clear_error();
  return text;
}

}  // namespace lmtp
