// Builds the pages into dist/: one html file, hashed files under assets/, and a brotli copy beside each that gets smaller
// by it. Fails when the shell (what a browser loads before it can show anything) is over its budget.

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "dist");
/** The shell over the wire: html, css and js without the chunks that come late. The font comes after the first paint. */
const SHELL_BYTES_MAX = 60_000;

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });

/**
 * Lets every part that comes late import all that a page begins with, which is there by then. So that is known to be shared
 * by all of them and goes into one file; else what each set of parts shares would be a file of its own, and small files pack
 * badly: 20 of them cost 5 KB.
 */
const oneShell = {
  name: "one-shell",
  setup(pass) {
    const parts = new Set();
    pass.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      if (kind === "dynamic-import") parts.add(join(resolveDir, path));
    });
    pass.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      if (!parts.has(path)) return undefined;
      const text = await readFile(path, "utf8");
      const contents = `${text}\nimport ${JSON.stringify(join(HERE, "src/room/app.tsx"))};\n`;
      return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: HERE,
  entryPoints: ["src/main.tsx", "src/look/late/*.css"],
  outdir: "dist/assets",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome110", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  metafile: true,
  plugins: [oneShell],
  legalComments: "external",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
  publicPath: "/assets",
});

/** The outputs a page needs before anything is lazy: the entry and what it imports statically. */
function shellOutputs() {
  const entry = Object.keys(metafile.outputs).find((name) => metafile.outputs[name].entryPoint === "src/main.tsx");
  const found = new Set([entry]);
  for (const name of found) {
    for (const other of metafile.outputs[name].imports) {
      if (other.kind === "import-statement" && !other.external) found.add(other.path);
    }
  }
  return { entry, css: metafile.outputs[entry].cssBundle, js: [...found] };
}

/** The icons of the list as symbols of one sprite, without the comments and outer elements of their files. */
async function sprite() {
  const names = (await readFile(join(HERE, "src/look/icons.txt"), "utf8")).split("\n").filter((name) => name);
  const symbols = names.map(async (name) => {
    const svg = await readFile(join(HERE, "node_modules/lucide-static/icons", `${name}.svg`), "utf8");
    const inside = svg.replace(/<!--.*?-->/gs, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  return `<svg class="sprite">${(await Promise.all(symbols)).join("")}</svg>`;
}

const { entry, css, js } = shellOutputs();
const url = (output) => `/${output.replace(/^dist\//, "")}`;
const font = Object.keys(metafile.outputs).find((name) => name.endsWith(".woff2"));
/** The style sheets of parts that come late (`late.tsx`), by the part's file. */
const lateStyles = Object.fromEntries(
  Object.entries(metafile.outputs)
    .filter(([, { entryPoint }]) => entryPoint?.startsWith("src/look/late/"))
    .map(([output, { entryPoint }]) => [parse(entryPoint).name, url(output)]),
);
const head = [
  `<meta name="late-styles" content='${JSON.stringify(lateStyles)}'>`,
  `<link rel="stylesheet" href="${url(css)}">`,
  `<link rel="preload" href="${url(font)}" as="font" type="font/woff2" crossorigin>`,
  ...js.filter((name) => name !== entry).map((name) => `<link rel="modulepreload" href="${url(name)}">`),
  `<script type="module" src="${url(entry)}"></script>`,
].join("\n    ");
const icons = await sprite();
const page = (await readFile(join(HERE, "src/index.html"), "utf8"))
  .replace("<!-- head -->", () => head)
  .replace("<!-- icons -->", () => icons);
await writeFile(join(DIST, "index.html"), page);

/** Brotli sizes by file; a copy is written where it is smaller. */
const sizes = new Map();
for (const file of await readdir(DIST, { recursive: true, withFileTypes: true })) {
  if (!file.isFile()) continue;
  const name = join(file.parentPath ?? file.path, file.name);
  const content = await readFile(name);
  const packed = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  if (packed.length < content.length) await writeFile(`${name}.br`, packed);
  sizes.set(name.slice(HERE.length + 1), { bytes: content.length, packed: Math.min(packed.length, content.length) });
}

const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`.padStart(9);
const shell = ["dist/index.html", css, ...js];
for (const [name, { bytes, packed }] of [...sizes].sort()) {
  console.log(`${kb(bytes)} ${kb(packed)} br  ${shell.includes(name) ? "shell" : "     "}  ${name}`);
}
const total = shell.reduce((sum, name) => sum + sizes.get(name).packed, 0);
console.log(`shell ${kb(total).trim()} brotli of ${kb(SHELL_BYTES_MAX).trim()}`);
if (total > SHELL_BYTES_MAX) {
  console.error("The shell is over its budget.");
  process.exit(1);
}
