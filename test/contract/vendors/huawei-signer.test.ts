import { AKSKSigner } from "@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner";
import fc from "fast-check";
import { encodePart, signSdkHmac } from "../../../src/vendors/huawei/signer";

/** Segments that a URL parser leaves alone: the SDK takes a whole URL. */
const segment = fc.stringMatching(/^[A-Za-z0-9_~-]{1,40}$/);
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 30 });

const request = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
  host: fc.domain(),
  segments: fc.array(segment, { minLength: 1, maxLength: 6 }),
  query: fc.dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), text, { maxKeys: 4 }),
  body: fc.option(fc.dictionary(text, fc.oneof(text, fc.integer()), { minKeys: 1 }), { nil: undefined }),
  projectId: fc.stringMatching(/^[0-9a-f]{32}$/),
  token: fc.option(fc.stringMatching(/^[A-Za-z0-9+/=]{1,80}$/), { nil: undefined }),
  date: fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
  accessKey: fc.stringMatching(/^[A-Z0-9]{1,40}$/),
  secretKey: fc.string({ minLength: 1 }),
});
type Input = typeof request extends fc.Arbitrary<infer T> ? T : never;

const dateOf = ({ date }: Input) => date.toISOString().replace(/[-:]|\.\d+/g, "");

/** The request in our words. */
function ours(input: Input): Parameters<typeof signSdkHmac>[0] {
  const query = Object.entries(input.query).map(([name, value]) => `${name}=${encodePart(value)}`);
  return {
    method: input.method,
    path: `/${input.segments.join("/")}${query.length > 0 ? `?${query.join("&")}` : ""}`,
    headers: {
      "content-type": "application/json",
      host: input.host,
      "x-project-id": input.projectId,
      "x-sdk-date": dateOf(input),
      ...(input.token && { "x-security-token": input.token }),
    },
    body: input.body ? JSON.stringify(input.body) : "",
  };
}

/** The request in the SDK's words. */
function theirs(input: Input): Parameters<typeof AKSKSigner.sign>[0] {
  return {
    method: input.method,
    endpoint: `https://${input.host}/${input.segments.join("/")}`,
    queryParams: input.query,
    headers: {
      "X-Sdk-Date": dateOf(input),
      "X-Project-Id": input.projectId,
      "content-type": "application/json",
      ...(input.token && { "X-Security-Token": input.token }),
    },
    data: input.body,
  } as unknown as Parameters<typeof AKSKSigner.sign>[0];
}

test("our signature is the one of Huawei's own SDK, for any request", () => {
  fc.assert(
    fc.property(request, (input) => {
      const credential = { getAk: () => input.accessKey, getSk: () => input.secretKey };
      const signed = AKSKSigner.sign(theirs(input), credential as Parameters<typeof AKSKSigner.sign>[1]);
      expect(signSdkHmac(ours(input), input)).toBe((signed as { Authorization: string }).Authorization);
    }),
    { numRuns: 500 },
  );
});
