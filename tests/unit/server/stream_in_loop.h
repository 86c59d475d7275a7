// stream_in_loop.h: one end of a socket pair as a ClientStream, in an event loop that the test
// turns by hand. What is not over when the loop has nothing to do at once, is waiting.
#pragma once

#include "lmtpd/server/client_stream.h"

#include <asio/io_context.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace lmtp::testing {

class StreamInLoop {
 public:
  StreamInLoop() : StreamInLoop(make_pair()) {}

  void run_until_waiting();
  // Each begins, and goes on until it waits or is over.
  void begin_read();
  void begin_write(std::string octets);
  void begin_tls(std::shared_ptr<const TlsIdentity> identity);
  void begin_discard();

  [[nodiscard]] std::string octets_read() const;  // "(nothing)" if there was no success
  // The other end, once: whoever takes it closes it.
  [[nodiscard]] int release_client() { return std::exchange(client_, -1); }

  asio::io_context loop;
  std::array<char, 64 * 1024> buffer{};
  std::optional<ClientStream::Expected<std::size_t>> read;  // none: not over
  std::optional<ClientStream::Expected<void>> written;
  std::optional<tl::expected<TlsAgreement, std::string>> agreed;
  bool discarded = false;
  std::optional<ClientStream> stream;

 private:
  static std::array<int, 2> make_pair();
  explicit StreamInLoop(std::array<int, 2> sockets);

  int client_;
  std::string writing_;
};

}  // namespace lmtp::testing
