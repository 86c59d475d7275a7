#include "lmtpd/protocol/reply.h"
