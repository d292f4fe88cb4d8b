// What a finger does with a message. One that pulls it aside answers it, one
// that stays on it opens its menu; who scrolls does neither.

const FAR = 64;
const STILL = 12;
const HELD_FOR = 450;

const log = document.querySelector(".log");

let acts = null;

/** Calls `reply` or `open` with the message that a finger has chosen. */
export function watchFingers(wanted) {
  acts = wanted;
  log?.addEventListener("touchstart", touched, { passive: true });
  // The browser has a menu of its own for a link that is held.
  log?.addEventListener("contextmenu", (event) => {
    if (event.pointerType === "touch" && event.target.closest(".message__more")) event.preventDefault();
  });
}

const isFree = ({ target, touches }) =>
  touches.length === 1 && !target.closest("pre, .player") && !document.querySelector(".selection");

/** Follows a finger that has come down. */
export function touched(event) {
  const message = event.target.closest?.("article[data-seq]");
  if (message?.querySelector(".message__more") && isFree(event)) follow(message, event);
}

/** What becomes of a finger that has come down on a message. */
function follow(message, { target, touches: [{ clientX, clientY }] }) {
  const { style } = message.querySelector(".message__bubble");
  const ended = new AbortController();
  const { signal } = ended;
  let pulled = 0;
  const hold = () => (message.dataset.held = "");
  const holding = target.closest(".message__more") && setTimeout(hold, HELD_FOR);
  const release = () => {
    clearTimeout(holding);
    delete message.dataset.held;
  };
  const end = () => {
    ended.abort();
    release();
    style.translate = "";
  };
  const move = ({ touches }) => {
    const [x, y] = [touches[0].clientX - clientX, touches[0].clientY - clientY];
    if (Math.hypot(x, y) > STILL) release();
    if (touches.length > 1 || Math.abs(y) > Math.max(STILL, Math.abs(x))) return end();
    pulled = Math.max(-FAR, Math.min(FAR, x));
    style.translate = Math.abs(pulled) > STILL ? `${pulled / 2}px` : "";
  };
  const settle = (event) => {
    const isHeld = message.dataset.held === "";
    end();
    // Lifted, it presses nothing: while it lay there a menu would close again.
    if (isHeld) event.preventDefault();
    if (isHeld) acts.open(message);
    else if (Math.abs(pulled) >= FAR) acts.reply(message);
  };
  message.addEventListener("touchmove", move, { signal, passive: true });
  message.addEventListener("touchend", settle, { signal });
  message.addEventListener("touchcancel", end, { signal });
}
