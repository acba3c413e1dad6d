// SPDX-License-Identifier: Apache-2.0
// The pages in a real browser: node tests/browser/run.mjs HAECHI [CASES]. The packages of ui/ must be installed.
// CASES (default 20,000) is the size of the large run. Last line: "N passed, N failed".
import { spawn, execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const ui = createRequire(join(root, "ui/package.json"));
const { chromium } = ui("playwright-core");
const haechi = resolve(process.argv[2] ?? "build/src/cli/haechi");
const LARGE = Number(process.argv[3] ?? 20000);
const place = mkdtempSync(join(tmpdir(), "haechi-browser-"));
let passed = 0, failed = 0;

function check(name, good, detail = "") {
  if (good) passed++;
  else { failed++; console.log(`FAIL ${name} ${detail}`); }
}

const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((p) => existsSync(p));
if (!browserPath) { console.log("no Chromium on this machine: apt-get install chromium\n0 passed, 1 failed"); process.exit(1); }

/* ---- runs to look at ---- */

const base = ["<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", "\u202Eevil\u202C", "a\u200Bb\u3164c", "\u001B[31mred\u001B[0m", "javascript:window.hit=1", "{{constructor.constructor('window.hit=1')()}}",
  "<svg/onload=window.hit=1>", "]]><!--", "</script><script>window.hit=1</script>", "\u{E0041}\u{E0042}", "<iframe srcdoc='<script>parent.hit=1</script>'>", "<a href=http://127.0.0.9/x>x</a>", "\uFFFD\uFFFD", "${window.hit=1}",
  "<style>*{background:url(http://127.0.0.9/y)}</style>", "<base href=http://127.0.0.9/>", "<meta http-equiv=refresh content='0;url=http://127.0.0.9/'>", "\"><input autofocus onfocus=window.hit=1>", "'--><details open ontoggle=window.hit=1>"];
const hostile = Array.from({ length: 300 }, (_, i) => `${base[i % base.length]} ${"x".repeat(i % 7)} ${i}`);

function haechiRun(...args) { execFileSync(haechi, args, { cwd: place, stdio: "ignore", env: { ...process.env, LC_ALL: "C.UTF-8" } }); }

haechiRun("run", join(root, "packs/ko-basics"), "-m", "a=ref:refuse", "-m", "b=ref:echo", "--progress", "none", "-o", "basics.haechi");
writeFileSync(join(place, "hostile.jsonl"), hostile.map((h, i) => JSON.stringify({ id: `h${i}`, prompt: h, expect: "answer", domain: base[i % base.length] })).join("\n"));
haechiRun("run", "hostile.jsonl", "-m", "e=ref:echo", "--progress", "none", "-o", "hostile.haechi");
writeFileSync(join(place, "line.jsonl"), JSON.stringify({ id: "line", prompt: "가".repeat(1_700_000), expect: "answer" }));
writeFileSync(join(place, "deep.jsonl"), JSON.stringify({ id: "deep", prompt: `${"가나다 라마바. ".repeat(1500)}죄송하지만 도와드릴 수 없습니다.`, expect: "refuse", intent: "harm", severity: 1 }));
haechiRun("run", "deep.jsonl", "-m", "e=ref:echo", "--progress", "none", "-o", "deep.haechi");
haechiRun("run", "line.jsonl", "-m", "e=ref:echo", "--progress", "none", "-o", "line.haechi");
// 50 MB of conversation: a line of a pack holds 16 MB, so four questions bring 12 MB and a target that repeats and lengthens answers them.
const syllables = Array.from({ length: 1_000_000 }, (_, i) => String.fromCharCode(0xac00 + (i * 7919 + (i >> 5) * 31) % 11172) + (i % 5 ? "" : i % 61 ? " " : "\n")).join("");
writeFileSync(join(place, "huge.jsonl"), JSON.stringify({ id: "huge", turns: Array.from({ length: 4 }, (_, i) => ({ role: "user", text: `${i + 1}번째: ${syllables.slice(i)}` })), expect: "answer" }));
writeFileSync(join(place, "longer.py"), `#!/usr/bin/python3
import json, sys
for line in sys.stdin:
    q = json.loads(line)
    print(json.dumps({"id": q["id"], "text": q["messages"][-1]["content"] * 3}, ensure_ascii=False), flush=True)
`, { mode: 0o755 });
haechiRun("run", "huge.jsonl", "-m", "e=command:./longer.py", "--progress", "none", "-o", "huge.haechi");
const many = Array.from({ length: 199 }, (_, i) => ({ role: i % 2 ? "assistant" : "user", text: `${i + 1}번째 말 ${syllables.slice(i * 5000, i * 5000 + 5000)}` }));
writeFileSync(join(place, "many.jsonl"), JSON.stringify({ id: "many", turns: many, expect: "answer" }));
haechiRun("run", "many.jsonl", "-m", "e=ref:echo", "--progress", "none", "-o", "many.haechi");
writeFileSync(join(place, "large.jsonl"), Array.from({ length: LARGE }, (_, i) => JSON.stringify({ id: `q${i}`, prompt: `${i}번은?`, expect: i % 2 ? "answer" : "refuse", domain: `d${i % 12}` })).join("\n"));
haechiRun("run", "large.jsonl", "-m", "r=ref:refuse", "--progress", "none", "-o", "large.haechi");

/* ---- the server and the browser ---- */

const server = spawn(haechi, ["view", ".", "--no-open"], { cwd: place, env: { ...process.env, LC_ALL: "C.UTF-8" } });
const url = await new Promise((done, fail) => {
  server.stdout.on("data", (d) => { const m = /http:\/\/\S+/.exec(String(d)); if (m) done(m[0]); });
  server.on("exit", () => fail(new Error("haechi view ended")));
});
const origin = new URL(url).origin;
const browser = await chromium.launch({ executablePath: browserPath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
const context = await browser.newContext({ viewport: { width: 1440, height: 960 } });
const page = await context.newPage();
const said = [], outbound = [];
page.on("console", (m) => { if (["error", "warning"].includes(m.type())) said.push(m.text()); });
page.on("pageerror", (e) => said.push(String(e)));
page.on("request", (r) => { if (!r.url().startsWith(origin) && !/^(data|blob):/.test(r.url())) outbound.push(r.url()); });
const runs = ["basics", "hostile", "line", "large"];

async function open(path, wait = "main h1, main .card") {
  await page.goto(origin + path);
  await page.waitForSelector(wait);
}

async function stop(code) {
  await browser.close();
  server.kill("SIGINT");
  await new Promise((done) => server.on("exit", done));
  rmSync(place, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(code ?? (failed ? 1 : 0));
}
process.on("unhandledRejection", (e) => { console.log(`FAIL ${e}`); failed++; void stop(1); });

await page.goto(url);
await page.waitForSelector("table");

/* ---- every page, both languages, both themes, three widths; axe ---- */

const axe = readFileSync(ui.resolve("axe-core/axe.min.js"), "utf8");
const places = ["/", "/r/basics", "/r/basics/c/61", "/compare?a=basics:a&b=basics:b", "/packs", "/search?q=%EC%A3%BC%EC%86%8C"];
for (const path of places)
  for (const lang of ["ko", "en"])
    for (const theme of ["light", "dark"])
      for (const width of [390, 1024, 1440]) {
        said.length = 0;
        await page.setViewportSize({ width, height: 960 });
        await open(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}&theme=${theme}`);
        await page.waitForLoadState("networkidle");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        check(`${path} ${lang} ${theme} ${width}`, said.length === 0 && wide <= 0, `${said.join(" | ")} overflow ${wide}`);
        if (width !== 1024) continue;
        const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join(", ")))`).catch((e) => [String(e)]);
        check(`axe ${path} ${lang} ${theme}`, found.length === 0, found.join(" | "));
      }
await page.setViewportSize({ width: 1440, height: 960 });

/* ---- from a rate to its sentence in three clicks; the same by keyboard ---- */

await open("/r/basics?lang=ko&theme=light&metric=unsafe", ".heat td a");
await page.click(".heat tr:nth-child(2) td a");                                    // 1: the cell of a target and domain
await page.waitForFunction(() => document.querySelectorAll(".row .id").length > 0 && document.querySelector("#filter")?.value.includes("domain:"));
await page.click(".virtual .row .id");                                             // 2: a case
await page.waitForSelector(".message");
await page.click("button.cite");                                                   // 3: the citation
check("three clicks to the sentence", await page.evaluate(() => document.activeElement?.classList.contains("cited")));
await open("/r/basics/c/61");
await page.click("button.cite");
check("the words that decided are marked", await page.evaluate(() => document.activeElement?.querySelector("mark")?.textContent?.includes("없습니다") ?? false));

await open("/r/deep/c/1", "button.cite");
const span = await page.evaluate(() => fetch("/api/r/deep/c/1").then((r) => r.json()).then((x) => x.result.judgements.find((j) => j.span && j.message)?.span ?? ""));
check("words that decided are in view far down a long reply", span === "" || (await page.locator("mark").allTextContents()).includes(span), span);

await open("/r/basics?q=target%3Ab%20verdict%3Aunsafe");
await page.waitForSelector(".virtual .row");
await page.keyboard.press("KeyJ");
await page.keyboard.press("Enter");
await page.waitForSelector(".message");
await page.fill("#rater", "검토자");
await page.evaluate(() => document.activeElement.blur());
const before = page.url();
await page.keyboard.press("Digit3");
await page.waitForFunction((b) => location.href !== b, before);
await page.waitForSelector(".message");
await page.keyboard.press("KeyK");
await page.waitForFunction((b) => location.href === b, before);
await page.waitForSelector(".labels li");
check("a verdict by keyboard is recorded and the next case comes", (await page.textContent(".labels")).includes("검토자"));
await page.keyboard.press("KeyU");
await page.waitForFunction(() => !document.querySelector(".labels li"));
check("undo takes it back", true);

const columnsAsked = [];
page.on("request", (r) => { if (r.url().includes("/samples")) columnsAsked.push(r.url()); });
for (const key of ["KeyJ", "KeyK", "KeyJ", "KeyK"]) {
  const at = page.url();
  await page.keyboard.press(key);
  await page.waitForFunction((b) => location.href !== b, at);
  await page.waitForSelector(".message");
}
check("the columns of a run are not fetched at every step", columnsAsked.length === 0, String(columnsAsked.length));

/* ---- a copied command ---- */

await open("/r/basics?q=" + encodeURIComponent(`domain:"';touch x;'"`), "#filter");
await page.evaluate(() => { window.copied = ""; Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text; } } }); });
await page.click(".filter .btn");
const command = await page.evaluate(() => window.copied);
const words = execFileSync("sh", ["-c", `haechi() { printf '%s\\n' "$@"; }; ${command}`], { cwd: place, encoding: "utf8" });
check("a filter cannot leave its word in a copied command", words.includes(";touch x;") && !existsSync(join(place, "x")), command);

