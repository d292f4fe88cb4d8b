// The pages before one is in: signing in, registering, a new password.

import "./clock.js";
import "./password.js";
