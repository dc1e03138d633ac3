// What zhlint and pangu make of a list of sentences: JSON on standard input and output. The
// folder that holds node_modules is the only argument.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(process.argv[2] + "/");
const module = require("pangu");
const pangu = module.default ?? module.pangu ?? module;
const zhlint = await import(pathToFileURL(process.argv[2] + "/node_modules/zhlint/lib/index.js"));
const print = console.log;
console.log = console.warn = console.error = () => {};
const sentences = JSON.parse(readFileSync(0, "utf8"));
print(
  JSON.stringify(
    sentences.map((text) => [
      zhlint.run(text, { rules: { preset: "default" } }).result,
      (pangu.spacingText ?? pangu.spacing).call(pangu, text),
    ]),
  ),
);
