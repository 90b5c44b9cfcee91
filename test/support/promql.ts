/** A node of the tree, as far as it is read. */
interface Node {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly type: { readonly isError: boolean };
  readonly node: { readonly parent: { readonly name: string } | null };
}

/** TypeScript takes the package for an ES module; it is a CommonJS one too. */
const { parser } = require("@prometheus-io/lezer-promql") as {
  parser: { parse(text: string): { iterate(visitor: { enter(node: Node): void }): void } };
};

/** What an expression of Prometheus asks for. */
export interface Asked {
  /** Each metric, with the labels that it is chosen by. */
  readonly metrics: readonly { readonly name: string; readonly labels: readonly string[] }[];
  /** Labels that it groups or joins by. */
  readonly grouping: readonly string[];
}

/** Reads an expression. @throws Error where it is not one */
export function readPromql(expression: string): Asked {
  const metrics: { name: string; labels: string[] }[] = [];
  const grouping: string[] = [];
  parser.parse(expression).iterate({
    enter: (node) => {
      const text = expression.slice(node.from, node.to);
      if (node.type.isError) throw new Error(`not PromQL at ${node.from}: ${expression}`);
      if (node.name === "VectorSelector") metrics.push({ name: "", labels: [] });
      const within = node.node.parent?.name;
      if (node.name === "Identifier" && within === "VectorSelector") metrics.at(-1)!.name = text;
      if (node.name !== "LabelName") return;
      if (within === "GroupingLabels") grouping.push(text);
      else metrics.at(-1)!.labels.push(text);
    },
  });
  return { metrics, grouping };
}
