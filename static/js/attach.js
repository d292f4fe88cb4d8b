// Files come into the composer: by its button, by pasting, dropped on the
// conversation, or by a recording. Sound is played, and pictures are opened.
// What all that needs is fetched when it is wanted.

import { sorry } from "./banner.js";
import { read } from "./keep.js";

const input = document.querySelector("#composer [type=file]");
const box = document.getElementById("messages");
const hand = (files, type) => import("./tray.js").then(({ take }) => take(files, type));

function come(event) {
  const { type, clipboardData, dataTransfer: data = clipboardData } = event;
  // What office programs copy has a picture of itself beside its text.
  if (!data?.types.includes("Files") || (clipboardData && data.types.includes("text/plain"))) return;
  event.preventDefault();
  hand([...data.files], type).catch(sorry);
}

if (input) {
  // Here they are sent before the text, by their ids.
  input.removeAttribute("name");
  const empty = () => (input.value = "");
  const chosen = () => hand([...input.files]).then(empty, sorry);
  input.addEventListener("change", chosen);
  // So that what could not be taken may be chosen again.
  input.addEventListener("click", empty);
  // What was chosen before this had come.
  if (input.files.length > 0) chosen();
  for (const type of ["paste", "dragover", "drop"]) input.closest("main").addEventListener(type, come);
  if (read(`files:${document.body.dataset.username}:${box.dataset.conversation}`)) hand([]).catch(sorry);
  input.form.querySelector(".composer__record").hidden = !(navigator.mediaDevices && window.MediaRecorder);
}

/** Plays, or does what else was clicked in a player. */
export function play(player, target) {
  const sound = player.querySelector("audio");
  // At once: later, a browser may not take it for what somebody wanted.
  if (target.closest("[data-play]")) sound.paused ? sound.play() : sound.pause();
  import("./player.js").then(({ follow }) => follow(player, target)).catch(() => {});
}

/** Begins to record. */
export const hear = () => import("./voice.js").then(({ record }) => record()).catch(sorry);

/** Opens a picture. */
export const view = (picture) =>
  import("./viewer.js").then(({ open }) => open(picture)).catch(() => location.assign(picture.href));
