// It did not come to signing out: whoever sees a page of theirs is still here.

import { whoHasLeft } from "./leaving.js";

whoHasLeft();
addEventListener("pageshow", ({ persisted }) => persisted && whoHasLeft());
