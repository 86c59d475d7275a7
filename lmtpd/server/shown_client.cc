#include "lmtpd/server/shown_client.h"

#include "mailbox/printable.h"

#include <fmt/format.h>

namespace lmtp {
namespace {

mailbox::Transmission transmission_of(const Session& session) {
  mailbox::Transmission transmission;
  transmission.lmtp = session.protocol() == Protocol::kLmtp;
  transmission.extended = session.extended();
  transmission.utf8 = session.smtputf8();
  transmission.encrypted = session.encrypted();
  transmission.authenticated = session.logged_in_user().has_value();
  return transmission;
}

mailbox::ForwardedClient forwarded_by(const ClientAttributes& told) {
  return {told.name.value_or(""), told.address.value_or(""), told.helo.value_or(""),
          told.ident.value_or("")};
}

void add(std::string& line, std::string_view name, const std::optional<std::string>& value) {
  if (value) line += fmt::format(" {}=\"{}\"", name, mailbox::printable(*value));
}

}  // namespace

mailbox::Reception ShownClient::reception(const Session& session) const {
  mailbox::Reception reception;
  reception.client_name = greeted_as(session);
  reception.client_host = told_.name.value_or("");
  reception.client_address = told_.address.value_or(peer_.address);
  reception.protocol =
      told_.protocol ? *told_.protocol : transmission_type(transmission_of(session));
  reception.forwarded = forwarded_by(session.forwarded());
  reception.user = told_.log_in ? *told_.log_in : session.logged_in_user().value_or("");
  return reception;
}

std::string ShownClient::to_log(const Session& session) const {
  std::string line =
      fmt::format("name=\"{}\" {}", mailbox::printable(greeted_as(session)), lmtp::to_log(peer_));
  add(line, "user", session.logged_in_user());
  add(line, "xclient-address", told_.address);
  add(line, "xclient-port", told_.port);
  add(line, "xclient-name", told_.name);
  add(line, "xclient-user", told_.log_in);
  return line;
}

std::string ShownClient::greeted_as(const Session& session) const {
  return told_.helo.value_or(std::string(session.client_name()));
}

}  // namespace lmtp
