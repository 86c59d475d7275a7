#include "mailbox/header.h"

#include "types/ascii.h"

namespace mailbox {

namespace {

// No field that counts has a longer name.
constexpr std::size_t kNameOctetsMax = 64;

bool is_space(char octet) {
  return octet == ' ' || octet == '\t';
}

// ftext = %d33-57 / %d59-126 (RFC 5322 §3.6.8)
bool is_name_octet(char octet) {
  return octet > ' ' && octet <= '~' && octet != ':';
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t start = text.find_first_not_of(kBlank);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kBlank) - start + 1);
}

}  // namespace

void HeaderReader::read(std::string_view octets) {
  while (!octets.empty() && state_ != State::kEnded) {
    if (state_ == State::kSkip || state_ == State::kBody) {
      const std::size_t line_end = octets.find('\n');
      if (state_ == State::kBody) keep(octets.substr(0, line_end));
      if (line_end == std::string_view::npos) return;
      if (state_ == State::kBody) end_line();
      state_ = State::kLineStart;
      octets.remove_prefix(line_end + 1);
    } else {
      read_octet(octets.front());
      octets.remove_prefix(1);
    }
  }
}

void HeaderReader::finish() {
  end_field();
  state_ = State::kEnded;
}

void HeaderReader::read_octet(char octet) {
  switch (state_) {
    case State::kLineStart:
      return start_line(octet);
    case State::kName:
      return read_name(octet);
    case State::kBody:
    case State::kSkip:
    case State::kEnded:
      return;
  }
}

void HeaderReader::start_line(char octet) {
  if (is_space(octet)) {  // folded (RFC 5322 §2.2.3): the field before goes on
    state_ = body_kept_ ? State::kBody : State::kSkip;
    if (body_kept_) keep({&octet, 1});
    return;
  }
  end_field();
  name_.clear();
  state_ = State::kName;
  read_name(octet);
}

void HeaderReader::read_name(char octet) {
  const bool name_over = !name_.empty() && is_space(name_.back());
  const bool mbox_line = name_over && (name_ == "From " || name_ == ">From ");
  if (octet == ':' && !name_.empty()) {
    start_body();
  } else if (mbox_line || name_.size() == kNameOctetsMax) {
    state_ = octet == '\n' ? State::kLineStart : State::kSkip;
  } else if ((is_name_octet(octet) && !name_over) || (is_space(octet) && !name_.empty())) {
    name_ += octet;  // white space before the colon is obsolete, but seen (RFC 5322 §4.5.8)
  } else {
    finish();
  }
}

void HeaderReader::start_body() {
  const std::string_view name = trimmed(name_);
  const bool delivered_to = equal_without_case(name, "Delivered-To");
  if (equal_without_case(name, "Received")) {
    ++facts_.received_fields;
    if (handed_over_) facts_.delivered_to.clear();
  }
  handed_over_ = handed_over_ && (delivered_to || equal_without_case(name, "Return-Path"));
  body_kept_ = delivered_to || equal_without_case(name, "Message-ID");
  state_ = body_kept_ ? State::kBody : State::kSkip;
}

void HeaderReader::keep(std::string_view octets) {
  body_ += octets.substr(0, kFieldOctetsMax - body_.size());
}

// Where lines end with CRLF, unfolding takes out both.
void HeaderReader::end_line() {
  if (!body_.empty() && body_.back() == '\r') body_.pop_back();
}

void HeaderReader::end_field() {
  if (!body_kept_) return;
  const std::string_view body = trimmed(body_);
  if (equal_without_case(trimmed(name_), "Delivered-To")) {
    if (facts_.delivered_to.size() < kDeliveredToMax) facts_.delivered_to.emplace_back(body);
  } else if (facts_.message_id.empty()) {
    facts_.message_id = body;
  }
  body_.clear();
  body_kept_ = false;
}

}  // namespace mailbox
