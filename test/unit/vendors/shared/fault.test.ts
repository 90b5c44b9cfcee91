import { asSentence } from "../../../../src/vendors/shared/fault";

test.each([
  ["no such thing", "no such thing."],
  ["No such thing.", "No such thing."],
  ["No such thing...", "No such thing."],
  ["No such thing. (Post it first.)", "No such thing. (Post it first.)"],
  ["No such thing (yet)", "No such thing (yet)."],
  ["不存在。 ", "不存在."],
])("%j ends with one full stop", (text, sentence) => {
  expect(asSentence(text)).toBe(sentence);
});
