// The on-disk name of a mail folder: Maildir++ levels, modified UTF-7 (RFC 3501 §5.1.3).
#include "mailbox/maildir.h"

#include <fmt/format.h>

#include <unistr.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace mailbox {

namespace {

// The name of a file may have 255 octets, and Maildir++ puts a dot before it.
constexpr std::size_t kOctetsMax = 254;

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

tl::unexpected<Error> refused(std::string_view why) {
  return failure(status::kBadRecipientSyntax, fmt::format("mail folder name: {}", why));
}

bool is_inbox(std::string_view name) {
  constexpr std::string_view kInbox = "inbox";
  return std::equal(name.begin(), name.end(), kInbox.begin(), kInbox.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

bool is_control(char32_t character) {
  return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

Result<std::u32string> decoded(std::string_view given) {
  std::u32string characters;
  const auto* octets = reinterpret_cast<const std::uint8_t*>(given.data());
  std::size_t at = 0;
  while (at < given.size()) {
    ucs4_t character = 0;
    const int length = u8_mbtoucr(&character, octets + at, given.size() - at);
    if (length <= 0) return refused("not valid UTF-8");
    if (is_control(character)) return refused("has a control character");
    characters += static_cast<char32_t>(character);
    at += static_cast<std::size_t>(length);
  }
  return characters;
}

// One run of non-ASCII characters: `&`, the base 64 of their UTF-16 without padding, `-`.
std::string shifted(std::u32string_view run) {
  std::vector<std::uint16_t> units;
  for (char32_t character : run) {
    if (character >= 0x10000) {
      character -= 0x10000;
      units.push_back(static_cast<std::uint16_t>(0xd800 + (character >> 10)));
      character = 0xdc00 + (character & 0x3ff);
    }
    units.push_back(static_cast<std::uint16_t>(character));
  }
  std::string text = "&";
  std::uint32_t bits = 0;
  int count = 0;
  for (const std::uint16_t unit : units) {
    bits = (bits << 16) | unit;
    for (count += 16; count >= 6; count -= 6) text += kBase64[(bits >> (count - 6)) & 0x3f];
  }
  if (count > 0) text += kBase64[(bits << (6 - count)) & 0x3f];
  return text + '-';
}

std::string encoded(std::u32string_view characters) {
  std::string text;
  while (!characters.empty()) {
    const char32_t first = characters.front();
    if (first < 0x80) {
      text += first == U'/' ? '.' : static_cast<char>(first);
      if (first == U'&') text += '-';
      characters.remove_prefix(1);
      continue;
    }
    const auto end = std::find_if(characters.begin(), characters.end(),
                                  [](char32_t character) { return character < 0x80; });
    const auto length = static_cast<std::size_t>(end - characters.begin());
    text += shifted(characters.substr(0, length));
    characters.remove_prefix(length);
  }
  return text;
}

}  // namespace

Result<std::string> maildir_folder_name(std::string_view given) {
  if (given.empty() || is_inbox(given)) return std::string();
  const Result<std::u32string> characters = decoded(given);
  if (!characters) return tl::unexpected(characters.error());
  std::string name = encoded(*characters);
  // An empty level covers "..", and a dot at either end.
  if (name.front() == '.' || name.back() == '.' || name.find("..") != std::string::npos) {
    return refused("has an empty level");
  }
  if (name.size() > kOctetsMax) return refused("too long");
  return name;
}

}  // namespace mailbox
