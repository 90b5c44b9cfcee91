/** A flag that is on by default in some versions of Node.js, and that dbkill turns off there. */
interface Unwanted {
  readonly name: string;
  /** Major versions of Node.js, both inclusive. */
  readonly from: number;
  readonly to: number;
}

const UNWANTED: readonly Unwanted[] = [
  // Maglev, an optimizing compiler, sometimes miscompiles loops: a variable that a closure changes keeps an old value. For a program that
  // decides which sessions die, correctness matters more than speed.
  { name: "maglev", from: 23, to: Number.POSITIVE_INFINITY },
  // The HTTP parser is WebAssembly. Node.js 20 starts to optimize all of it with the first request, and then waits for that at its exit:
  // 80 ms of every apply.
  { name: "wasm-tier-up", from: 0, to: 21 },
  { name: "wasm-dynamic-tiering", from: 0, to: 21 },
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
  const major = Number.parseInt(version, 10);
  const names = UNWANTED.filter(({ from, to }) => from <= major && major <= to).map(({ name }) => name);
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
