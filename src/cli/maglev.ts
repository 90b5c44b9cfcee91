/** The first Node.js that compiles with Maglev for good. */
const FIRST_MAJOR = 23;

/**
 * Turns off Maglev, one of V8's optimizing compilers. In Node.js 23 to 26 it compiles some loops wrongly, now and then: a variable that a
 * closure moves keeps an old value. A program that decides which sessions die does without what it saves.
 *
 * V8 takes compiled code only under the flags that it was made with, that of Node.js's own modules too. So this comes after the program is
 * loaded, and before it does anything.
 *
 * @param version - of Node.js, such as `26.10.0`
 */
export function turnOffMaglev(version = process.versions.node, set = setFlag): void {
  if (Number.parseInt(version, 10) >= FIRST_MAJOR) set("--no-maglev");
}

/** Undoes {@link turnOffMaglev}, for the compiled code that is kept. */
export function restoreMaglev(version = process.versions.node, set = setFlag): void {
  if (Number.parseInt(version, 10) >= FIRST_MAJOR) set("--maglev");
}

/** Loaded where it is needed: it takes longer than the rest of the launcher. */
function setFlag(flag: string): void {
  (require("node:v8") as typeof import("node:v8")).setFlagsFromString(flag);
}
