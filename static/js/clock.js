// The clock that this browser goes by: its zone and how it counts hours. The
// server is told once, so that pages come with the right times.

const own = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();

export const zone = own.timeZone;
export const hours = ["h11", "h12"].includes(own.hourCycle) ? "h12" : "h23";

/** Milliseconds since then. A clock that was set back must hold nothing up. */
export const since = (then) => Math.abs(Date.now() - then);

const YEAR = 31_536_000;
const cookie = `natter_clock=${zone}.${hours}`;

if (!document.cookie.split("; ").includes(cookie)) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookie}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}
