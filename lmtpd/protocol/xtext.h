// xtext.h: the encoding of ESMTP parameters and of XCLIENT's and XFORWARD's attributes.
//
//   xtext = *( xchar / hexchar )
//   xchar = any ASCII CHAR between "!" and "~", except for "+" and "="
//   hexchar = "+" 2(upper-case hexadecimal digit)
//
// Source      RFC 3461 §4
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lmtp {

// None: it is no xtext, or what it stands for has a control character (NUL, CR, LF …). Why those
// are refused here: every value is to stand in one line of a log, a header field or a file, and a
// line end that arrived encoded was how other servers were made to write a client's own lines.
// Octets above 127 are the caller's to judge.
[[nodiscard]] std::optional<std::string> decode_xtext(std::string_view text);

}  // namespace lmtp