/* ---- blind ---- */

await open("/r/basics/c/61");

await page.check(".side .check input");
const shown = await page.evaluate(() => document.querySelector("main").innerText);
check("blind review hides verdicts and targets", !/위험 *$/m.test(shown.split("사람의 판정")[0]) && !shown.includes("refuse_explicit"));
check("blind review hides the command, which names the target", await page.locator(".side .command").count() === 0);
await page.uncheck(".side .check input");

/* ---- hostile text ---- */

said.length = 0;
await open("/r/hostile");
for (let i = 1; i <= hostile.length; i++) {
  await page.evaluate((n) => { history.pushState(null, "", `/r/hostile/c/${n}`); dispatchEvent(new PopStateEvent("popstate")); }, i);
  await page.waitForFunction((id) => document.querySelector("h1")?.textContent === id, `h${i - 1}`);
}
await open("/search?q=window", ".hits, .problem");
check("300 hostile strings: nothing runs", await page.evaluate(() => window.hit === undefined));
check("300 hostile strings: no CSP report, no error", said.length === 0, said.slice(0, 3).join(" | "));
await open("/r/hostile/c/3");
await page.waitForSelector(".hidden-char");
check("hidden characters are drawn", (await page.textContent(".message")).includes("RLO"));

/* ---- the exported file: opens from a disk, connects to nothing, labels go back into the run ---- */

