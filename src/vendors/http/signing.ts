import type { Interceptor } from "./call";
import type { Clock } from "./clock";

/**
 * Innermost layer: every attempt is signed anew, as a signature carries its time. Each signature joins the secrets of the
 * exchange, for a vendor's error text may quote the headers it was sent.
 *
 * Every vendor here writes it as `Authorization: <algorithm> ..., Signature=<signature>`.
 */
export function signing(clock: Clock): Interceptor {
  return (dispatch) => (options, handler) => {
    const { call, secrets } = options.exchange;
    const headers: Record<string, string> = { ...options.headers, host: call.endpoint.host };
    const signed = call.sign(
      { method: call.method, path: call.path, headers, body: options.body },
      clock.date(),
    );
    const signature = /Signature=([^\s,]+)/.exec(signed.authorization ?? "")?.[1];
    if (signature) secrets.add(signature);
    return dispatch({ ...options, headers: { ...headers, ...signed } }, handler);
  };
}
