#include "unit/server/site.h"

#include "mailbox/address_key.h"
#include "mailbox/password.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace lmtp::testing {
namespace {

using mailbox::AddressKey;
using mailbox::Result;

class Everybody final : public mailbox::Directory {
 public:
  explicit Everybody(const std::atomic<bool>& works) : works_(works) {}

  Result<std::optional<mailbox::DomainRecord>> find_domain(std::string_view key) override {
    if (!works_) return broken();
    if (key != "example.net" && key != "slow.example") return std::nullopt;
    return mailbox::DomainRecord{std::string(key), std::string(key), "+"};
  }
  Result<std::optional<mailbox::MailboxRecord>> find_mailbox(const AddressKey& key) override {
    if (!works_) return broken();
    if (key.local_part == "nobody" || key.local_part.find('+') != std::string::npos) {
      return std::nullopt;
    }
    mailbox::MailboxRecord record;
    record.address = {key.local_part, key.domain};
    record.key = key;
    return record;
  }
  Result<std::optional<mailbox::AliasRecord>> find_alias(const AddressKey&) override {
    if (!works_) return broken();
    return std::nullopt;
  }
  Result<std::optional<mailbox::DomainRecord>> only_domain() override {
    if (!works_) return broken();
    return std::nullopt;
  }
  Result<std::optional<std::string>> find_password_hash(const AddressKey&) override {
    if (!works_) return broken();
    static const std::string hash = mailbox::hash_password("secret").value();
    return hash;
  }

 private:
  static tl::unexpected<mailbox::Error> broken() {
    return mailbox::failure(mailbox::status::kSystemFault, "the database is broken: /secret/path");
  }
  const std::atomic<bool>& works_;
};

std::string make_folder() {
  std::string name = ::testing::TempDir() + "lmtpd.XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
  return name;
}

template <class T>
T require(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  return std::move(*result);
}

}  // namespace

Site::Site(mailbox::Limits limits, TrustedPeers trusted) : folder(make_folder()) {
  memory.put_folder("/mail");
  memory.put_folder("/spool");
  mail_root_.emplace(filesystem_, clock_,
                     mailbox::MailRootSettings{
                         "/mail", require(mailbox::PathTemplate::parse("%d/%n/Maildir")), "mx"});
  limits.workers = std::min<std::size_t>(limits.workers, 4);
  ServerSettings settings;
  settings.session.host_name = "mx.example.net";
  settings.session.limits = limits;
  settings.extensions = kUnconditionalExtensions | kConditionalExtensions;
  settings.trusted = std::move(trusted);
  settings.spool = "/spool";
  server_.emplace(
      std::move(settings),
      ServerSeams{filesystem_, clock_, *mail_root_,
                  [this] { return std::make_unique<Everybody>(database_works); }, logger_});
  require(
      server_->listen(ListenSpec{UnixPlace{socket, {}, {}, {}}, {}}, SocketDefaults{0600, "", ""}));
  ListenSpec smtp{UnixPlace{smtp_socket, {}, {}, {}}, {}};
  smtp.service.protocol = Protocol::kSmtp;
  require(server_->listen(smtp, SocketDefaults{0600, "", ""}));
  const ListenSpec tcp =
      require(server_->listen(ListenSpec{TcpPlace{"127.0.0.1", false, 0}, {}}, {}));
  port_ = std::get<TcpPlace>(tcp.place).port;
  thread_ = std::thread([this] { server_->run(); });
}

Site::~Site() {
  gate.open();
  wait_until_ended();
  std::filesystem::remove_all(folder);
}

Client Site::connect() const {
  return Client::connect_unix(socket);
}

Client Site::connect_tcp() const {
  return Client::connect_tcp("127.0.0.1", port_);
}

Client Site::greeted(Protocol protocol) const {
  Client client = Client::connect_unix(protocol == Protocol::kLmtp ? socket : smtp_socket);
  const std::string greeting = client.read_reply();
  if (greeting.substr(0, 4) != "220 ") throw std::runtime_error(greeting);
  return client;
}

Client Site::in_transaction(const std::vector<std::string>& recipients, Protocol protocol) const {
  Client client = greeted(protocol);
  std::string commands = protocol == Protocol::kLmtp ? "LHLO" : "EHLO";
  commands += " client.example\r\nMAIL FROM:<sender@example.org>\r\n";
  for (const std::string& recipient : recipients)
    commands.append("RCPT TO:<").append(recipient).append(">\r\n");
  for (const std::string& reply : client.talk(commands, 2 + recipients.size())) {
    if (reply.front() != '2') throw std::runtime_error(reply);
  }
  return client;
}

Client Site::in_content(const std::vector<std::string>& recipients, Protocol protocol) const {
  Client client = in_transaction(recipients, protocol);
  const std::string reply = client.talk("DATA\r\n", 1).front();
  if (reply.substr(0, 4) != "354 ") throw std::runtime_error(reply);
  return client;
}

void Site::wait_until_ended() {
  if (!thread_.joinable()) return;
  end();
  thread_.join();
}

std::size_t Site::left_over(const std::string& user) const {
  return memory.names_in("/mail/example.net/" + user + "/Maildir/tmp").size();
}

std::vector<std::string> Site::messages(const std::string& user, const std::string& domain) const {
  const std::string arrived = "/mail/" + domain + "/" + user + "/Maildir/new";
  std::vector<std::string> found;
  for (const std::string& name : memory.names_in(arrived)) {
    found.push_back(memory.octets_of(fmt::format("{}/{}", arrived, name)).value());
  }
  return found;
}

}  // namespace lmtp::testing