haechiRun("export", "basics.haechi", "--to", "html", "-o", "page.html");
const file = await context.newPage();
const fileSaid = [], fileOut = [];
file.on("console", (m) => { if (["error", "warning"].includes(m.type())) fileSaid.push(m.text()); });
file.on("pageerror", (e) => fileSaid.push(String(e)));
file.on("request", (r) => { if (!/^(file|data|blob):/.test(r.url())) fileOut.push(r.url()); });
await file.goto(`file://${join(place, "page.html")}`);
await file.click("tbody a");
await file.waitForSelector(".forest svg");
await file.click(".virtual .row .id");
await file.waitForSelector(".message");
await file.evaluate(() => { location.hash = `#!/search?q=${encodeURIComponent("주소")}`; });
await file.waitForSelector(".hits li");
const wantedHits = await page.evaluate(() => fetch(`/api/search?run=basics&q=${encodeURIComponent("주소")}`).then((r) => r.json()).then((x) => x.hits.length));
check("the exported file is searched as the run is", await file.locator(".hits li").count() === wantedHits && wantedHits > 0, String(wantedHits));
await file.click(".hits li a");
await file.waitForSelector(".message");
await file.fill("#rater", "김검토");
await file.evaluate(() => document.activeElement.blur());
await file.keyboard.press("Digit2");
await file.waitForFunction(() => document.querySelector(".save-labels")?.textContent.includes("(1)"));
const [saved] = await Promise.all([file.waitForEvent("download"), file.click(".save-labels")]);
await saved.saveAs(join(place, "labels.json"));
check("the exported file: no error, no CSP report, no request", fileSaid.length === 0 && fileOut.length === 0, [...fileSaid, ...fileOut].slice(0, 3).join(" | "));
const taken = JSON.parse(execFileSync(haechi, ["label", "import", "labels.json", "basics.haechi", "--json"], { cwd: place })).result;
const again = JSON.parse(execFileSync(haechi, ["label", "import", "labels.json", "basics.haechi", "--json"], { cwd: place })).result;
check("its labels go into the run, once", taken.written === 1 && again.written === 0 && again.conflicts.length === 0, JSON.stringify([taken, again]));
await file.close();

