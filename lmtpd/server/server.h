// server.h: the LMTP server. Knows sockets and threads; what is said is the Session's business
// (lmtpd/protocol/session.h), what is stored and where is libmailbox's.
//
//   lmtp::Server server(settings, seams);
//   auto listening = server.listen(spec, defaults);
//   server.end_on_signals();
//   server.run();
//
// Shape       one thread (run()'s caller) is the event loop, with one coroutine per client; the
//             workers do what blocks
// Owns        listeners, connections, workers
// Threads     one, except end(), which any thread may call
// Errors      listen() as in unix_listener.h and tcp_listener.h; run() throws only if the event
//             loop itself fails
#pragma once

#include "lmtpd/protocol/session_settings.h"
#include "lmtpd/server/listen_spec.h"
#include "lmtpd/server/peer.h"
#include "lmtpd/server/tls_settings.h"
#include "lmtpd/server/trusted_peers.h"
#include "lmtpd/server/unix_listener.h"
#include "mailbox/clock.h"
#include "mailbox/directory.h"
#include "mailbox/filesystem.h"
#include "mailbox/mail_root.h"
#include "mailbox/result.h"

#include <functional>
#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace lmtp {

struct ServerSettings {
  SessionSettings session;  // what holds for every client: the name, the limits, the rules
  ExtensionSet extensions;  // what is not switched off; some of it needs TLS, log-ins or trust
  TrustedPeers trusted;
  TlsSettings tls;
  std::string default_domain;  // of addresses that name none; empty: the only one there is
  std::string spool;           // folder for large messages
};

// What the server reaches the world through. All outlive it.
struct ServerSeams {
  mailbox::Filesystem& filesystem;
  const mailbox::Clock& clock;
  mailbox::MailRoot& mail_root;
  std::function<std::unique_ptr<mailbox::Directory>()> open_directory;  // called in each worker
  spdlog::logger& log;
  std::function<mailbox::Result<TlsSettings>()> reread_tls{};  // on SIGHUP; none: as they were
};

class Server {
 public:
  Server(ServerSettings settings, ServerSeams seams);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Reads the files of ServerSettings::tls. Before listen(). Fails as tls_identity.h says.
  [[nodiscard]] mailbox::Result<void> load_tls();
  // Returns the spec that clients can use: with the port that was taken if it was 0.
  [[nodiscard]] mailbox::Result<ListenSpec> listen(const ListenSpec& spec,
                                                   const SocketDefaults& defaults);
  // Serves one client on the connected stream socket `descriptor`, which becomes the server's.
  void serve(int descriptor, const Peer& peer, const Service& service = {});

  // SIGTERM and SIGINT end the server; SIGHUP reads the TLS settings and their files anew.
  void end_on_signals();

  // Until the server was ended, or it listens nowhere and its last client is gone.
  void run();

  // Stops accepting and removes the sockets. Idle clients get 421 at once, the others when their
  // running message is answered, or after Limits::shutdown_grace.
  void end();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace lmtp
