// Bundles each test with what it tests and hands the results to Node's own test runner.

import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "../node_modules/.cache/homeroom-tests");

const names = (await readdir(HERE)).filter((name) => name.endsWith(".test.ts"));
await rm(OUT, { recursive: true, force: true });
await build({
  entryPoints: names.map((name) => join(HERE, name)),
  outdir: OUT,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
});
const files = names.map((name) => join(OUT, name.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit" });
process.exit(status ?? 1);
