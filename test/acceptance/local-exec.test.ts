import { KillEngine } from "../../src";
import { describeLife } from "../support/local-exec-life";

// The other engine, and everything that goes wrong: test/faults/local-exec.
describe("on the engine terraform_data", () => describeLife(KillEngine.TERRAFORM_DATA));
