// Which square of a picture will be shown: dragged or moved by keys, and nearer by a
// slider. What is not a picture is sent as it is, and refused with a sentence.

const crop = document.querySelector(".crop");
const frame = crop.querySelector(".crop__frame");
const [file, zoom] = ["file", "range"].map((type) => crop.querySelector(`[type=${type}]`));
const fields = file.form.elements;
const hint = document.getElementById("picture-hint");
const before = [...frame.childNodes];

// So many pixels of a side are enough to choose by, and few enough to move at once.
const MOST = 1024;
const STEP = 0.05;
const SIDE = 320;

const canvas = document.createElement("canvas");
canvas.width = canvas.height = SIDE;
const pen = canvas.getContext("2d");

let picture = null;
// Of the picture that was chosen, in its pixels; and what is in the middle.
let width, height, x, y;

const side = () => Math.max(1, Math.round((Math.min(width, height) * 100) / zoom.value));
const within = (value, most) => Math.max(0, Math.min(value, most));

function show() {
  const size = side();
  const left = Math.round(within(x - size / 2, width - size));
  const top = Math.round(within(y - size / 2, height - size));
  [x, y] = [left + size / 2, top + size / 2];
  const scale = picture.width / width;
  pen.clearRect(0, 0, SIDE, SIDE);
  pen.drawImage(picture, left * scale, top * scale, size * scale, size * scale, 0, 0, SIDE, SIDE);
  say(left, top, size);
}

function say(...square) {
  ["x", "y", "size"].forEach((name, place) => (fields[name].value = square[place] ?? ""));
}

function move(right, down) {
  x += right * side();
  y += down * side();
  show();
}

/** The picture, upright and no larger than it has to be. */
async function read(chosen) {
  const whole = await createImageBitmap(chosen);
  const scale = Math.min(1, MOST / Math.max(whole.width, whole.height));
  const [resizeWidth, resizeHeight] = [whole.width, whole.height].map((of) => Math.max(1, Math.round(of * scale)));
  const small = await createImageBitmap(whole, { resizeWidth, resizeHeight, resizeQuality: "high" });
  const { width, height } = whole;
  whole.close();
  return { small, width, height };
}

async function choose() {
  const [chosen] = file.files;
  const found = chosen && (await read(chosen).catch(() => null));
  // Another one meanwhile.
  if (chosen !== file.files[0]) return;
  picture = found?.small ?? null;
  zoom.parentElement.hidden = !picture;
  hint.hidden = Boolean(picture);
  frame.tabIndex = picture ? 0 : -1;
  frame.replaceChildren(...(picture ? [canvas] : before));
  if (!picture) return say();
  ({ width, height } = found);
  [x, y, zoom.value] = [width / 2, height / 2, 100];
  show();
}

const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

frame.setAttribute("aria-describedby", "crop-hint");
file.addEventListener("change", choose);
zoom.addEventListener("input", show);
frame.addEventListener("keydown", (event) => {
  if (!picture || !KEYS[event.key]) return;
  event.preventDefault();
  move(...KEYS[event.key]);
});

// Where the mouse or the finger was last.
let last = null;
frame.addEventListener("pointerdown", (event) => {
  if (!picture) return;
  frame.setPointerCapture(event.pointerId);
  last = event;
});
frame.addEventListener("pointermove", (event) => {
  if (event.pointerId !== last?.pointerId || !frame.hasPointerCapture(event.pointerId)) return;
  move((last.clientX - event.clientX) / frame.clientWidth, (last.clientY - event.clientY) / frame.clientHeight);
  last = event;
});
choose();
