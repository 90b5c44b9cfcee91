/**
 * - `value`: a number, a text in quotes, a hexadecimal or bit value, or a placeholder
 * - `word`: a keyword or a name without quotes
 * - `name`: a name in backticks
 * - `sign`: an operator, a bracket or a separator; also the two ends of an executable comment and of an optimizer hint
 * - `comment`: a comment that is not carried out
 */
export type TokenKind = "value" | "word" | "name" | "sign" | "comment";

export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the statement. */
  readonly text: string;
}

const BLANKS = /\s+/y;
const NUMBER = /0x[\da-f]+|0b[01]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;
/** Also numbers, and the variables of a session. Every character beyond ASCII can be part of a name. */
const WORD = /[\w$@\u0080-\uffff]+/y;
/** What makes a text in quotes that follows at once another kind of value: hexadecimal, bits, national, or of a character set. */
const INTRODUCER = /^(?:[xbn]|_\w+)$/i;
const LINE_COMMENT = /(?:#|--(?=\s|$))[^\n]*/y;
/** Its content is carried out, or is a hint. */
const LIVE_COMMENT = /\/\*(?:M?!\d*|\+)/y;
const OPERATOR = /<=>|->>|<<|>>|<>|<=|>=|!=|:=|\|\||&&|::|->/y;

/**
 * The parts of a statement in MySQL's syntax, without the blanks between them. It takes one pass. It never fails: vendors cut long
 * statements anywhere, so a text, a name or a comment that is not closed reaches to the end.
 */
export function tokensOf(statement: string): Token[] {
  const tokens: Token[] = [];
  const match = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(statement)?.[0];
  };
  const add = (kind: TokenKind, from: number, to: number): number => {
    tokens.push({ kind, text: statement.slice(from, to) });
    return to;
  };
  let isLive = false;
  const comment = (at: number): number | undefined => {
    const live = match(LIVE_COMMENT, at);
    if (live !== undefined || (isLive && statement.startsWith("*/", at))) {
      isLive = live !== undefined;
      return add("sign", at, at + (live?.length ?? 2));
    }
    if (statement.startsWith("/*", at)) {
      const end = statement.indexOf("*/", at + 2);
      return add("comment", at, end < 0 ? statement.length : end + 2);
    }
    const line = match(LINE_COMMENT, at);
    return line === undefined ? undefined : add("comment", at, at + line.length);
  };
  const number = (at: number): number | undefined => {
    // After a name a point is no decimal point.
    if (statement[at] === "." && isName(tokens.at(-1))) return undefined;
    const found = match(NUMBER, at);
    // A name may begin with a digit.
    const isPart = found !== undefined && found.length < (match(WORD, at)?.length ?? 0);
    return found === undefined || isPart ? undefined : add("value", at, at + found.length);
  };
  const word = (at: number): number | undefined => {
    const found = match(WORD, at);
    if (found === undefined) return undefined;
    const end = at + found.length;
    const isIntroducer = /['"]/.test(statement[end] ?? "") && INTRODUCER.test(found);
    return isIntroducer ? add("value", at, endOfQuoted(statement, end)) : add("word", at, end);
  };
  const next = (at: number): number => {
    const first = statement[at]!;
    // The first character tells most, and a look at it costs less than a pattern.
    if (first === "'" || first === '"') return add("value", at, endOfQuoted(statement, at));
    if (first === "`") return add("name", at, endOfQuoted(statement, at));
    if (first === "?") return add("value", at, at + 1);
    if ("(),;[]=".includes(first)) return add("sign", at, at + 1);
    const blanks = match(BLANKS, at);
    if (blanks !== undefined) return at + blanks.length;
    return (
      ("/*#-".includes(first) ? comment(at) : undefined) ??
      (".0123456789".includes(first) ? number(at) : undefined) ??
      word(at) ??
      add("sign", at, at + (match(OPERATOR, at) ?? first).length)
    );
  };
  for (let at = 0; at < statement.length; ) at = next(at);
  return tokens;
}

function isName(token: Token | undefined): boolean {
  return token?.kind === "word" || token?.kind === "name";
}

/** Where the text or name in quotes that begins at a place ends. Two quotes are one; a backslash escapes except in a name. */
function endOfQuoted(statement: string, from: number): number {
  const quote = statement[from]!;
  let at = from + 1;
  while (at < statement.length) {
    const character = statement[at];
    if (character === "\\" && quote !== "`") at += 2;
    else if (character !== quote) at++;
    else if (statement[at + 1] === quote) at += 2;
    else return at + 1;
  }
  return statement.length;
}
