/** A name for an attempt. `randomUUID` only exists on https and localhost; a LAN
 * has neither. */
export function freshNonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
