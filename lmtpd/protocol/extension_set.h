// extension_set.h: which service extensions there are, and a set of them. What each announces and
// allows is a row in extensions.cc.
//
// Shape       values; a session gets the set that this client may be offered, and may announce less
//             (STARTTLS is not announced within TLS)
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

namespace lmtp {

enum class Extension {
  kPipelining,
  kEnhancedStatusCodes,
  k8BitMime,
  kSmtpUtf8,
  kSize,
  kChunking,
  kBinaryMime,
  kLimits,
  kStartTls,
  kAuth,
  kPrdr,
  kXClient,
  kXForward,
  kIgnoreQuota,
  kExpand,
  kHelp,
};

class ExtensionSet {
 public:
  constexpr ExtensionSet() = default;
  constexpr ExtensionSet(std::initializer_list<Extension> extensions) {
    for (const Extension extension : extensions) add(extension);
  }

  constexpr void add(Extension extension) { bits_ |= bit(extension); }
  constexpr void remove(Extension extension) { bits_ &= ~bit(extension); }
  [[nodiscard]] constexpr bool contains(Extension extension) const {
    return (bits_ & bit(extension)) != 0;
  }

  [[nodiscard]] constexpr ExtensionSet operator|(ExtensionSet other) const {
    ExtensionSet either;
    either.bits_ = bits_ | other.bits_;
    return either;
  }
  [[nodiscard]] constexpr ExtensionSet operator&(ExtensionSet other) const {
    ExtensionSet both;
    both.bits_ = bits_ & other.bits_;
    return both;
  }
  friend constexpr bool operator==(const ExtensionSet&, const ExtensionSet&) = default;

 private:
  static constexpr unsigned bit(Extension extension) {
    return 1U << static_cast<unsigned>(extension);
  }
  unsigned bits_ = 0;
};

// What needs nothing of the server's or the peer's: neither a certificate, nor passwords, nor
// trust.
inline constexpr ExtensionSet kUnconditionalExtensions{
    Extension::kPipelining, Extension::kEnhancedStatusCodes,
    Extension::k8BitMime,   Extension::kSmtpUtf8,
    Extension::kSize,       Extension::kChunking,
    Extension::kBinaryMime, Extension::kLimits,
    Extension::kPrdr,       Extension::kExpand,
    Extension::kHelp};

inline constexpr ExtensionSet kConditionalExtensions{Extension::kStartTls, Extension::kAuth,
                                                     Extension::kXClient, Extension::kXForward,
                                                     Extension::kIgnoreQuota};

[[nodiscard]] std::string_view keyword_of(Extension extension);
// By its keyword, in any case; none: there is no such extension.
[[nodiscard]] std::optional<Extension> extension_named(std::string_view keyword);

}  // namespace lmtp
