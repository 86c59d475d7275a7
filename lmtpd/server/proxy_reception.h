// proxy_reception.h: takes the PROXY protocol's header off a connection, before anything else is
// read from it or said on it.
//
// Shape       the header is looked at in the socket's own buffer and only its octets are taken:
//             what follows is the session's, or the TLS handshake's
// Owns        the connection, until it is handed on
// Threads     one: the event loop's
// Errors      none come out: who sends no good header in time is closed, with a log line
// Source      the PROXY protocol, lmtpd/protocol/proxy_header.h
#pragma once

#include "lmtpd/protocol/proxy_header.h"
#include "lmtpd/server/arrival.h"
#include "lmtpd/server/connection_count.h"
#include "lmtpd/server/deadline.h"

#include <asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace spdlog {
class logger;
}

namespace lmtp {

class ProxyReception {
 public:
  ProxyReception(Arrival arrival, ConnectionCount::Counted counted, std::chrono::seconds timeout,
                 spdlog::logger& log);

  // The client, whose peer is the one that the proxy told. None: the connection was closed.
  static asio::awaitable<std::optional<Arrival>> receive(std::shared_ptr<ProxyReception> reception);
  void close();

 private:
  asio::awaitable<bool> read_header();
  [[nodiscard]] asio::error_code look();
  void take(std::size_t octets);
  void complain(std::string_view why);

  Arrival arrival_;
  const ConnectionCount::Counted counted_;  // in all: from whom it is comes only now
  spdlog::logger& log_;
  Deadline deadline_;
  std::chrono::seconds timeout_;
  bool timed_out_ = false;
  std::string header_;       // what is there of it
  std::size_t taken_ = 0;    // so many of its octets were taken out of the socket
  std::optional<bool> end_;  // of reading: whether the header was good
};

}  // namespace lmtp
