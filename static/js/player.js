// Sound in the page: one at a time, with a slider as the playhead.

import { clockOf } from "./clock_of.js";

const SPEEDS = [1, 1.5, 2];

// What is followed already.
const followed = new WeakSet();
let playing = null;

const part = (player, name) => player.querySelector(name);
const lengthOf = (player) => Number(player.dataset.duration) / 1_000 || part(player, "audio").duration || 0;

function show(player) {
  const sound = part(player, "audio");
  const button = part(player, "[data-play]");
  const isOn = !sound.paused;
  player.toggleAttribute("data-on", isOn);
  button.ariaLabel = isOn ? button.dataset.pause : button.dataset.play;
  const slider = part(player, "[type=range]");
  slider.value = sound.currentTime;
  slider.setAttribute("aria-valuetext", clockOf(sound.currentTime * 1_000));
  const rest = isOn || sound.currentTime > 0 ? sound.currentTime : lengthOf(player);
  part(player, "[data-clock]").textContent = clockOf(rest * 1_000);
}

function begin(player, sound) {
  if (playing && playing !== sound) playing.pause();
  playing = sound;
  show(player);
}

function watch(player) {
  if (followed.has(player)) return;
  followed.add(player);
  const sound = part(player, "audio");
  part(player, "[type=range]").max = lengthOf(player);
  sound.addEventListener("play", () => begin(player, sound));
  sound.addEventListener("pause", () => show(player));
  sound.addEventListener("timeupdate", () => show(player));
  sound.addEventListener("ended", () => {
    sound.currentTime = 0;
    show(player);
  });
  if (!sound.paused) begin(player, sound);
}

function hasten(player, button) {
  const sound = part(player, "audio");
  sound.playbackRate = SPEEDS[(SPEEDS.indexOf(sound.playbackRate) + 1) % SPEEDS.length];
  button.firstElementChild.textContent = `${sound.playbackRate}×`;
  button.ariaLabel = button.dataset.speed.replace("{}", sound.playbackRate);
}

function seek(player, slider) {
  const sound = part(player, "audio");
  sound.currentTime = Number(slider.value);
}

/** Shows what becomes of this one, and does what was clicked in it. */
export function follow(player, target) {
  watch(player);
  const speed = target.closest("[data-speed]");
  if (speed) hasten(player, speed);
}

document.addEventListener("input", ({ target }) => {
  const player = target.closest?.(".player");
  if (!player) return;
  watch(player);
  seek(player, target);
});
