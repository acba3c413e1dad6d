// SPDX-License-Identifier: Apache-2.0
// node build.mjs OUTDIR: bundles the pages and the script of the reports. Same sources, same bytes.
import { build } from "esbuild";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));

/* Every report carries its script along: what Plot brings for maps, colour ramps and dates is left out of it. */
const lean = {
  name: "lean",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^d3-(axis|brush|contour|delaunay|drag|force|geo|hierarchy|random|scale-chromatic|time-format|zoom)$/ },
      ({ path }) => ({ path, namespace: "lean", sideEffects: false }));
    onLoad({ filter: /./, namespace: "lean" },
      async ({ path }) => ({ contents: Object.keys(await import(path)).map((name) => `export const ${name} = () => {};`).join("\n") }));
  },
};

await mkdir(out, { recursive: true });
for (const [entryPoints, plugins] of [[{ app: "src/main.tsx" }, []], [{ report: "src/report.ts" }, [lean]]])
  await build({
    absWorkingDir: here,
    entryPoints,
    plugins,
    outdir: out,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
  });
await copyFile(join(here, "src/app.css"), join(out, "app.css"));
await copyFile(join(here, "src/index.html"), join(out, "index.html"));
