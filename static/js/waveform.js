// How loud a recording is, a letter a bar from 0 to v, as the server keeps it.

const MOST_BARS = 64;
const HIGHEST = 31;

/** At most 64 bars of so many levels, the loudest one as high as can be. */
export function waveform(levels) {
  const bars = Math.min(MOST_BARS, levels.length);
  const loudest = Math.max(...levels, 0.05);
  const bar = (_, index) => {
    const part = levels.slice(
      Math.floor((index * levels.length) / bars),
      Math.ceil(((index + 1) * levels.length) / bars),
    );
    return Math.round((Math.max(...part) / loudest) * HIGHEST).toString(HIGHEST + 1);
  };
  return Array.from({ length: bars }, bar).join("");
}

/** The same as a path, 28 high and 4 wide for each bar. */
export function waveOf(bars) {
  const line = (bar, index) => {
    const height = 4 + (parseInt(bar, HIGHEST + 1) / HIGHEST) * 20;
    return `M${index * 4 + 2} ${14 - height / 2}v${height}`;
  };
  return [...bars].map(line).join("");
}
