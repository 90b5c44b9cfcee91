import type { Unit } from "./benchmark";
import { isFailure, type Outcome } from "./measure";
import { median } from "./statistics";

const HEADING = ["", "ours", "theirs", "ratio min/median/max", "budget", ""];

/** The outcomes as a table, and under it what could not be measured and what else was seen. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = [HEADING, ...outcomes.map(row)];
  const widths = HEADING.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const lines = rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column]!)).join("  "));
  return [...lines, ...outcomes.flatMap(notes)].map((line) => line.trimEnd()).join("\n");
}

function row(outcome: Outcome): string[] {
  if (isFailure(outcome)) return [outcome.what, "", "", "", "", "NOT MEASURED"];
  const { what, unit, ours, theirs, ratio, budget } = outcome;
  return [
    what,
    quantity(median(ours), unit),
    quantity(median(theirs), unit),
    [ratio.min, ratio.median, ratio.max].map(times).join(" / "),
    budget === undefined ? "" : `<= ${times(budget)}`,
    verdict(outcome.missedBy, budget),
  ];
}

function verdict(missedBy: number, budget: number | undefined): string {
  if (budget === undefined) return "";
  return missedBy === 0 ? "ok" : `MISSED by ${times(missedBy)} (${Math.ceil((missedBy / budget) * 100)} %)`;
}

function notes(outcome: Outcome): string[] {
  const texts = isFailure(outcome) ? [outcome.error] : outcome.remarks;
  return texts.map((text) => `${outcome.name}: ${text}`);
}

/** Such as `12.3 s`, `61 ms`, `1.5 ms`, `0.71 MB`, `240 B`. */
export function quantity(value: number, unit: Unit): string {
  if (unit === "bytes") return value < 10_000 ? `${value.toFixed(0)} B` : `${(value / 1e6).toFixed(2)} MB`;
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

const times = (ratio: number): string => `${ratio.toFixed(2)}x`;
