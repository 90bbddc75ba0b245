// Solves challenges of ALTCHA's proof of work, version 2, with PBKDF2: finds the number with
// which the derived key begins as the challenge says (https://altcha.org/docs/v2/proof-of-work/).
// The browser derives keys outside of the page's thread, so no worker is needed.
const HASH = /^PBKDF2\/(SHA-256|SHA-384|SHA-512)$/;
const AT_ONCE = Math.min(navigator.hardwareConcurrency || 2, 4);

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
}

function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function derive(parameters, hash, counter) {
  const nonce = bytesOf(parameters.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const salt = bytesOf(parameters.salt);
  const how = { name: "PBKDF2", hash, salt, iterations: parameters.cost };
  const bits = await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8);
  return { counter, derivedKey: hexOf(new Uint8Array(bits)) };
}

// Returns what the form sends. Throws where the challenge is of another kind, has no solution up
// to the number, or the signal says to stop.
export async function solve(challenge, maxNumber, onProgress, signal) {
  const { parameters } = challenge;
  const hash = HASH.exec(parameters.algorithm)?.[1];
  if (!hash) throw new Error(`unknown algorithm ${parameters.algorithm}`);
  for (let first = 0; first <= maxNumber; first += AT_ONCE) {
    if (signal.aborted) throw new Error("stopped");
    onProgress(first);
    const counters = Array.from({ length: AT_ONCE }, (_, n) => first + n);
    const derived = await Promise.all(counters.map((n) => derive(parameters, hash, n)));
    const solution = derived.find((one) => one.derivedKey.startsWith(parameters.keyPrefix));
    if (solution) return btoa(JSON.stringify({ challenge, solution }));
  }
  throw new Error("no solution");
}
