#include "mailbox/password.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

namespace mailbox {
namespace {

TEST(PasswordTest, HashesAreArgon2idAtTheCostThatDovecotCanBear) {
  const auto hash = hash_password("correct horse");
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->rfind("$argon2id$v=19$m=65536,t=2,p=1$", 0), 0U) << *hash;
}

TEST(PasswordTest, VerifiesTheSamePasswordOnly) {
  const auto hash = hash_password("Grüße\tund Küsse");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(verify_password(*hash, "Grüße\tund Küsse").value());
  EXPECT_FALSE(verify_password(*hash, "Grüße").value());
  EXPECT_FALSE(verify_password(*hash, "").value());
}

TEST(PasswordTest, TheSamePasswordHasAnotherHashEachTime) {
  EXPECT_NE(hash_password("x").value(), hash_password("x").value());
}

TEST(PasswordTest, WhatIsNoHashVerifiesNothing) {
  for (const std::string& hash :
       {std::string(), std::string("plain"), std::string("$argon2id$"), std::string(1000, '$')}) {
    EXPECT_FALSE(verify_password(hash, "plain").value()) << hash;
  }
}

// Made by Dovecot, and by libargon2 with two lanes and a longer salt.
TEST(PasswordTest, VerifiesWhatOthersHaveHashed) {
  for (const char* hash : {"$argon2id$v=19$m=65536,t=3,p=1$2MmP7NEiBb+Gf+NfVwl5Uw$"
                           "/TWumGepO6nHY1OWSU8/J9ubTNQewhXazceBnOwBVXA",
                           "$argon2id$v=19$m=1024,t=2,p=2$YW5vdGhlciBzYWx0IG9mIDI0IG9jdGV0$"
                           "lvfhCO4udTFQY4BdLuvkFmUTyuA7M/AN7pSwcPwLouA"}) {
    EXPECT_TRUE(verify_password(hash, "secret").value()) << hash;
    EXPECT_FALSE(verify_password(hash, "Secret").value()) << hash;
  }
}

// The sanitizers' allocators end the process where there is no memory left.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(PasswordTest, WantOfMemoryIsNoWrongPassword) {
  const std::string hash = hash_password("x").value();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
  const rlimit none{1, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &none), 0);
  const auto verified = verify_password(hash, "x");
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &before), 0);
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().status, status::kSystemFull);
}
#endif

}  // namespace
}  // namespace mailbox
