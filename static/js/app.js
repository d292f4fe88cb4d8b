// The behaviours of the application's pages. Each does nothing where its
// element is absent; without any of them every form and link still works.

import "./live.js";
import "./log.js";
import "./composer.js";
import "./days.js";
import "./time.js";
import "./kept_in_list.js";
import "./list_place.js";
import "./back.js";
import "./wanted.js";
import "./type.js";
import "./banner.js";
import "./once.js";
import "./receipts.js";
import "./title.js";
import "./typing.js";
import "./presence.js";
