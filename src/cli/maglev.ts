/** The first Node.js version with Maglev on by default. */
const FIRST_MAJOR = 23;

/**
 * Turns off Maglev, one of V8's optimizing compilers. In Node.js 23 to 26 it sometimes miscompiles loops: a variable that a closure changes
 * keeps an old value. For a program that decides which sessions die, correctness matters more than speed.
 *
 * V8 accepts compiled code only under the flags that it was compiled with, including that of Node.js's own modules. So call this after the
 * program is loaded and before it does anything.
 *
 * @param version - of Node.js, such as `26.10.0`
 */
export function turnOffMaglev(version = process.versions.node, set = setFlag): void {
  if (Number.parseInt(version, 10) >= FIRST_MAJOR) set("--no-maglev");
}

/** Undoes {@link turnOffMaglev} before compiled code is stored. */
export function restoreMaglev(version = process.versions.node, set = setFlag): void {
  if (Number.parseInt(version, 10) >= FIRST_MAJOR) set("--maglev");
}

/** Loaded on demand: it takes longer than the rest of the launcher. */
function setFlag(flag: string): void {
  (require("node:v8") as typeof import("node:v8")).setFlagsFromString(flag);
}
