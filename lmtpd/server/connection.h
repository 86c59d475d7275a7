// connection.h: one client: a stream, a Session, and the coroutine that carries octets and answers
// between the session and the rest.
//
// Shape       converse() is the loop; each kind of event has its on(). Replies are sent when input
//             is needed, when answers to a message come in, and at the latest after a second
// Owns        the stream and the session
// Threads     one: the event loop's
// Errors      none come out: a client that is gone or silent ends the connection, an exception is
//             logged and answered 421
// Source      RFC 5321 §4.5.3.2 (deadlines), RFC 2920 §3.2 (replies in batches)
#pragma once

#include "lmtpd/protocol/session.h"
#include "lmtpd/server/arrival.h"
#include "lmtpd/server/client_stream.h"
#include "lmtpd/server/connection_count.h"
#include "lmtpd/server/content.h"
#include "lmtpd/server/deadline.h"
#include "lmtpd/server/delivery_round.h"
#include "lmtpd/server/parts.h"
#include "lmtpd/server/shown_client.h"

#include <asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lmtp {

// How soon the server wants to be rid of its clients.
enum class Ending { kNot, kWhenIdle, kNow };

class Connection {
 public:
  Connection(Parts& parts, Arrival arrival, ConnectionCount::Counted counted);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // The whole of it, until the socket is closed.
  static asio::awaitable<void> serve(std::shared_ptr<Connection> connection);

  // kWhenIdle: 421 when no message is under way. kNow: 421 for what is not done yet.
  void end(Ending ending);

 private:
  using Moment = std::chrono::steady_clock::time_point;

  asio::awaitable<void> converse();
  asio::awaitable<void> on(lmtp::NeedInput);
  asio::awaitable<void> on(lmtp::MailOffered mail);
  asio::awaitable<void> on(lmtp::RecipientOffered recipient);
  asio::awaitable<void> on(lmtp::ContentStarted);
  asio::awaitable<void> on(lmtp::ContentReceived piece);
  asio::awaitable<void> on(lmtp::ContentEnded);
  asio::awaitable<void> on(lmtp::StartTls);
  asio::awaitable<void> on(lmtp::LogInOffered log_in);
  asio::awaitable<void> on(lmtp::VerifyOffered verify);
  asio::awaitable<void> on(lmtp::ExpandOffered expand);
  asio::awaitable<void> on(lmtp::ClientReplaced replaced);
  asio::awaitable<void> on(lmtp::TransactionEnded ended);
  asio::awaitable<void> on(lmtp::Closing);

  asio::awaitable<mailbox::Result<mailbox::Route>> resolve(const mailbox::ForwardPath& path);
  asio::awaitable<bool> start_tls();  // false: there is nobody to talk to any more
  asio::awaitable<void> read();
  asio::awaitable<void> flush();
  asio::awaitable<void> hear_out();
  asio::awaitable<void> deliver(mailbox::Message message);
  void pass_on_answers();
  void answer_all(const mailbox::Outcome& outcome);
  [[nodiscard]] bool ends_here();  // 421 was said because the server ends
  [[nodiscard]] Moment input_deadline() const;
  [[nodiscard]] mailbox::Reception reception() const;
  [[nodiscard]] bool certificate_verified() const;
  void give_up_on_silence();

  Parts& parts_;
  ClientStream stream_;
  const Peer peer_;
  const std::shared_ptr<const Service> service_;
  ShownClient shown_;
  const ConnectionCount::Counted counted_;
  Session session_;
  std::optional<TlsAgreement> tls_;
  Deadline deadline_;
  Ending ending_ = Ending::kNot;
  bool said_ending_ = false;
  bool reading_ = false;  // the coroutine waits for input
  bool timed_out_ = false;
  bool gone_ = false;    // the client cannot be written to any more
  bool closed_ = false;  // the session is over

  std::string output_;   // not sent yet
  Moment output_since_;  // when the oldest of it came
  Moment spoke_;         // when our last words, or the handshake, were out

  // Of the open transaction.
  mailbox::ReversePath reverse_path_;
  std::vector<AcceptedRecipient> recipients_;
  std::optional<Content> content_;
  std::shared_ptr<DeliveryRound> round_;                  // while answers are awaited
  std::uint64_t content_octets_ = 0;                      // as they came in, since 354
  std::chrono::steady_clock::duration content_waited_{};  // for the client, since 354
};

}  // namespace lmtp
