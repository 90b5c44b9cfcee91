import { App } from "cdktf";
import { PolicyStack } from "./stack";

const app = new App();
new PolicyStack(app, "policies");
app.synth();
