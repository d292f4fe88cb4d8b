// On the sign-in page nobody is signed in any more: what this browser kept for
// somebody is forgotten.

import "./sheet.js";
import { forgetAll } from "./keep.js";

forgetAll();
