import { explain } from "../../../src/resources/render";
import { AuthenticationError, NotFoundError } from "../../../src/vendors/shared/errors";

const details = { service: "das", action: "query-process-list", remedy: "Check the id." };

test("what is not there comes with the way to destroy without looking for it", () => {
  expect(explain(new NotFoundError("gone", details))).toMatchObject({
    code: NotFoundError.code,
    detail: expect.stringMatching(/^Check the id\. .*terraform destroy -refresh=false/),
  });
});

test("another error has its own remedy alone", () => {
  const { detail } = explain(new AuthenticationError("refused", details))!;
  expect(detail).toBe("Check the id.\n\nService: das\nAction: query-process-list");
});
