/** A resource in HCL; the values are expressions. */
export function resource(type: string, name: string, attributes: Record<string, string>): string {
  const lines = Object.entries(attributes).map(([key, value]) => `  ${key} = ${value}`);
  return `resource "${type}" "${name}" {\n${lines.join("\n")}\n}\n`;
}
