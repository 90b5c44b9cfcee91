import { readFileSync } from "node:fs";
import { basename } from "node:path";

/**
 * Parts of the driver that a UTF-8 client without run-time code generation never calls: generated parsers, servers,
 * and names of errors, whose numbers we use. Each throws if it is called anyway.
 */
const UNUSED_BY_DRIVER =
  /(^generate-function|^named-placeholders|^sql-escaper|\/promise\/\w+|\/(errors|ssl_profiles|server_handshake|binlog_dump|register_slave|text_parser|binary_parser|binlog_query_statusvars|change_user))(\.js)?$/;
/** In the place of tables of all encodings: we ask for UTF-8, and a server's name comes in a dialect of it. */
const DECODERS = `exports.getDecoder = (encoding) => {
  const decoder = new TextDecoder(encoding === "cesu8" ? "utf8" : encoding);
  return { write: (bytes) => decoder.decode(bytes), end: () => "" };
};`;
/** esbuild's plugin for the file of the driver. */
export const leanDriver = {
  name: "lean-driver",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^iconv-lite$/ }, ({ path }) => ({ path, namespace: "decoders" }));
    bundler.onLoad({ filter: /.*/, namespace: "decoders" }, () => ({ contents: DECODERS }));
    // Of which a login tells the version.
    bundler.onLoad({ filter: /mysql2\/package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
    bundler.onResolve({ filter: UNUSED_BY_DRIVER }, ({ path }) => ({ path, namespace: "unused" }));
    bundler.onLoad({ filter: /.*/, namespace: "unused" }, ({ path }) => ({
      contents: `module.exports = function () { throw new Error("The provider has no ${basename(path)}"); };`,
    }));
  },
};
