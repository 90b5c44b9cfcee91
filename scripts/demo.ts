/** `npm run demo`: kill tasks and kills from plan to destroy, by real Terraform, with no cloud account. */
import { type DemoOptions, parseOptions, USAGE, UsageError } from "./demo/options";
import { play } from "./demo/play";

/** What the process's exit code says; 130 is what shells have for Ctrl-C. */
const EXIT = { done: 0, failed: 1, wrongUsage: 2, interrupted: 130 } as const;

async function main(): Promise<number> {
  let options: DemoOptions;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`demo: ${error.message}\n\n${USAGE}`);
    return EXIT.wrongUsage;
  }
  if (options.help) {
    console.log(USAGE);
    return EXIT.done;
  }

  const interrupt = new AbortController();
  const stop = () => interrupt.abort(new Error("interrupted"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // Nobody reads on, as under `| head`.
  process.stdout.on("error", stop);
  try {
    await play(options, interrupt.signal);
    return EXIT.done;
  } catch (error) {
    if (interrupt.signal.aborted) {
      console.error("\ndemo: interrupted, and cleared away.");
      return EXIT.interrupted;
    }
    console.error(`\ndemo: ${(error as Error).message}`);
    return EXIT.failed;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
