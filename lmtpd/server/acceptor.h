// acceptor.h: takes clients from one listening socket.
//
// Owns        the listening socket
// Threads     one: the event loop's
// Errors      when descriptors or memory run out it pauses, rather than try again at once: the
//             client waits in the kernel's queue meanwhile
#pragma once

#include "lmtpd/server/arrival.h"
#include "lmtpd/server/listening_socket.h"

#include <asio/awaitable.hpp>
#include <asio/basic_socket_acceptor.hpp>
#include <asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace spdlog {
class logger;
}

namespace lmtp {

class Acceptor {
 public:
  using Accepted = std::function<void(Arrival)>;

  Acceptor(const asio::any_io_executor& executor, ListeningSocket socket, const Service& service,
           spdlog::logger& log, Accepted accepted);

  // Until close().
  static asio::awaitable<void> accept(std::shared_ptr<Acceptor> acceptor);
  void close();  // and removes a UNIX socket's entry
  void hold();   // from now on clients wait in the kernel's queue, until
  void go_on();

 private:
  void take(Socket client);
  asio::awaitable<void> pause();

  std::optional<ListeningSocket> socket_;  // for its entry
  asio::basic_socket_acceptor<asio::generic::stream_protocol> acceptor_;
  asio::steady_timer pause_;
  bool held_ = false;
  const std::shared_ptr<const Service> service_;
  const std::string name_;
  spdlog::logger& log_;
  const Accepted accepted_;
};

}  // namespace lmtp
