/** Quiet when green: prints what failed and what could not run, then one line that counts. */
class Reporter {
  constructor() {
    this.skipped = new Map();
    this.broken = 0;
  }

  onTestResult(_test, result) {
    if (result.failureMessage) process.stdout.write(`${result.testFilePath}\n${result.failureMessage}\n`);
    if (result.testExecError) this.broken++;
    for (const { status, ancestorTitles, title } of result.testResults) {
      if (status !== "pending" && status !== "todo") continue;
      // A test that says what it needs says it in its own name; a group that needs a server in that of the group.
      const needs = title.includes("(needs ") ? `: ${title}` : "";
      const group = (ancestorTitles[0] ?? result.testFilePath) + needs;
      this.skipped.set(group, (this.skipped.get(group) ?? 0) + 1);
    }
  }

  onRunComplete(_contexts, results) {
    for (const [group, count] of this.skipped) {
      process.stdout.write(`did not run: ${group} (${count})\n`);
    }
    const skipped = results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + this.broken;
    const tail = skipped > 0 ? `, ${skipped} skipped` : "";
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${tail}\n`);
  }
}

module.exports = Reporter;