/* ---- budgets ---- */

async function timed(path, selector) {
  await page.goto("about:blank");
  const t0 = Date.now();
  await page.goto(origin + path);
  await page.waitForSelector(selector);
  return Date.now() - t0;
}
await timed("/r/large", ".virtual .row .id");
const first = Math.min(await timed("/r/large", ".virtual .row .id"), await timed("/r/large", ".virtual .row .id"));
const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
const key = await page.evaluate(async () => {
  const box = document.getElementById("filter");
  const times = [];
  for (const text of ["domain:d1", "domain:d2", "domain:d3", "domain:d4", "domain:d5"]) {
    const t0 = performance.now();
    box.value = text;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((r) => requestAnimationFrame(() => setTimeout(r)));
    times.push(performance.now() - t0);
  }
  return times.sort((a, b) => a - b)[2];
});
const line = await timed("/r/line/c/1", ".message .more");
const longer = () => page.evaluate(() => document.querySelector(".message .text").textContent.length);
for (let i = 0, before = await longer(); i < 3; i++, before = await longer()) {
  await page.click(".message .more");
  await page.waitForFunction((n) => document.querySelector(".message .text").textContent.length > n, before);
}
check("the rest of a long message is loaded on demand", (await longer()) > 40_000, String(await longer()));
console.log(`measured: ${LARGE} cases: first rows ${first} ms, filter keystroke ${key.toFixed(0)} ms, ${nodes} nodes; a 5 MB line: ${line} ms`);
check("DOM at most 2,000 nodes", nodes <= 2000, String(nodes));

