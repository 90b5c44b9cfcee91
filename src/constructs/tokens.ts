import { DefaultTokenResolver, StringConcat, TerraformStack, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { UNDECIDED } from "../model";

/** Whether there is a token anywhere in a value. */
export function holdsTokens(value: unknown): boolean {
  if (Token.isUnresolved(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsTokens);
}

/** A value, or the values of a list, as the rules of the model read them: what only Terraform will know is undecided. */
export function decide(value: unknown): unknown {
  if (value === undefined) return undefined;
  if (Token.isUnresolved(value)) return UNDECIDED;
  return Array.isArray(value) ? value.map(decide) : value;
}

/** A value with its tokens as the expressions that they become in the construct's own stack. */
export function expressionOf(construct: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, {
    scope: TerraformStack.of(construct),
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
}

/** What a value that is known to Terraform alone stands for: an expression, and the path of the stack in which it means something. */
export interface Reference {
  readonly expression: string;
  readonly stack: string;
}

/**
 * What a string stands for, if it is one expression and nothing else; undefined for all other values. Two references that are equal
 * are the same value, also where they stand in different stacks.
 */
export function referenceOf(construct: IConstruct, value: unknown): Reference | undefined {
  if (typeof value !== "string" || !value.includes("${")) return undefined;
  if (Token.isUnresolved(value)) {
    const { tokens, literals } = Tokenization.reverseString(value);
    // CDKTF's own reference remembers the stack that it is from.
    const { identifier, originStack } = (tokens[0] ?? {}) as { identifier?: unknown; originStack?: unknown };
    const isAlone = tokens.length === 1 && literals.length === 0;
    if (isAlone && typeof identifier === "string" && TerraformStack.isStack(originStack)) {
      return { expression: identifier, stack: originStack.node.path };
    }
  }
  const resolved = expressionOf(construct, value);
  const [, expression] = (typeof resolved === "string" && /^\$\{([^{}]+)\}$/.exec(resolved)) || [];
  return expression === undefined ? undefined : { expression, stack: TerraformStack.of(construct).node.path };
}

/** A text that is equal for two ids if, and only if, both are known to be the same. */
export function identityOf(construct: IConstruct, id: string): string {
  const reference = referenceOf(construct, id);
  if (reference) return JSON.stringify([reference.expression, reference.stack]);
  if (!Token.isUnresolved(id)) return JSON.stringify(id);
  return JSON.stringify([expressionOf(construct, id), TerraformStack.of(construct).node.path]);
}
