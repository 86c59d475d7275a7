#include "lmtpd/protocol/session.h"