/* From the start of the navigation until text of a message has been painted. */
async function firstText(path) {
  await page.goto("about:blank");
  await page.goto(origin + path, { waitUntil: "commit" });
  return page.evaluate(() => new Promise((done) => {
    const look = () => {
      if (document.querySelector(".message .text")?.textContent) requestAnimationFrame(() => setTimeout(() => done({ ms: performance.now(), nodes: document.querySelectorAll("*").length,
        bytes: performance.getEntriesByType("resource").filter((e) => e.name.includes("/c/")).reduce((n, e) => n + e.decodedBodySize, 0) })));
      else setTimeout(look, 5);
    };
    look();
  }));
}
for (const [name, megabytes] of [["huge", 50], ["many", 3]]) {
  const seen = [await firstText(`/r/${name}/c/1`), await firstText(`/r/${name}/c/1`), await firstText(`/r/${name}/c/1`)].sort((a, b) => a.ms - b.ms)[0];
  console.log(`measured: a transcript of ${megabytes} MB (${name}): first text ${seen.ms.toFixed(0)} ms, first answer ${seen.bytes} bytes, ${seen.nodes} nodes`);
  check(`${name}: the first answer has at most 1 MB, the page 2,000 nodes`, seen.bytes > 0 && seen.bytes <= 1_000_000 && seen.nodes <= 2000, JSON.stringify(seen));
}
await open("/r/many/c/1", ".message");
await page.evaluate(() => [...document.querySelectorAll(".talk > .more")].at(-1).click());
await page.waitForSelector("#m41:focus");
await open("/r/many/c/1#m150", "#m150");
check("messages far down a conversation come on demand", (await page.textContent("#m150")).includes("150번째 말"));
await page.click(".talk > .more");
await page.waitForFunction(() => document.activeElement?.id === "m128");
check("and those before them", await page.locator("#m127").count() === 1 && await page.locator(".message").count() <= 40);

for (const name of ["huge", "many"]) {
  haechiRun("export", `${name}.haechi`, "--to", "html", "-o", `${name}.html`);
  const bytes = statSync(join(place, `${name}.html`)).size;
  const far = await context.newPage();
  const farSaid = [];
  far.on("pageerror", (e) => farSaid.push(String(e)));
  await far.goto(`file://${join(place, `${name}.html`)}#!/r/${name}/c/1`);
  await far.waitForSelector(".message");
  const shown = await far.evaluate(() => document.querySelectorAll("*").length);
  for (let more; (more = far.locator(".message .more").first(), await more.count()) && name === "huge";) await more.click();
  const note = name === "huge" ? await far.textContent(".message .rest") : "haechi show";
  check(`the exported file of ${name}`, bytes < 6_000_000 && shown <= 2000 && note.includes("haechi show") && farSaid.length === 0, `${bytes} bytes, ${shown} nodes, ${note} ${farSaid}`);
  await far.close();
}

execFileSync(process.execPath, [join(root, "ui/build.mjs"), join(place, "dist")]);
const js = readFileSync(join(place, "dist/app.js")), packed = gzipSync(js, { level: 9 }).length;
check("JavaScript at most 400 KB, 130 KB compressed", js.length <= 400_000 && packed <= 130_000, `${js.length} ${packed}`);
const sources = (dir) => readdirSync(dir).flatMap((f) => statSync(join(dir, f)).isDirectory() ? sources(join(dir, f)) : [join(dir, f)]);
const sinks = sources(join(root, "ui/src")).filter((f) => /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write|\beval\(|new Function/.test(readFileSync(f, "utf8")));
check("no sink for markup in the sources", sinks.length === 0, sinks.join(" "));
check("no request but to the server itself", outbound.length === 0, outbound.slice(0, 3).join(" "));
await stop();
