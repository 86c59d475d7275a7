#include "stores/maildir_name.h"

#include "filesystem/process_id.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>

namespace mailbox {

namespace {

// Leaves room in the 255 octets of a name for what readers append (":2,FS").
constexpr std::size_t kHostOctetsMax = 100;

// What may not stand in a file name, or would be taken for the start of a reader's flags, as
// maildir(5) writes it.
std::string escaped_host(std::string_view host_name) {
  std::string host;
  for (const char octet : host_name) {
    const auto code = static_cast<unsigned char>(octet);
    const bool escape =
        octet == '/' || octet == ':' || octet == '\\' || code <= ' ' || code == 0x7f;
    const std::string text = escape ? fmt::format("\\{:03o}", code) : std::string(1, octet);
    if (host.size() + text.size() > kHostOctetsMax) break;
    host += text;
  }
  return host.empty() ? "localhost" : host;
}

std::uint64_t next_number() {
  // Why one for the process: the process id in the name is one for the process, too.
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

std::string make_maildir_name(const Clock& clock, std::string_view host_name, MaildirSize size) {
  using std::chrono::microseconds;
  const auto since_epoch = std::chrono::floor<microseconds>(clock.now().time_since_epoch());
  const auto whole_seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  return fmt::format("{}.M{}P{}Q{}.{},S={},W={}", whole_seconds.count(),
                     (since_epoch - whole_seconds).count(), process_id(), next_number(),
                     escaped_host(host_name), size.octets, size.octets_crlf);
}

MaildirSize maildir_size_of(std::string_view octets) {
  MaildirSize size{octets.size(), octets.size()};
  char before = '\0';
  for (const char octet : octets) {
    if (octet == '\n' && before != '\r') ++size.octets_crlf;
    before = octet;
  }
  return size;
}

}  // namespace mailbox
