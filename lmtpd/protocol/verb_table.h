// verb_table.h: the session's transitions as data: verb · whose it is · phases in which it is legal
// · the reply if it is not · whether it takes an argument · how it is used · what it does. A new
// verb is a function in verbs.h and a row in verb_table.cc.
//
// Source      RFC 5321 §4.1.4 (order of commands), RFC 2033 §4.1
#pragma once

#include "lmtpd/protocol/session_state.h"

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace lmtp {

class Phases {
 public:
  constexpr Phases(std::initializer_list<Phase> phases) {
    for (const Phase phase : phases) bits_ |= bit(phase);
  }
  [[nodiscard]] constexpr bool contain(Phase phase) const { return (bits_ & bit(phase)) != 0; }

 private:
  static constexpr unsigned bit(Phase phase) { return 1U << static_cast<unsigned>(phase); }
  unsigned bits_ = 0;
};

// kChunk: the size of what follows the command. Whatever the reply, so many octets are no commands.
enum class Argument { kNone, kAny, kChunk };

// Whose verb it is: everybody's, one protocol's greeting, or an extension's.
using VerbOf = std::variant<std::monostate, Protocol, Extension>;
inline constexpr VerbOf kEverybody{};

struct VerbRow {
  std::string_view name;
  VerbOf of;
  Phases legal;
  FixedReply otherwise;  // but before the greeting and past the last transaction those say so
  Argument argument;
  std::string_view usage;  // for HELP; empty: not served
  void (*run)(SessionState& session, std::string_view argument);
};

[[nodiscard]] std::span<const VerbRow> verb_rows();

// Null: unknown.
[[nodiscard]] const VerbRow* find_verb(std::string_view name);

// The refusal of a verb that this session does not have; none: it has it.
[[nodiscard]] std::optional<FixedReply> refusal_of(const VerbRow& row,
                                                   const SessionSettings& settings);
// The refusal of a verb that is not legal in `phase`.
[[nodiscard]] FixedReply refusal_in(Phase phase, const VerbRow& row);

}  // namespace lmtp
