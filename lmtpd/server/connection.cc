#include "lmtpd/server/connection.h"

#include "lmtpd/server/delivery_log.h"
#include "lmtpd/server/offer.h"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <utility>

namespace lmtp {
namespace {

using mailbox::Outcome;
using mailbox::Result;
using std::chrono::seconds;
using std::chrono::steady_clock;
namespace status = mailbox::status;

// Replies to pipelined commands wait for each other so long, not longer.
constexpr seconds kOutputDelayMax{1};
// For the last words to a client that may not listen, or not stop talking.
constexpr seconds kFarewell{2};

}  // namespace

Connection::Connection(Parts& parts, Arrival arrival, ConnectionCount::Counted counted)
    : parts_(parts),
      stream_(std::move(arrival.socket)),
      peer_(std::move(arrival.peer)),
      service_(std::move(arrival.service)),
      shown_(peer_),
      counted_(std::move(counted)),
      session_(offer_to(peer_, *service_, parts.settings)),
      deadline_(parts.executor, [this] {
        timed_out_ = true;
        stream_.cancel();
      }) {}

Connection::~Connection() = default;

asio::awaitable<void> Connection::serve(std::shared_ptr<Connection> connection) {
  try {
    co_await connection->converse();
  } catch (const std::exception& exception) {
    connection->parts_.seams.log.error("session ended by an exception: {}", exception.what());
    if (connection->round_) connection->round_->abandon();
    // Best effort, and without waiting: the session itself may be in an odd state.
    connection->stream_.write_at_once("421 4.3.0 Internal error, closing\r\n");
  }
  connection->stream_.close();
}

void Connection::end(Ending ending) {
  ending_ = std::max(ending_, ending);
  const bool now = ending_ == Ending::kNow;
  if (reading_ && (now || session_.waiting() != Waiting::kContent)) {
    stream_.cancel();  // never while replies are on their way
  } else if (now) {
    deadline_.set(steady_clock::now() + kFarewell);
  }
  if (round_ && now) round_->wake();
}

asio::awaitable<void> Connection::converse() {
  if (service_->implicit_tls) {
    const bool started = co_await start_tls();
    if (!started) co_return;
    SessionSettings offer = offer_to(peer_, *service_, parts_.settings);
    offer.certificate_admitted = certificate_verified();
    session_ = Session(std::move(offer));  // nobody has heard of the one before
  }
  while (!closed_ && !gone_) {
    const Event event = session_.next_event();
    if (output_.empty()) output_since_ = steady_clock::now();
    output_ += session_.take_output();
    // Not behind STARTTLS: what comes after its 220 must not be dropped with what came before.
    const bool overdue = steady_clock::now() - output_since_ > kOutputDelayMax;
    if (overdue && !std::holds_alternative<StartTls>(event)) co_await flush();
    co_await std::visit([this](const auto& what) { return on(what); }, event);
  }
}

asio::awaitable<void> Connection::on(NeedInput) {
  co_await flush();
  if (gone_ || ends_here()) co_return;
  co_await read();
}

asio::awaitable<void> Connection::on(MailOffered mail) {
  reverse_path_ = mail.reverse_path;
  recipients_.clear();
  if (mail.unparsable_sender) log_unparsable_sender(parts_.seams.log, *mail.unparsable_sender);
  const auto available = co_await parts_.pool.run<Result<std::uint64_t>>(
      [this](Worker&) { return parts_.seams.mail_root.free_octets(); });
  Outcome outcome = mailbox::outcome_of(status::kSenderOk);
  if (!available) {
    outcome = mailbox::outcome_of(available.error());
  } else if (const auto floor = parts_.settings.session.limits.free_octets_floor;
             *available < floor || *available - floor < mail.size.value_or(0)) {
    outcome = mailbox::outcome_of(
        status::kSystemFull, fmt::format("{} octets are free on the mail root, {} of them are kept "
                                         "so (min-free-space); make room",
                                         *available, floor));
  }
  if (!outcome.success()) log_refused_mail(parts_.seams.log, reverse_path_, outcome);
  session_.answer(outcome);
}

asio::awaitable<Result<mailbox::Route>> Connection::resolve(const mailbox::ForwardPath& path) {
  co_return co_await parts_.pool.run<Result<mailbox::Route>>([this, &path](Worker& worker) {
    return mailbox::resolve(*worker.directory, path,
                            {parts_.settings.default_domain, parts_.settings.session.limits});
  });
}

asio::awaitable<void> Connection::on(RecipientOffered recipient) {
  auto route = co_await resolve(recipient.forward_path);
  const Outcome outcome = route ? route->outcome : mailbox::outcome_of(route.error());
  if (outcome.success()) {
    if (recipient.quota_ignored) {
      log_ignored_quota(parts_.seams.log, reverse_path_, recipient.forward_path);
    }
    recipients_.push_back(
        {recipient.forward_path, std::move(*route), recipient.original_recipient.value_or("")});
  } else {
    log_refused_recipient(parts_.seams.log, reverse_path_, recipient.forward_path, outcome);
  }
  session_.answer(outcome);
}

asio::awaitable<void> Connection::on(ContentStarted) {
  content_.emplace(parts_, session_.body() == Body::kBinaryMime ? mailbox::LineEnd::kAsInput
                                                                : mailbox::LineEnd::kCrlf);
  content_octets_ = 0;
  content_waited_ = {};
  co_return;
}

asio::awaitable<void> Connection::on(ContentReceived piece) {
  const auto written = co_await content_->write(piece.octets);
  if (written) co_return;
  content_.reset();
  session_.refuse_content(mailbox::outcome_of(written.error()));
}

asio::awaitable<void> Connection::on(ContentEnded) {
  auto message = co_await content_->finish();
  content_.reset();
  if (!message) {
    const Outcome outcome = mailbox::outcome_of(message.error());
    log_refused_content(parts_.seams.log, reverse_path_, outcome);
    answer_all(outcome);
    co_return;
  }
  co_await deliver(std::move(*message));
}

// RFC 3207 §4.2: what came before our 220 may be somebody else's, and is nobody's command. What
// comes after it is TLS, or breaks the handshake.
asio::awaitable<void> Connection::on(StartTls) {
  stream_.drop_received(parts_.read_buffer);
  co_await flush();
  if (gone_) co_return;
  const bool started = co_await start_tls();
  closed_ = !started;
  shown_.replace({});  // what XCLIENT said came in the clear, too
  if (started) session_.tls_started({certificate_verified()});
}

asio::awaitable<bool> Connection::start_tls() {
  timed_out_ = false;
  deadline_.set(steady_clock::now() + parts_.settings.session.limits.handshake);
  reading_ = true;
  auto agreed = co_await stream_.start_tls(parts_.tls.identity());
  reading_ = false;
  deadline_.clear();
  spoke_ = steady_clock::now();
  if (agreed) {
    tls_ = std::move(*agreed);
    parts_.seams.log.info("tls started {} {}", to_log(peer_), to_log(*tls_));
    co_return true;
  }
  if (ending_ == Ending::kNot) {
    parts_.seams.log.warn("tls handshake failed {}: {}", to_log(peer_),
                          timed_out_ ? "no handshake in time" : agreed.error());
  }
  if (!timed_out_) co_await hear_out();  // so that the client hears why
  co_return false;
}

bool Connection::certificate_verified() const {
  return tls_ && tls_->client && tls_->client->verified;
}

asio::awaitable<void> Connection::on(LogInOffered log_in) {
  const Outcome outcome = co_await parts_.log_in_desk.answer(log_in, peer_);
  session_.answer(outcome);
}

// RCPT would say the same of it.
asio::awaitable<void> Connection::on(VerifyOffered verify) {
  const auto route = co_await resolve(verify.forward_path);
  if (!route) co_return session_.answer_list(mailbox::outcome_of(route.error()), {});
  session_.answer_list(route->outcome, {to_string(route->address)});
}

// Shows what the address leads to, not the aliases on the way.
asio::awaitable<void> Connection::on(ExpandOffered expand) {
  const auto route = co_await resolve(expand.forward_path);
  std::vector<std::string> members;
  if (route) {
    for (const mailbox::Destination& destination : route->destinations) {
      members.push_back(to_string(destination.mailbox.address));
    }
  }
  session_.answer_list(route ? route->outcome : mailbox::outcome_of(route.error()), members);
}

asio::awaitable<void> Connection::on(ClientReplaced replaced) {
  shown_.replace(replaced.client);
  parts_.seams.log.info("client replaced by XCLIENT {}", shown_.to_log(session_));
  co_return;
}

asio::awaitable<void> Connection::on(TransactionEnded ended) {
  if (ended.content_refusal) {
    log_refused_content(parts_.seams.log, reverse_path_, *ended.content_refusal);
  }
  reverse_path_ = {};
  recipients_.clear();
  content_.reset();
  co_return;
}

asio::awaitable<void> Connection::on(Closing) {
  closed_ = true;
  if (const auto reason = session_.closing_reason(); !reason.empty()) {
    parts_.seams.log.warn("session given up {}: {}", shown_.to_log(session_), reason);
  }
  co_await flush();
  co_await hear_out();
}

// A socket that is closed with input unread makes TCP throw away what the client has not read yet:
// our last words. So a client that still talks is listened to for a moment.
asio::awaitable<void> Connection::hear_out() {
  stream_.end_output();
  if (gone_ || ending_ != Ending::kNot) co_return;
  deadline_.set(steady_clock::now() + kFarewell);
  reading_ = true;
  co_await stream_.discard_input(parts_.read_buffer);
  reading_ = false;
  deadline_.clear();
}

// From here on the client waits for one answer per recipient; each is sent as soon as it and all
// before it are known.
asio::awaitable<void> Connection::deliver(mailbox::Message message) {
  const Moment until = steady_clock::now() + parts_.settings.session.limits.answer;
  round_ = DeliveryRound::start(
      parts_, std::move(message), reverse_path_, reception(), recipients_,
      session_.one_for_all() ? Publication::kAllOrNone : Publication::kEachAlone);
  while (round_->unanswered() > 0 && !gone_) {
    co_await flush();
    if (steady_clock::now() >= until || ending_ == Ending::kNow) break;
    co_await round_->wait(until);
    pass_on_answers();
  }
  pass_on_answers();  // those that came while replies were on their way
  for (const std::size_t recipient : round_->abandon()) {
    session_.answer_recipient(recipient,
                              mailbox::outcome_of(status::kSystemFault, "not delivered in time"));
  }
  round_.reset();
  if (!ends_here()) co_await flush();  // before the next transaction, which may be here already
}

void Connection::pass_on_answers() {
  for (const RecipientAnswer& answer : round_->take_answers()) {
    session_.answer_recipient(answer.recipient, answer.outcome);
  }
}

void Connection::answer_all(const Outcome& outcome) {
  for (std::size_t index = 0; index < recipients_.size(); ++index) {
    session_.answer_recipient(index, outcome);
  }
}

bool Connection::ends_here() {
  if (said_ending_) return false;
  const bool command = session_.waiting() == Waiting::kCommand;
  if (ending_ == Ending::kNow || (ending_ == Ending::kWhenIdle && command)) {
    session_.give_up(status::kNotAccepting, "is shutting down, try again later");
    said_ending_ = true;
    return true;
  }
  return false;
}

asio::awaitable<void> Connection::read() {
  const bool content = session_.waiting() == Waiting::kContent;
  const Moment begin = steady_clock::now();
  timed_out_ = false;
  deadline_.set(input_deadline());
  reading_ = true;
  const auto octets = co_await stream_.read(parts_.read_buffer);
  reading_ = false;
  deadline_.clear();
  if (content) content_waited_ += steady_clock::now() - begin;
  if (octets) {
    if (content) content_octets_ += *octets;
    session_.receive(std::string_view(parts_.read_buffer.data(), *octets));
  } else if (timed_out_) {
    give_up_on_silence();
  } else if (octets.error() != asio::error::operation_aborted) {
    const std::string trouble = stream_.trouble();
    if (!trouble.empty()) parts_.seams.log.info("tls broken {}: {}", to_log(peer_), trouble);
    session_.receive_end();  // closed or broken: the same to us
  }
}

// A command has its time from our last words to its line end, however many octets come meanwhile.
// Within content the deadline is also the moment at which the octets so far would be too few for
// the time that we waited for them.
Connection::Moment Connection::input_deadline() const {
  const mailbox::Limits& limits = parts_.settings.session.limits;
  const Moment now = steady_clock::now();
  if (session_.waiting() != Waiting::kContent) return spoke_ + limits.command_idle;
  if (limits.content_octets_per_second == 0) return now + limits.content_idle;
  const seconds earned(content_octets_ / limits.content_octets_per_second);
  const auto allowed = std::max<steady_clock::duration>(limits.content_grace, earned);
  const auto left = allowed - std::min(allowed, content_waited_);
  return now + std::min<steady_clock::duration>(limits.content_idle, left);
}

void Connection::give_up_on_silence() {
  parts_.seams.log.info("client silent or too slow {}", shown_.to_log(session_));
  session_.give_up(status::kTimedOut, "no input in time, closing");
}

asio::awaitable<void> Connection::flush() {
  output_ += session_.take_output();
  if (output_.empty() || gone_) co_return;
  const bool last_words = closed_ || ending_ == Ending::kNow;
  const std::string octets = std::exchange(output_, {});
  deadline_.set(steady_clock::now() +
                (last_words ? std::min(kFarewell, parts_.settings.session.limits.command_idle)
                            : parts_.settings.session.limits.command_idle));
  const auto written = co_await stream_.write(octets);
  deadline_.clear();
  spoke_ = steady_clock::now();
  gone_ = !written;
}

mailbox::Reception Connection::reception() const {
  mailbox::Reception reception = shown_.reception(session_);
  reception.by_host = parts_.settings.session.host_name;
  reception.time = parts_.seams.clock.now();
  if (tls_) reception.tls = fmt::format("{} with cipher {}", tls_->version, tls_->cipher);
  return reception;
}

}  // namespace lmtp
