#include "lmtpd/server/offer.h"

#include <gtest/gtest.h>

namespace {

using lmtp::Extension;
using lmtp::Peer;
using lmtp::PeerPattern;
using lmtp::Protocol;
using lmtp::ServerSettings;
using lmtp::Service;

const Peer kPostfix{"unix", "", std::nullopt, lmtp::LocalProcess{104, 4711}, false};
const Peer kStranger{"192.0.2.1", "192.0.2.1", mailbox::parse_ip_address("192.0.2.1"), std::nullopt,
                     false};

PeerPattern pattern(const char* text) {
  return PeerPattern::parse(text).value();
}

ServerSettings settings_with_trust() {
  ServerSettings settings;
  settings.extensions = lmtp::kUnconditionalExtensions | lmtp::kConditionalExtensions;
  settings.trusted.xforward.push_back(pattern("uid:104"));
  settings.trusted.xclient.push_back(pattern("192.0.2.0/24"));
  settings.trusted.ignore_quota.push_back(pattern("unix"));
  return settings;
}

TEST(OfferTest, TrustedPeersAreOfferedWhatTheyAreTrustedWith) {
  const auto postfix = offer_to(kPostfix, Service{}, settings_with_trust()).extensions;
  EXPECT_TRUE(postfix.contains(Extension::kXForward));
  EXPECT_FALSE(postfix.contains(Extension::kXClient));
  EXPECT_TRUE(postfix.contains(Extension::kIgnoreQuota));
  const auto stranger = offer_to(kStranger, Service{}, settings_with_trust()).extensions;
  EXPECT_FALSE(stranger.contains(Extension::kXForward));
  EXPECT_TRUE(stranger.contains(Extension::kXClient));
  EXPECT_FALSE(stranger.contains(Extension::kIgnoreQuota));
}

TEST(OfferTest, WhatIsSwitchedOffIsOfferedToNobody) {
  ServerSettings settings = settings_with_trust();
  settings.extensions.remove(Extension::kXForward);
  const auto postfix = offer_to(kPostfix, Service{}, settings).extensions;
  EXPECT_FALSE(postfix.contains(Extension::kXForward));
  EXPECT_TRUE(postfix.contains(Extension::kIgnoreQuota));
}

TEST(OfferTest, EverybodyMayLogInUnlessItIsSwitchedOff) {
  ServerSettings settings = settings_with_trust();
  EXPECT_TRUE(offer_to(kStranger, Service{}, settings).extensions.contains(Extension::kAuth));
  settings.extensions.remove(Extension::kAuth);
  EXPECT_FALSE(offer_to(kStranger, Service{}, settings).extensions.contains(Extension::kAuth));
}

TEST(OfferTest, NobodyIsTrustedByDefault) {
  ServerSettings settings = settings_with_trust();
  settings.trusted = {};
  for (const Extension extension :
       {Extension::kXForward, Extension::kXClient, Extension::kIgnoreQuota}) {
    EXPECT_FALSE(offer_to(kPostfix, Service{}, settings).extensions.contains(extension));
  }
}

TEST(OfferTest, ListenerSaysProtocolAndWhoMayDeliver) {
  Service service{Protocol::kSmtp, true, {}};
  service.allow.add(pattern("auth"));
  const auto offer = offer_to(kStranger, service, ServerSettings{});
  EXPECT_EQ(offer.protocol, Protocol::kSmtp);
  EXPECT_TRUE(offer.encrypted);
  EXPECT_FALSE(offer.admission.at_once);
  EXPECT_TRUE(offer.admission.by_log_in);
}

TEST(OfferTest, StartTlsNeedsACertificate) {
  ServerSettings settings = settings_with_trust();
  EXPECT_FALSE(offer_to(kStranger, Service{}, settings).extensions.contains(Extension::kStartTls));
  settings.tls.certificate = "/etc/finalhop/mx.pem";
  EXPECT_TRUE(offer_to(kStranger, Service{}, settings).extensions.contains(Extension::kStartTls));
  settings.extensions.remove(Extension::kStartTls);
  EXPECT_FALSE(offer_to(kStranger, Service{}, settings).extensions.contains(Extension::kStartTls));
}

TEST(OfferTest, PasswordsMayBeSaidInClearOnUnixSockets) {
  EXPECT_TRUE(offer_to(kPostfix, Service{}, ServerSettings{}).log_in_in_clear);
  EXPECT_FALSE(offer_to(kStranger, Service{}, ServerSettings{}).log_in_in_clear);
  ServerSettings careless;
  careless.session.log_in_in_clear = true;
  EXPECT_TRUE(offer_to(kStranger, Service{}, careless).log_in_in_clear);
}

}  // namespace
