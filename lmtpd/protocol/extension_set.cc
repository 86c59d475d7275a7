#include "lmtpd/protocol/extension_set.h"

#include "lmtpd/protocol/command.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lmtp {

namespace {

using enum Extension;

constexpr auto kKeywords = std::to_array<std::pair<Extension, std::string_view>>({
    {kPipelining, "PIPELINING"},
    {kEnhancedStatusCodes, "ENHANCEDSTATUSCODES"},
    {k8BitMime, "8BITMIME"},
    {kSmtpUtf8, "SMTPUTF8"},
    {kSize, "SIZE"},
    {kChunking, "CHUNKING"},
    {kBinaryMime, "BINARYMIME"},
    {kLimits, "LIMITS"},
    {kStartTls, "STARTTLS"},
    {kAuth, "AUTH"},
    {kPrdr, "PRDR"},
    {kXClient, "XCLIENT"},
    {kXForward, "XFORWARD"},
    {kIgnoreQuota, "IGNOREQUOTA"},
    {kExpand, "EXPN"},
    {kHelp, "HELP"},
});

}  // namespace

std::string_view keyword_of(Extension extension) {
  return std::find_if(kKeywords.begin(), kKeywords.end(),
                      [=](const auto& row) { return row.first == extension; })
      ->second;
}

std::optional<Extension> extension_named(std::string_view keyword) {
  const auto* row = std::find_if(kKeywords.begin(), kKeywords.end(), [=](const auto& candidate) {
    return equal_ignoring_case(candidate.second, keyword);
  });
  if (row == kKeywords.end()) return std::nullopt;
  return row->first;
}

}  // namespace lmtp
