// tls_session.h: TLS on one connected socket, without waiting: each step says what it waits for.
//
// Shape       the handshake first, then reads and writes; after kEnd or kBroken no further step
// Owns        OpenSSL's SSL; not the socket
// Threads     one at a time
// Units       octets of the client, as they were before encryption
// Errors      kBroken, and trouble() says why. A client that closes the socket without taking leave
//             (close_notify) has closed: what it sent so far stands, no message ends by it
// Source      RFC 8446, RFC 5246
#pragma once

#include "lmtpd/server/client_trust.h"
#include "lmtpd/server/tls_identity.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct ssl_st;  // OpenSSL's SSL

namespace lmtp {

// What client and server have agreed on.
struct TlsAgreement {
  std::string version;  // "TLSv1.3"
  std::string cipher;   // "TLS_AES_256_GCM_SHA384"
  std::optional<ClientCertificate> client;
};

// `version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384`, and what the client showed.
[[nodiscard]] std::string to_log(const TlsAgreement& agreement);

enum class TlsStep { kDone, kNeedsInput, kNeedsRoom, kEnd, kBroken };

class TlsSession {
 public:
  // `descriptor` does not block, and stays open as long as this is used.
  TlsSession(std::shared_ptr<const TlsIdentity> identity, int descriptor);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;
  ~TlsSession();

  [[nodiscard]] TlsStep accept();
  // kDone: at least one octet was read or written; `octets` says how many.
  [[nodiscard]] TlsStep read(std::span<char> buffer, std::size_t& octets);
  [[nodiscard]] TlsStep write(std::string_view text, std::size_t& octets);
  // Octets are decrypted already: a read needs no input.
  [[nodiscard]] bool has_octets() const;
  // Tells the client that nothing more will come (close_notify), if that can be said at once.
  void take_leave();

  // Requires: the handshake is done.
  [[nodiscard]] TlsAgreement agreement() const;
  // Why it is broken, for the log.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

  // Of the handshake: what the client showed.
  void note(ClientCertificate certificate);
  [[nodiscard]] static TlsSession& of(const ssl_st& tls);

 private:
  [[nodiscard]] TlsStep step_after(int result);
  [[nodiscard]] std::string reason() const;

  int descriptor_;
  std::shared_ptr<const TlsIdentity> identity_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> tls_;
  std::optional<ClientCertificate> client_;
  std::string trouble_;
  bool over_ = false;
};

}  // namespace lmtp
