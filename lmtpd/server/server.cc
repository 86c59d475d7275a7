#include "lmtpd/server/server.h"

#include "lmtpd/protocol/reply.h"
#include "lmtpd/server/acceptor.h"
#include "lmtpd/server/arrival.h"
#include "lmtpd/server/connection.h"
#include "lmtpd/server/connection_count.h"
#include "lmtpd/server/deadline.h"
#include "lmtpd/server/descriptor_room.h"
#include "lmtpd/server/parts.h"
#include "lmtpd/server/proxy_reception.h"
#include "lmtpd/server/tcp_listener.h"

#include <spdlog/logger.h>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>

#include <algorithm>
#include <csignal>
#include <limits>
#include <utility>
#include <vector>

namespace lmtp {
namespace {

constexpr mailbox::EnhancedStatus kNotAllowed{4, 7, 1};
constexpr std::chrono::minutes kSaidOnceIn{1};  // what may change with every client

}  // namespace

class Server::State {
 public:
  State(ServerSettings settings, ServerSeams seams)
      : settings_(std::move(settings)),
        seams_(std::move(seams)),
        memory_(settings_.session.limits.message_memory_octets_total),
        count_(settings_.session.limits.connections, settings_.session.limits.connections_per_peer),
        signals_(loop_),
        grace_(loop_.get_executor(), [this] { end_connections(Ending::kNow); }),
        mailbox_places_(loop_.get_executor(), settings_.session.limits.deliveries_per_mailbox),
        pool_(loop_.get_executor(),
              {settings_.session.limits.workers, settings_.session.limits.worker_queue},
              [this] { return Worker{seams_.open_directory()}; }) {}

  // Coroutines refer to the members here: none may be left when they go.
  ~State() {
    end();
    end_connections(Ending::kNow);
    loop_.restart();
    loop_.run();
  }

  mailbox::Result<void> load_tls() { return tls_.load(); }
  mailbox::Result<ListenSpec> listen(const ListenSpec& spec, const SocketDefaults& defaults);
  void serve(Arrival arrival);
  void serve(int descriptor, const Peer& peer, const Service& service);
  void end_on_signals();
  void end();
  void run() {
    measure_room();
    finish_if_idle();
    loop_.run();
  }
  void post_end() {
    asio::post(loop_, [this] { end(); });
  }

 private:
  void wait_for_signal();
  void receive_proxy_header(Arrival arrival);
  void begin(Arrival arrival);
  std::optional<ConnectionCount::Counted> admit(Arrival& arrival);
  void refuse_one_too_many(Arrival& arrival);
  void turn_away(Arrival& arrival, mailbox::EnhancedStatus status, const std::string& why);
  void measure_room();
  void watch_room();
  void end_connections(Ending ending);
  void finish_if_idle();

