// parameters.h: the ESMTP parameters of MAIL and RCPT. A new one is a field here and a row (name,
// verb, what offers it, parse function) in parameters.cc.
//
//   esmtp-param = esmtp-keyword ["=" esmtp-value]
//
// Errors      the reply that refuses the command: 555 unknown or not offered, 501 malformed, twice,
//             or a bad value
// Source      RFC 5321 §4.1.2 and §4.1.1.11; each parameter's RFC stands at its row
#pragma once

#include "lmtpd/protocol/extensions.h"
#include "lmtpd/protocol/reply_text.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace lmtp {

enum class Body { k7Bit, k8BitMime, kBinaryMime };

struct Parameters {
  // Octets; a number past 64 bits is the largest.
  std::optional<std::uint64_t> size = std::nullopt;
  std::optional<Body> body = std::nullopt;
  bool smtputf8 = false;
  bool prdr = false;
  // AUTH=, decoded.
  std::optional<std::string> submitter = std::nullopt;
  // ORCPT's address, decoded: printable ASCII.
  std::optional<std::string> original_recipient = std::nullopt;
  bool quota_ignored = false;

  friend bool operator==(const Parameters&, const Parameters&) = default;
};

enum class ParameterOf { kMail, kRecipient };

// `value` is none where no `=` was given. None: taken; otherwise the refusal.
using ParseParameter = std::optional<FixedReply> (*)(std::optional<std::string_view> value,
                                                     Parameters& parameters);

// An extension that is announced now, or a setting.
using OfferedBy = std::variant<Extension, bool SessionSettings::*>;

struct ParameterRow {
  std::string_view name;
  ParameterOf verb;
  OfferedBy offered_by;
  ParseParameter parse;
};

[[nodiscard]] std::span<const ParameterRow> parameter_rows();

// `text` is what follows the path: parameters with blanks before each.
[[nodiscard]] tl::expected<Parameters, FixedReply> parse_parameters(std::string_view text,
                                                                    ParameterOf verb,
                                                                    const Standing& standing);

}  // namespace lmtp
