/** A flag that is on by default in some versions of Node.js, and that dbkill turns off there. */
interface Unwanted {
  readonly name: string;
  /** Whether it is on by default in a version of Node.js. */
  isOn(major: number, minor: number): boolean;
}

const UNWANTED: readonly Unwanted[] = [
  // Maglev, an optimizing compiler, sometimes miscompiles loops: a variable that a closure changes keeps an old value. For a program that
  // decides which sessions die, correctness matters more than speed. Node.js 22 itself turned it off in 22.9 for such errors.
  { name: "maglev", isOn: (major, minor) => major >= 23 || (major === 22 && minor < 9) },
  // The HTTP parser is WebAssembly. Node.js 20 starts to optimize all of it with the first request, and then waits for that at its exit:
  // 80 ms of every apply.
  { name: "wasm-tier-up", isOn: (major) => major < 22 },
  { name: "wasm-dynamic-tiering", isOn: (major) => major < 22 },
];

let restore: (() => void) | undefined;

/**
 * Turns off the parts of V8 that dbkill runs without.
 *
 * V8 accepts compiled code only under the flags that it was compiled with, including that of Node.js's own modules. So call this after the
 * program is loaded and before it does anything.
 *
 * @param version - of Node.js, such as `26.10.0`
 */
export function setFlags(version = process.versions.node, set = setFlag): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const names = UNWANTED.filter(({ isOn }) => isOn(major, minor)).map(({ name }) => name);
  for (const name of names) set(`--no-${name}`);
  restore = () => {
    for (const name of names) set(`--${name}`);
  };
}

/** Undoes {@link setFlags}, if it was called. Call it before compiled code is stored, which V8 would refuse next time otherwise. */
export function restoreFlags(): void {
  restore?.();
  restore = undefined;
}

/** Loaded on demand: it takes longer than the rest of the launcher. */
function setFlag(flag: string): void {
  (require("node:v8") as typeof import("node:v8")).setFlagsFromString(flag);
}
