import { Secrets } from "../../../src/cli/secrets";

test("secrets are replaced in what is printed, the longest first, and short ones are not looked for", () => {
  const secrets = new Secrets();
  for (const secret of ["secret", "secret-of-tencent", "a"]) secrets.add(secret);
  expect(secrets.scrub("a secret-of-tencent, a secret")).toBe("a (sensitive value), a (sensitive value)");
});
