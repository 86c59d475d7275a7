// tls_client.h: the client's side of TLS on a socket of this process, step by step: no step waits.
#pragma once

#include "unit/server/test_certificate.h"

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace lmtp::testing {

struct TlsClientSettings {
  int oldest = TLS1_2_VERSION;
  int newest = TLS1_3_VERSION;
  std::optional<TestCertificate> certificate;
};

class TlsClient {
 public:
  // The descriptor becomes this client's.
  explicit TlsClient(int descriptor, const TlsClientSettings& settings = {});
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient() { close(); }

  // True: the handshake is done, as far as the client can tell.
  bool connect();
  bool send(std::string_view octets);  // true: all of them
  // What has come. `ended`: the server took its leave; `broken`: nothing more comes.
  std::string receive();
  void take_leave();  // close_notify
  void close();       // the socket

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] SSL* tls() const { return tls_.get(); }

  bool ended = false;
  bool broken = false;

 private:
  void note(int result);

  int descriptor_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> settings_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
};

}  // namespace lmtp::testing
