import { mustHold, Reader, stepsOf } from "./walk";

describe("the module's own tests", () => {
  it("pass, run as its README says", async () => {
    const reader = new Reader();
    try {
      const { script, printed } = stepsOf("examples/module/README.md", "Test it");
      const output = await reader.must(
        `npm i cdktf-dbkill\ncp -R node_modules/cdktf-dbkill/examples/module/. .\n${script}`,
      );
      mustHold(printed, output);
    } finally {
      reader.dispose();
    }
  });
});
