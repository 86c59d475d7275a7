// parameters.h: the ESMTP parameters of MAIL and RCPT. A new one is a field here and a row (name,
// verb, extension that announces it, parse function) in parameters.cc.
//
//   esmtp-param = esmtp-keyword ["=" esmtp-value]
//
// Errors      the reply that refuses the command: 555 unknown, 501 malformed, twice, or a bad value
// Source      RFC 5321 §4.1.2 and §4.1.1.11; each parameter's RFC stands at its row
#pragma once

#include "lmtpd/protocol/reply_text.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace lmtp {

enum class Body { k7Bit, k8BitMime, kBinaryMime };

struct Parameters {
  std::optional<std::uint64_t> size;  // octets; a number past 64 bits is the largest
  std::optional<Body> body;           // the content is taken as it comes either way
  bool smtputf8 = false;

  friend bool operator==(const Parameters&, const Parameters&) = default;
};

enum class ParameterOf { kMail, kRecipient };

// `value` is none where no `=` was given. None: taken; otherwise the refusal.
using ParseParameter = std::optional<FixedReply> (*)(std::optional<std::string_view> value,
                                                     Parameters& parameters);

struct ParameterRow {
  std::string_view name;
  ParameterOf verb;
  std::string_view announced_by;  // the keyword in LHLO's reply
  ParseParameter parse;
};

[[nodiscard]] std::span<const ParameterRow> parameter_rows();

// `text` is what follows the path: parameters with blanks before each.
[[nodiscard]] tl::expected<Parameters, FixedReply> parse_parameters(std::string_view text,
                                                                    ParameterOf verb);

}  // namespace lmtp
