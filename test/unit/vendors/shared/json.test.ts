import fc from "fast-check";
import { parseJson, stringifyJson } from "../../../../src/vendors/shared/json";

test("an integer keeps all its digits, on the way in and out", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }), (id) => {
      const { value } = parseJson(`{"value": ${id}}`) as { value: number | bigint };
      expect(String(value)).toBe(String(id));
      expect(stringifyJson({ value: id })).toBe(`{"value":${id}}`);
    }),
  );
});

test("anything else is read and written as JSON always is", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (value) => {
      const text = JSON.stringify(value);
      expect(stringifyJson(JSON.parse(text))).toBe(text);
      expect(stringifyJson(parseJson(text) as object)).toBe(text);
    }),
  );
});

test.each(["", "{", '{"a":1,"a":2}', "<html>", '{"a":1}x'])("%j is not JSON", (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});
