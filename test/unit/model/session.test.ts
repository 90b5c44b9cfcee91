import { parseSessionKey, sessionKey } from "../../../src/model";

describe("the key of a session", () => {
  test.each([
    { id: "8231" },
    { id: "3221487633", server: "10.0.0.2:2882" },
    { id: "18446744073709551615", server: "2001:db8::2" },
    { id: "7", server: "s1" },
  ])("is read back as it was made: %j", (session) => {
    expect(parseSessionKey(sessionKey(session))).toEqual(session);
  });

  test.each(["job@7", "report@10.0.0.7", "@7", "7@", "a 7@s1", "7@s1 x", "", "3f9cbb5f-6a4b@x"])(
    "%j is the id that a client gave its query, and names no server",
    (id) => {
      expect(parseSessionKey(sessionKey({ id }))).toEqual({ id });
    },
  );
});