  const ServerSettings settings_;
  const ServerSeams seams_;
  mailbox::MemoryBudget memory_;
  std::array<char, 64 * 1024> read_buffer_{};
  ConnectionCount count_;
  asio::io_context loop_{1};  // one thread runs it
  asio::signal_set signals_;
  Deadline grace_;
  MailboxPlaces mailbox_places_;
  TlsSource tls_{settings_.tls, seams_.reread_tls, seams_.log};
  std::vector<std::shared_ptr<Acceptor>> acceptors_;
  std::vector<std::shared_ptr<ProxyReception>> receptions_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::size_t room_ = std::numeric_limits<std::size_t>::max();  // for clients, by descriptors
  bool full_ = false;
  std::chrono::steady_clock::time_point full_said_{};
  bool ending_ = false;
  LogInDesk log_in_desk_{loop_.get_executor(), settings_, seams_};
  WorkerPool pool_;  // last, so that its threads end first
  Parts parts_{loop_.get_executor(), settings_,    seams_, memory_,     pool_,
               mailbox_places_,      log_in_desk_, tls_,   read_buffer_};
};

mailbox::Result<ListenSpec> Server::State::listen(const ListenSpec& spec,
                                                  const SocketDefaults& defaults) {
  if (spec.service.implicit_tls && !tls_.identity()) {
    return mailbox::failure(mailbox::status::kMisconfigured,
                            to_string(spec) + " needs a TLS certificate (tls-certificate)");
  }
  const auto* unix_place = std::get_if<UnixPlace>(&spec.place);
  auto socket = unix_place != nullptr ? listen_unix(*unix_place, defaults)
                                      : listen_tcp(std::get<TcpPlace>(spec.place));
  if (!socket) return mailbox::failure_of(socket);
  const ListenSpec taken{socket->place(), spec.service};
  auto acceptor =
      std::make_shared<Acceptor>(loop_.get_executor(), std::move(*socket), spec.service, seams_.log,
                                 [this](Arrival arrival) { serve(std::move(arrival)); });
  acceptors_.push_back(acceptor);
  asio::co_spawn(loop_, Acceptor::accept(acceptor), [](std::exception_ptr) {});
  return taken;
}

void Server::State::serve(Arrival arrival) {
  if (match(settings_.trusted.proxies, arrival.peer)) {
    receive_proxy_header(std::move(arrival));
  } else {
    begin(std::move(arrival));
  }
}

void Server::State::receive_proxy_header(Arrival arrival) {
  auto counted = count_.enter_unnamed();
  if (!counted) return refuse_one_too_many(arrival);
  auto reception = std::make_shared<ProxyReception>(
      std::move(arrival), std::move(*counted), settings_.session.limits.proxy_header, seams_.log);
  receptions_.push_back(reception);
  watch_room();
  asio::co_spawn(loop_, ProxyReception::receive(reception),
                 [this, reception](std::exception_ptr, std::optional<Arrival> received) mutable {
                   std::erase(receptions_, reception);
                   reception.reset();  // its place among the connections is the client's now
                   if (received) begin(std::move(*received));
                   watch_room();
                   finish_if_idle();
                 });
}

void Server::State::begin(Arrival arrival) {
  auto counted = admit(arrival);
  if (!counted) return;
  seams_.log.info("client connected {} listener={}", to_log(arrival.peer), arrival.listener);
  auto connection = std::make_shared<Connection>(parts_, std::move(arrival), std::move(*counted));
  connections_.push_back(connection);
  watch_room();
  if (ending_) connection->end(Ending::kWhenIdle);
  asio::co_spawn(loop_, Connection::serve(connection), [this, connection](std::exception_ptr) {
    connections_.erase(std::find(connections_.begin(), connections_.end(), connection));
    watch_room();
    finish_if_idle();
  });
}

void Server::State::serve(int descriptor, const Peer& peer, const Service& service) {
  Socket socket(loop_);
  asio::error_code error;
  socket.assign(asio::generic::stream_protocol(AF_UNIX, 0), descriptor, error);
  if (error) {
    seams_.log.error("cannot serve descriptor {}: {}", descriptor, error.message());
    return;
  }
  serve({std::move(socket), peer, std::make_shared<const Service>(service), "standard input"});
}

// None: it was told why it is not served.
std::optional<ConnectionCount::Counted> Server::State::admit(Arrival& arrival) {
  if (!arrival.service->allow.admission_of(arrival.peer).possible()) {
    seams_.log.warn(
        "peer refused {} listener={}: nothing allows it to deliver here; if it may, give the "
        "listener `,allow={}`",
        to_log(arrival.peer), arrival.listener, pattern_for(arrival.peer));
    turn_away(arrival, kNotAllowed, "takes no mail from you");
    return std::nullopt;
  }
  auto counted = count_.enter(arrival.peer.key);
  if (!counted) refuse_one_too_many(arrival);
  return counted;
}

void Server::State::refuse_one_too_many(Arrival& arrival) {
  seams_.log.warn("too many connections, one refused {} connections={}", to_log(arrival.peer),
                  count_.connections());
  turn_away(arrival, mailbox::status::kNotAccepting, "has too many connections");
}

// A 421 instead of the greeting; inside TLS there is no greeting yet that it could replace.
void Server::State::turn_away(Arrival& arrival, mailbox::EnhancedStatus status,
                              const std::string& why) {
  asio::error_code ignored;  // a fresh socket takes this much without waiting
  arrival.socket.non_blocking(true, ignored);
  if (!arrival.service->implicit_tls) {
    const std::string words = to_wire({421, status, {settings_.session.host_name + " " + why}});
    arrival.socket.write_some(asio::buffer(words), ignored);
  }
  arrival.socket.shutdown(Socket::shutdown_send, ignored);
  // What is closed with input unread is reset, and our words may be lost with it.
  arrival.socket.read_some(asio::buffer(read_buffer_), ignored);
}

void Server::State::end_on_signals() {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) signals_.add(signal);
  wait_for_signal();
}

