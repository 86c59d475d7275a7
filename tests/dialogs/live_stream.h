// live_stream.h: the client's end of a connection, in the clear or by TLS.
//
// Owns        the descriptor
// Threads     one
// Units       a read or a write waits for 20 s at most
// Errors      a failed handshake is an exception; after the server has closed, what is sent is lost
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace dialogs {

class LiveStream {
 public:
  explicit LiveStream(int descriptor);
  LiveStream(const LiveStream&) = delete;
  LiveStream& operator=(const LiveStream&) = delete;
  ~LiveStream();

  // The handshake. The server must show the certificate that is in the file, for `host_name`.
  void start_tls(const std::string& certificate_file, const std::string& host_name);

  void send(std::string_view octets) const;
  void end_input() const;  // the server sees the end of what we send; we go on reading

  enum class Read {
    kSome,     // at least one octet was appended
    kEnd,      // the server has closed
    kCut,      // it has closed without TLS' own close_notify (RFC 8446 §6.1)
    kNothing,  // the time is up
  };
  [[nodiscard]] Read read(std::string& octets) const;

 private:
  [[nodiscard]] Read read_tls(std::string& octets) const;

  struct Free {
    void operator()(ssl_ctx_st* settings) const;
    void operator()(ssl_st* tls) const;
  };

  int descriptor_;
  std::unique_ptr<ssl_ctx_st, Free> settings_;
  std::unique_ptr<ssl_st, Free> tls_;  // null: in the clear
};

}  // namespace dialogs
