// A voice message is recorded in the place of the composer: paused, thrown away,
// listened to in the tray, or sent.

import { say, sorry } from "./banner.js";
import { clockOf } from "./clock_of.js";
import { waveOf, waveform } from "./waveform.js";
import { widget } from "./widgets.js";

const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS = 32_000;
const LOOK_EVERY = 100;
const LONGEST = 60 * 60_000;
const SAID_FOR = 8_000;

const composer = document.getElementById("composer");
const box = composer.querySelector(".composer__box");

// Only one at a time.
let isOn = false;

/** Begins, once the reader has let this page hear. */
export async function record() {
  if (isOn) return;
  isOn = true;
  try {
    isOn = await begin();
  } catch (error) {
    isOn = false;
    throw error;
  }
}

/** Says whether it has begun. What takes the recording is there before. */
async function begin() {
  const { add, hasRoom } = await import("./tray.js");
  const bar = await widget("recorder");
  if (!(await hasRoom())) return false;
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
  if (!stream) {
    say(bar.dataset.refused, SAID_FOR);
    return false;
  }
  try {
    new Recording(bar, stream, add);
  } catch (error) {
    bar.remove();
    release(stream);
    throw error;
  }
  return true;
}

const release = (stream) => stream.getTracks().forEach((track) => track.stop());

class Recording {
  levels = [];
  pieces = [];
  length = 0;
  /** What becomes of it at its end, which a call or a pulled plug may bring, too. */
  then = "listen";
  isOver = false;

  constructor(bar, stream, add) {
    [this.bar, this.stream, this.add] = [bar, stream, add];
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
    this.recorder.addEventListener("dataavailable", ({ data }) => this.pieces.push(data));
    this.recorder.addEventListener("stop", () => this.end());
    this.hear();
    bar.addEventListener("click", ({ target }) => this.act(target.closest("[data-act]")));
    bar.addEventListener("keydown", ({ key }) => key === "Escape" && this.stop("discard"));
    box.append(bar);
    bar.querySelector("[data-act=send]").focus();
    this.recorder.start();
    addEventListener("beforeunload", this.hold);
    [this.at, this.timer] = [performance.now(), setInterval(() => this.look(), LOOK_EVERY)];
  }

  hold = (event) => event.preventDefault();

  hear() {
    this.sound = new AudioContext();
    this.analyser = this.sound.createAnalyser();
    this.sound.createMediaStreamSource(this.stream).connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
  }

  look() {
    this.measure();
    if (this.length > LONGEST) this.stop("listen");
  }

  measure() {
    const now = performance.now();
    if (this.recorder.state === "recording") {
      this.length += now - this.at;
      this.analyser.getFloatTimeDomainData(this.samples);
      this.levels.push(Math.max(...this.samples.map(Math.abs)));
      this.bar.querySelector("[role=timer]").textContent = clockOf(this.length);
      this.bar.querySelector("path").setAttribute("d", waveOf(waveform(this.levels.slice(-56))));
    }
    this.at = now;
  }

  act(button) {
    if (!button) return;
    const { act } = button.dataset;
    if (act !== "pause") return this.stop(act);
    if (this.recorder.state === "inactive") return;
    const isPaused = this.recorder.state === "paused";
    if (isPaused) this.recorder.resume();
    else this.recorder.pause();
    this.bar.toggleAttribute("data-paused", !isPaused);
    [button.ariaLabel, button.dataset.other] = [button.dataset.other, button.ariaLabel];
    button.title = button.ariaLabel;
  }

  stop(then) {
    // It has ended by itself, and says so next.
    if (!this.isOver && this.recorder.state === "inactive") return;
    this.then = then;
    if (this.isOver) return this.leave();
    this.measure();
    this.recorder.stop();
  }

  end() {
    this.isOver = true;
    clearInterval(this.timer);
    release(this.stream);
    this.sound.close();
    this.leave();
  }

  /** The bar stays until the tray has taken the recording. */
  async leave() {
    this.bar.inert = true;
    const isTaken = this.then === "discard" || (await this.give());
    if (!isTaken) {
      this.bar.inert = false;
      return this.bar.querySelector("[data-act=send]").focus();
    }
    removeEventListener("beforeunload", this.hold);
    this.bar.remove();
    isOn = false;
    composer.elements.body.focus();
    if (this.then === "send") composer.requestSubmit();
  }

  give() {
    const about = { voice: 1, duration: Math.round(this.length), waveform: waveform(this.levels) };
    return this.add([this.file()], about).catch(sorry);
  }

  file() {
    const [type] = this.recorder.mimeType.split(";");
    const stamp = new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll(":", "-");
    return new File(this.pieces, `${stamp}.${type.split("/")[1]}`, { type });
  }
}
