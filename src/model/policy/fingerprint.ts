import { type Token, tokensOf } from "./statement";

/**
 * What statements that differ only in their values have in common: the statement in small letters, each value as `?`.
 *
 * Values are numbers with their sign, texts in quotes, hexadecimal and bit values, placeholders, `NULL` and booleans, except after `IS`
 * and `NOT`, where these words are part of the condition. A list of values is one value, however long: `IN (1, 2)` becomes `in (?)`,
 * and of several rows of `VALUES` only the first stays. Comments, blanks, the case of letters and a semicolon at the end make no
 * difference. Executable comments and optimizer hints stay, and so does the case of names in backticks.
 *
 * Names are not values, so digits within a name stay, as they do in MySQL's digests: `orders_2024` and `orders_2025` are two tables.
 * (Percona's pt-fingerprint replaces them.)
 *
 * The syntax is MySQL's: double quotes enclose a text. A statement may be cut anywhere. Two statements that are cut within a list have
 * the same fingerprint as long as they are the same up to the list.
 */
export function fingerprint(statement: string): string {
  return spell(collapse(valuesOf(tokensOf(statement))));
}

const VALUE: Token = { kind: "value", text: "?" };

/**
 * Words after which an expression begins, so that a sign belongs to the number that follows, and a bracket is not that of a function's
 * arguments.
 */
const BEFORE_EXPRESSION: ReadonlySet<string> = new Set(
  (
    "and as between by case distinct div else from having in interval into is join like limit mod not offset on or regexp return rlike " +
    "select set then union using value values when where xor"
  ).split(" "),
);

/** The same tokens without comments, words in small letters, and each value as `?` without its sign. */
function valuesOf(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (const token of tokens) {
    if (token.kind === "comment") continue;
    const text = token.kind === "word" ? token.text.toLowerCase() : token.text;
    const isValue =
      token.kind === "value" || (/^(?:null|true|false)$/.test(text) && !isCondition(out.at(-1)));
    if (!isValue) {
      out.push({ kind: token.kind, text });
      continue;
    }
    while (isSign(out.at(-1)) && !isOperand(out.at(-2))) out.pop();
    out.push(VALUE);
  }
  while (out.at(-1)?.text === ";") out.pop();
  return out;
}

function isCondition(before: Token | undefined): boolean {
  return before?.kind === "word" && (before.text === "is" || before.text === "not");
}

function isSign(token: Token | undefined): boolean {
  return token?.text === "-" || token?.text === "+";
}

/** Whether a token ends something that a sign can be between: what follows is then subtracted from it or added to it. */
function isOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === "word") return !BEFORE_EXPRESSION.has(token.text);
  return token.kind !== "sign" || token.text === ")" || token.text === "]";
}

/** The same tokens with each list of values as one value, and one row of several. */
function collapse(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  // For each bracket that is open, whether it is that of a row.
  const open: boolean[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const before = out.at(-1);
    const isRow = token.text === "(" && before?.kind === "word" && /^values?$/.test(before.text);
    const isList = isRow || token.text === "[" || (token.text === "(" && isWord(before, "in"));
    out.push(token);
    if (isList) {
      const end = endOfList(tokens, at);
      if (end !== undefined) {
        out.push(VALUE, { kind: "sign", text: token.text === "[" ? "]" : ")" });
        at = isRow ? endOfRows(tokens, end) : end;
        continue;
      }
    }
    if (token.text === "(") open.push(isRow);
    else if (token.text === ")" && open.pop()) at = endOfRows(tokens, at);
  }
  return out;
}

function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === "word" && token.text === text;
}

/**
 * The place of the bracket that closes a list of values, or of the last token where the list is cut; undefined where there is something
 * else in it. Only round brackets may have lists within them. It looks at no token that begins another such list, so the whole
 * statement is looked at twice at most.
 */
function endOfList(tokens: readonly Token[], from: number): number | undefined {
  const isRound = tokens[from]!.text === "(";
  let depth = 0;
  let values = 0;
  for (let at = from; at < tokens.length; at++) {
    const { kind, text } = tokens[at]!;
    if (kind === "value") values++;
    else if (at === from || (isRound && text === "(")) depth++;
    else if (text === (isRound ? ")" : "]")) depth--;
    else if (text !== ",") return undefined;
    if (depth === 0) return values > 0 ? at : undefined;
  }
  return tokens.length - 1;
}

/** The place of the last token of the rows that follow the one that ends at a place. */
function endOfRows(tokens: readonly Token[], from: number): number {
  let end = from;
  while (tokens[end + 1]?.text === "," && (tokens[end + 2]?.text ?? "(") === "(") {
    let depth = 0;
    let at = end + 2;
    for (; at < tokens.length; at++) {
      const { text } = tokens[at]!;
      if (text === "(") depth++;
      else if (text === ")" && --depth === 0) break;
    }
    end = at;
  }
  return end;
}

function spell(tokens: readonly Token[]): string {
  let text = "";
  let before: Token | undefined;
  for (const token of tokens) {
    text += before !== undefined && isApart(before, token) ? ` ${token.text}` : token.text;
    before = token;
  }
  return text;
}

/** Whether a blank stands between two tokens. */
function isApart(before: Token, token: Token): boolean {
  if (before.kind === "sign" && "([.".includes(before.text)) return false;
  if (token.kind !== "sign") return true;
  if (")].,;".includes(token.text)) return false;
  return !("([".includes(token.text) && before.kind !== "sign" && isOperand(before));
}
