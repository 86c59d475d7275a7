#include "mailbox/password.h"

#include <gtest/gtest.h>

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
  EXPECT_TRUE(verify_password(*hash, "Grüße\tund Küsse"));
  EXPECT_FALSE(verify_password(*hash, "Grüße"));
  EXPECT_FALSE(verify_password(*hash, ""));
}

TEST(PasswordTest, TheSamePasswordHasAnotherHashEachTime) {
  EXPECT_NE(hash_password("x").value(), hash_password("x").value());
}

TEST(PasswordTest, WhatIsNoHashVerifiesNothing) {
  for (const std::string& hash :
       {std::string(), std::string("plain"), std::string("$argon2id$"), std::string(1000, '$')}) {
    EXPECT_FALSE(verify_password(hash, "plain")) << hash;
  }
}

}  // namespace
}  // namespace mailbox
