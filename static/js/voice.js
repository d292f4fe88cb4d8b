// A voice message is recorded in the place of the composer: paused, thrown away,
// listened to in the tray, or sent.

import { say } from "./banner.js";
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
  const bar = await widget("recorder").catch(() => null);
  const stream = bar && (await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null));
  if (stream) new Recording(bar, stream);
  else {
    isOn = false;
    if (!bar) throw new Error("no recorder");
    say(bar.dataset.refused, SAID_FOR);
  }
}

class Recording {
  levels = [];
  pieces = [];
  length = 0;
  /** What becomes of it at its end. */
  then = "discard";

  constructor(bar, stream) {
    [this.bar, this.stream] = [bar, stream];
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
    this.recorder.addEventListener("dataavailable", ({ data }) => this.pieces.push(data));
    this.recorder.addEventListener("stop", () => this.end());
    this.hear();
    bar.addEventListener("click", ({ target }) => this.act(target.closest("[data-act]")));
    bar.addEventListener("keydown", ({ key }) => key === "Escape" && this.stop("discard"));
    box.append(bar);
    bar.querySelector("[data-act=send]").focus();
    addEventListener("beforeunload", this.hold);
    this.recorder.start();
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
    const now = performance.now();
    if (this.recorder.state === "recording") {
      this.length += now - this.at;
      this.analyser.getFloatTimeDomainData(this.samples);
      this.levels.push(Math.max(...this.samples.map(Math.abs)));
      this.bar.querySelector("[role=timer]").textContent = clockOf(this.length);
      this.bar.querySelector("path").setAttribute("d", waveOf(waveform(this.levels.slice(-56))));
    }
    this.at = now;
    if (this.length > LONGEST) this.stop("listen");
  }

  act(button) {
    if (!button) return;
    const { act } = button.dataset;
    if (act !== "pause") return this.stop(act);
    const isPaused = this.recorder.state === "paused";
    if (isPaused) this.recorder.resume();
    else this.recorder.pause();
    this.bar.toggleAttribute("data-paused", !isPaused);
    [button.ariaLabel, button.dataset.other] = [button.dataset.other, button.ariaLabel];
    button.title = button.ariaLabel;
  }

  stop(then) {
    this.look();
    this.then = then;
    this.recorder.stop();
  }

  async end() {
    clearInterval(this.timer);
    removeEventListener("beforeunload", this.hold);
    for (const track of this.stream.getTracks()) track.stop();
    this.sound.close();
    this.bar.remove();
    isOn = false;
    composer.elements.body.focus();
    if (this.then === "discard") return;
    const { add } = await import("./tray.js");
    const about = { voice: 1, duration: Math.round(this.length), waveform: waveform(this.levels) };
    await add([this.file()], about);
    if (this.then === "send") composer.requestSubmit();
  }

  file() {
    const [type] = this.recorder.mimeType.split(";");
    const stamp = new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll(":", "-");
    return new File(this.pieces, `${stamp}.${type.split("/")[1]}`, { type });
  }
}