void Server::State::wait_for_signal() {
  signals_.async_wait([this](const asio::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      tls_.reload();
    } else {
      seams_.log.info("ending: {} sessions are open", connections_.size());
      end();
    }
    wait_for_signal();
    finish_if_idle();
  });
}

void Server::State::end() {
  if (ending_) return;
  ending_ = true;
  for (const auto& acceptor : acceptors_) acceptor->close();
  for (const auto& reception : receptions_) reception->close();
  acceptors_.clear();
  log_in_desk_.end();
  grace_.set(std::chrono::steady_clock::now() + settings_.session.limits.shutdown_grace);
  end_connections(Ending::kWhenIdle);
  finish_if_idle();
}

// What is open now stays open, but for the clients of --stdio and those that came early.
void Server::State::measure_room() {
  const mailbox::Limits& limits = settings_.session.limits;
  const std::size_t limit = descriptor_limit();
  room_ = clients_within(limit, open_descriptors(), limits.workers);
  if (room_ < limits.connections) {
    seams_.log.warn(
        "the limit of open files, {}, leaves room for {} clients, not for {} (max-connections); "
        "more will wait: raise it (LimitNOFILE= of the service, ulimit -n)",
        limit, room_, limits.connections);
  }
}

void Server::State::watch_room() {
  const bool full = connections_.size() + receptions_.size() >= room_;
  if (full == full_) return;
  full_ = full;
  if (const auto now = std::chrono::steady_clock::now(); full && now >= full_said_ + kSaidOnceIn) {
    seams_.log.warn("{} clients, no room for more: new ones wait", room_);
    full_said_ = now;
  }
  for (const auto& acceptor : acceptors_) full ? acceptor->hold() : acceptor->go_on();
}

void Server::State::end_connections(Ending ending) {
  for (const auto& connection : connections_) connection->end(ending);
}

// Lets the loop run out of work when nothing will come any more.
void Server::State::finish_if_idle() {
  if (!connections_.empty() || !receptions_.empty() || !acceptors_.empty()) return;
  asio::error_code ignored;
  signals_.cancel(ignored);
  signals_.clear(ignored);
  grace_.stop();
}

Server::Server(ServerSettings settings, ServerSeams seams)
    : state_(std::make_unique<State>(std::move(settings), std::move(seams))) {}

Server::~Server() = default;

mailbox::Result<void> Server::load_tls() {
  return state_->load_tls();
}

mailbox::Result<ListenSpec> Server::listen(const ListenSpec& spec, const SocketDefaults& defaults) {
  return state_->listen(spec, defaults);
}

void Server::serve(int descriptor, const Peer& peer, const Service& service) {
  state_->serve(descriptor, peer, service);
}

void Server::end_on_signals() {
  state_->end_on_signals();
}

void Server::run() {
  state_->run();
}

void Server::end() {
  state_->post_end();
}

}  // namespace lmtp
