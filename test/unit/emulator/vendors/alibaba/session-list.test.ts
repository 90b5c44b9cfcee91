import fc from "fast-check";
import { parseSessionList } from "../../../../../src/emulator/vendors/alibaba/oceanbase";

test("a session list keeps every digit of every id, be it a text or a number", () => {
  const item = fc.record({
    server: fc.string({ minLength: 1 }),
    id: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    asText: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(item, { minLength: 1 }), (items) => {
      const json = items.map(({ server, id, asText }) => {
        return `{"ServerIp":${JSON.stringify(server)},"SessionId":${asText ? `"${id}"` : id}}`;
      });
      expect(parseSessionList(`[${json.join(",")}]`)).toEqual(
        items.map(({ server, id }) => ({ ServerIp: server, SessionId: String(id) })),
      );
    }),
  );
});
