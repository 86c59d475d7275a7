// client_stream.h: the octets of one client, to and from its socket, plain or through TLS. The
// connection above it knows no socket.
//
// Shape       reads and writes wait in the event loop; cancel() ends whatever waits. TLS begins
//             once, by start_tls(), and holds until the end. OpenSSL works on the socket itself,
//             without waiting; only the waiting is Asio's. So an idle client costs no buffer in TLS
//             either: 14 KiB in all, where Asio's own TLS stream takes 71
// Owns        the socket, and the TLS session on it
// Threads     one: the event loop's; one read or one write at a time
// Errors      as error codes; asio::error::eof when the client has closed its side,
//             operation_aborted after cancel()
#pragma once

#include "lmtpd/server/tls_session.h"

#include <asio/awaitable.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace lmtp {

using Socket = asio::generic::stream_protocol::socket;

class ClientStream {
 public:
  template <class T>
  using Expected = tl::expected<T, asio::error_code>;

  explicit ClientStream(Socket socket);

  // The handshake, as the server. Fails with the reason, for the log; then there is nothing more to
  // do but close().
  [[nodiscard]] asio::awaitable<tl::expected<TlsAgreement, std::string>> start_tls(
      std::shared_ptr<const TlsIdentity> identity);
  // Throws away what has come up to now.
  void drop_received(std::span<char> buffer);
  [[nodiscard]] bool encrypted() const { return tls_ != nullptr; }
  // Why TLS has broken, for the log; empty: it has not.
  [[nodiscard]] std::string trouble() const;

  // Waits for octets, and returns how many of them it put into `buffer`: at least one. The buffer
  // is touched at that moment only, never while this waits: all streams of a thread can share one.
  [[nodiscard]] asio::awaitable<Expected<std::size_t>> read(std::span<char> buffer);
  // Until all of `octets` are in the system's hands.
  [[nodiscard]] asio::awaitable<Expected<void>> write(std::string_view octets);
  // What can be written without waiting, and no word of how far it got.
  void write_at_once(std::string_view octets);
  void cancel();

  // The client sees the end of what we have to say, in TLS too.
  void end_output();
  // Throws away what the client still says, until it ends or cancel().
  [[nodiscard]] asio::awaitable<void> discard_input(std::span<char> buffer);
  void close();

 private:
  [[nodiscard]] asio::awaitable<Expected<std::size_t>> read_plain(std::span<char> buffer);
  [[nodiscard]] asio::awaitable<Expected<std::size_t>> read_tls(std::span<char> buffer);
  [[nodiscard]] asio::awaitable<Expected<void>> write_tls(std::string_view octets);
  [[nodiscard]] asio::awaitable<asio::error_code> wait_after(TlsStep step);
  [[nodiscard]] asio::awaitable<asio::error_code> wait_for(Socket::wait_type what);

  Socket socket_;
  std::unique_ptr<TlsSession> tls_;
  bool cancelled_ = false;  // since the last read or write began
};

}  // namespace lmtp
