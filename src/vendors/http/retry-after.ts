/**
 * The wait an HTTP `Retry-After` header asks for, in ms: a number of seconds or a date. Undefined where there is none, or none
 * that can be understood.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, date: Date): number | undefined {
  const value = headers["retry-after"]?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  return Number.isNaN(until) ? undefined : Math.max(0, until - date.getTime());
}
