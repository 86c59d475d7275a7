#include "lmtpd/server/certificate_fingerprint.h"

#include "unit/server/test_certificate.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using lmtp::parse_fingerprint;

const std::string kPlain = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
const std::string kColons =
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:"
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";

TEST(CertificateFingerprintTest, ReadsTheFormsThatPeopleHaveThemIn) {
  const auto plain = parse_fingerprint(kPlain);
  const auto colons = parse_fingerprint(kColons);
  ASSERT_TRUE(plain && colons);
  EXPECT_EQ(*plain, *colons);
  EXPECT_EQ(plain->octets[0], 0x00);
  EXPECT_EQ(plain->octets[1], 0x11);
  EXPECT_EQ(plain->octets[31], 0xFF);
  EXPECT_EQ(to_string(*plain), kColons);
}

TEST(CertificateFingerprintTest, RefusesWhatIsNone) {
  const std::string invalid[] = {
      "",
      ":",
      "00",
      "SHA256:" + kPlain,
      kPlain.substr(2),      // one octet short
      kPlain.substr(1),      // half an octet short
      kPlain + "00",         // SHA-512 has more, SHA-1 fewer
      kPlain.substr(0, 40),  // SHA-1
      kColons + ":",         // an end that goes on
      kColons + ":00",
      "00:" + kPlain.substr(2),                  // colons in one place only
      kColons.substr(0, 5) + kColons.substr(6),  // or missing in one place
      "0g" + kPlain.substr(2),                   // no digit
      " " + kPlain,
      kPlain + " ",
      "00-" + kColons.substr(3),
  };
  for (const std::string& text : invalid) {
    const auto parsed = parse_fingerprint(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().substr(0, 8), "must be ") << text;
  }
}

TEST(CertificateFingerprintTest, TellsCertificatesApart) {
  const auto one = lmtp::testing::TestCertificate::self_signed("one.example");
  const auto other = lmtp::testing::TestCertificate::self_signed("one.example");
  EXPECT_EQ(one.fingerprint(), one.fingerprint());
  EXPECT_FALSE(one.fingerprint() == other.fingerprint());
  EXPECT_EQ(parse_fingerprint(to_string(one.fingerprint())), one.fingerprint());
}

}  // namespace
