import { remembering } from "../../../src/model/remembering";

/** Tells whether a text has an x, and keeps what it was asked. */
function asked(memory: Parameters<typeof remembering>[1]) {
  const texts: string[] = [];
  const test = remembering((text) => {
    texts.push(text);
    return text.includes("x");
  }, memory);
  return { test, texts };
}

describe("a test that remembers its answers", () => {
  test("is asked once for a text, and gives the same answer again", () => {
    const { test, texts } = asked({ answers: 2, length: 3 });
    const answers = ["x", "a", "x", "a", "a"].map(test);
    expect(answers).toEqual([true, false, true, false, false]);
    expect(texts).toEqual(["x", "a"]);
  });

  test("remembers texts up to a length", () => {
    const { test, texts } = asked({ answers: 2, length: 3 });
    expect(["aax", "aaax", "aaax", "aax"].map(test)).toEqual([true, true, true, true]);
    expect(texts).toEqual(["aax", "aaax", "aaax"]);
  });

  test("forgets everything where one answer more comes than it may hold", () => {
    const { test, texts } = asked({ answers: 2, length: 3 });
    for (const text of ["a", "x", "a", "x"]) test(text);
    expect(texts).toEqual(["a", "x"]);
    expect(["b", "b", "a", "x"].map(test)).toEqual([false, false, false, true]);
    expect(texts).toEqual(["a", "x", "b", "a", "x"]);
  });
});
