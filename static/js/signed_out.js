// The sign-in page. Whoever has just signed out here is forgotten.

import "./sheet.js";
import { forget } from "./keep.js";
import { whoHasLeft } from "./leaving.js";

forget(whoHasLeft());
