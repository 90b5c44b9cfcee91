/**
 * The only place that loads undici, and only the parts that are used: its index would double the size of the provider bundle.
 * undici has no exports map, so its files can be named; the types are those of its index.
 */
import type * as undici from "undici";

const Dispatcher: typeof undici.Dispatcher = require("undici/lib/dispatcher/dispatcher");
// undici's index puts its methods on every dispatcher; the proxy's tunnel needs this one.
Dispatcher.prototype.connect ??= require("undici/lib/api/api-connect");

export const Agent: typeof undici.Agent = require("undici/lib/dispatcher/agent");
export const ProxyAgent: typeof undici.ProxyAgent = require("undici/lib/dispatcher/proxy-agent");
