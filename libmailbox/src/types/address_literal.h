// address_literal.h: a host that is named by its address instead of a domain.
//
// Source      RFC 5321 §4.1.3; IPv6 as RFC 4291 §2.2 writes it (`::` may stand for one group)
#pragma once

#include <string_view>

namespace mailbox {

// What stands between the brackets: `192.0.2.1`, `IPv6:2001:db8::1`, or any `tag:content`, of which
// only the grammar is known.
[[nodiscard]] bool is_address_literal(std::string_view text);

}  // namespace mailbox
