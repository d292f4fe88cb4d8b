// The pages before one is in: signing in, registering, a new password.

import "./clock.js";
import "./once.js";
import "./password.js";
