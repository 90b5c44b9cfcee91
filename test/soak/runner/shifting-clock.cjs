/** Preloaded into a runner: its date is off by as many ms as a file says. Time that only grows is as it is. */
const { readFileSync } = require("node:fs");

const RealDate = Date;
let offset = 0;
setInterval(() => {
  try {
    offset = Number(readFileSync(process.env.SOAK_CLOCK_FILE, "utf8"));
  } catch {
    offset = 0;
  }
}, 50).unref();

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offset);
    else super(...args);
  }

  static now() {
    return RealDate.now() + offset;
  }
};
