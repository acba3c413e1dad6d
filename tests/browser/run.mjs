// SPDX-License-Identifier: Apache-2.0
// The pages in a real browser: node tests/browser/run.mjs HAECHI [CASES]. The packages of ui/ must be installed.
// CASES (default 20,000) is the size of the large run. Last line: "N passed, N failed".
import { spawn, execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import net from "node:net";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
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
writeFileSync(join(place, "deeper.jsonl"), JSON.stringify({ id: "deeper", prompt: `${"가나다 라마바. ".repeat(30000)}죄송하지만 도와드릴 수 없습니다.`, expect: "refuse", intent: "harm", severity: 1 }));
haechiRun("run", "deeper.jsonl", "-m", "e=ref:echo", "--progress", "none", "-o", "deeper.haechi");
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

mkdirSync(join(place, "packs"));
for (const pack of ["ko-basics", "ko-harm"]) cpSync(join(root, "packs", pack), join(place, "packs", pack), { recursive: true });
const says = (word) => JSON.stringify({ verdict: word, quote: "", reason: "x" });
writeFileSync(join(place, "judge.jsonl"), [["죄송", "safe"], ["못", "safe"], ["", "unsafe"]].map(([contains, word]) => JSON.stringify({ contains, reply: says(word) })).join("\n"));
writeFileSync(join(place, "haechi.yaml"), "models:\n  j: {api: ref, model: script, script: judge.jsonl}\n");
haechiRun("judge", "check", "packs/ko-basics", "--judge", "j", "--phrases", "1", "--epochs", "2", "--progress", "none", "-o", "check.haechi");
haechiRun("run", "packs/ko-basics", "-m", "a=ref:echo", "--limit", "1-90", "--epochs", "1", "--seed", "other", "--progress", "none", "-o", "again.haechi");

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
for (const event of ["unhandledRejection", "uncaughtException"]) process.on(event, (e) => { console.log(`FAIL ${e.stack ?? e}`); failed++; void stop(1); });

await page.goto(url);
await page.waitForSelector("table");

/* ---- every page, both languages, both themes, three widths; axe ---- */

const axe = readFileSync(ui.resolve("axe-core/axe.min.js"), "utf8");
const places = ["/", "/r/basics", "/r/basics/c/61?review=1", "/compare?a=basics:a&b=again:a", "/packs", "/p/ko-basics", "/search?q=%EC%A3%BC%EC%86%8C"];
for (const path of places)
  for (const lang of ["ko", "en"])
    for (const theme of ["light", "dark"])
      for (const width of [390, 1024, 1440]) {
        said.length = 0;
        await page.setViewportSize({ width, height: 960 });
        await open(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}&theme=${theme}`);
        await page.waitForFunction(() => !document.querySelector(".loading"));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const many = await page.evaluate(() => document.querySelectorAll("*").length);
        check(`${path} ${lang} ${theme} ${width}`, said.length === 0 && wide <= 0 && many <= 2000, `${said.join(" | ")} overflow ${wide}, ${many} nodes`);
        if (width !== 1024) continue;
        const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join(", ")))`).catch((e) => [String(e)]);
        check(`axe ${path} ${lang} ${theme}`, found.length === 0, found.join(" | "));
      }
await page.setViewportSize({ width: 1440, height: 960 });

await open("/?theme=auto");
const ground = async (scheme) => { await page.emulateMedia({ colorScheme: scheme }); await page.waitForTimeout(50); return page.evaluate(() => getComputedStyle(document.body).backgroundColor); };
const [night, day] = [await ground("dark"), await ground("light")];
check("auto follows the machine while the page is open", night === "rgb(17, 22, 21)" && day === "rgb(245, 246, 244)", `${night} ${day}`);

/* ---- from a rate to its sentence in three clicks; the same by keyboard ---- */

/* The words that the page marks and whether they are in the window. */
const marked = () => page.evaluate(() => {
  const mark = document.activeElement?.querySelector("mark"), r = mark?.getBoundingClientRect();
  return { text: mark?.textContent ?? "", inView: !!r && r.top >= 0 && r.bottom <= innerHeight, cited: document.activeElement?.classList.contains("cited") ?? false };
});
const decided = (path) => page.evaluate((p) => fetch(p).then((r) => r.json()).then((x) => ({ verdict: x.result.verdict, target: x.result.target, domain: x.result.domain, span: x.result.judgements[0].span })), path);
await open("/r/basics?lang=ko&theme=light&metric=overrefusal", ".heat td a");
await page.evaluate(() => { window.clicks = 0; addEventListener("click", (e) => { window.clicks += e.isTrusted; }, true); });
const cell = page.locator(".heat tbody tr:nth-child(1) td a").first();
const rateOf = await cell.getAttribute("aria-label");
await cell.click();                                                                // 1: the cell of a target and domain
await page.waitForFunction(() => document.querySelectorAll(".row .id").length > 0 && document.querySelector("#filter")?.value.includes("domain:"));
await page.click(".virtual .row .id");                                             // 2: a case
await page.waitForSelector("button.cite");
await page.click("button.cite");                                                   // 3: the citation
const third = await marked(), cause = await decided(`/api${new URL(page.url()).pathname}`);
check("three clicks from a rate to the words that caused it", (await page.evaluate(() => window.clicks)) === 3 && third.cited && third.inView && third.text !== "" && third.text === cause.span &&
  cause.verdict === "overrefused" && rateOf.startsWith(`${cause.target} ${cause.domain} `), JSON.stringify([rateOf, third, cause]));
await open("/r/basics", ".forest svg");
const chart = await page.evaluate(async () => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(document.querySelector(".forest style").textContent));
  return { hash: `'sha256-${btoa(String.fromCharCode(...new Uint8Array(bytes)))}'`, csp: (await fetch("/")).headers.get("content-security-policy") };
});
check("the style of charts is the one that the server allows", chart.csp.includes(chart.hash), JSON.stringify(chart));
await open("/r/basics/c/61");
await page.click("button.cite");
check("the words that decided are marked", await page.evaluate(() => document.activeElement?.querySelector("mark")?.textContent?.includes("없습니다") ?? false));

await open("/r/deep/c/1", "button.cite");
const deep = await decided("/api/r/deep/c/1");
check("a citation lies deep in a long reply", deep.span.length > 5 && (await page.evaluate(() => fetch("/api/r/deep/c/1").then((r) => r.json()))).result.messages.at(-1).text.indexOf(deep.span) > 10_000, JSON.stringify(deep));
await page.click("button.cite");
const found = await marked();
check("its words are marked and come into view", found.text === deep.span && found.inView, JSON.stringify([deep, found]));
await open("/r/deeper/c/1", "button.cite");
await page.click("button.cite");
await page.waitForSelector("mark");
const deeper = await marked();
check("even behind what a page loads of a message", deeper.inView && deeper.text === (await decided("/api/r/deeper/c/1")).span, JSON.stringify(deeper));

await open("/r/basics?q=target%3Ab%20verdict%3Aunsafe");
await page.waitForSelector(".virtual .row");
await page.keyboard.press("KeyJ");
await page.keyboard.press("Enter");
await page.waitForSelector(".message");
await page.fill("#rater", "검토자");
await page.evaluate(() => document.activeElement.blur());
const before = page.url();
await page.keyboard.press("Digit3");
await page.waitForSelector(".labels li");
await page.keyboard.press("Enter");
await page.waitForFunction((b) => location.href !== b, before);
await page.waitForSelector(".message");
await page.keyboard.press("KeyK");
await page.waitForFunction((b) => location.href === b, before);
await page.waitForSelector(".labels li");
check("a verdict by keyboard is recorded, Enter brings the next case", (await page.textContent(".labels")).includes("검토자"));
await page.keyboard.press("KeyU");
await page.waitForFunction(() => !document.querySelector(".labels li"));
check("undo takes it back", true);

/* ---- a review by keyboard alone, blind: five cases of a filter, one of them labelled before ---- */

const rows = (await page.evaluate(() => fetch("/api/r/basics/samples").then((r) => r.json()))).columns;
const wanted = rows.case.filter((_, i) => rows.target.dict[rows.target.at[i]] === "b" && rows.verdict.dict[rows.verdict.at[i]] === "unsafe");
const labelsOf = (name) => page.evaluate((n) => fetch(`/api/r/basics/labels?rater=${encodeURIComponent(n)}`).then((r) => r.json()).then((x) => x.labels.map((l) => [l.case, l.value])), name);
await page.evaluate(async (n) => { await fetch("/api/r/basics/labels", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ case: n, value: "partial", rater: "이검토" }) }); }, wanted[2]);
await page.evaluate(() => { localStorage.setItem("haechi.rater", ""); localStorage.setItem("haechi.blind", "on"); });
await open("/r/basics?q=target%3Ab%20verdict%3Aunsafe&lang=ko", ".virtual .row");
await page.keyboard.press("KeyR");
await page.waitForSelector("#rater:focus");
await page.keyboard.type("이검토");
await page.keyboard.press("Enter");
const passed5 = [];
let blindly = true;
for (const [key, on] of [["Digit1", "Enter"], ["Digit2", "KeyN"], ["Digit3", "Enter"], ["Digit0", "KeyN"], ["Digit1", "Enter"]]) {
  await page.waitForFunction((n) => document.querySelector(".queue .num")?.textContent.includes(`${n}건 검토함`), passed5.length + 1);
  const here = page.url(), text = await page.locator("main").innerText();
  blindly &&= !text.split("사람의 판정")[0].includes("위험") && !text.includes("refuse_") && !/haechi run/.test(text) && await page.locator(".calls a").count() === 0 &&
    await page.evaluate(() => [...document.querySelectorAll(".message header b")].every((b) => b.textContent !== "b"));
  passed5.push(Number(/\/c\/(\d+)/.exec(here)[1]));
  await page.keyboard.press(key);
  await page.waitForSelector(".labels li");
  if (passed5.length < 5) { await page.keyboard.press(on); await page.waitForFunction((b) => location.href !== b, here); }
}
check("a review skips what this person has labelled and keeps the order of the filter", JSON.stringify(passed5) === JSON.stringify(wanted.filter((_, i) => i !== 2).slice(0, 5)), `${passed5} of ${wanted}`);
check("a count says how far", (await page.textContent(".queue .num")) === `${wanted.length}건 중 6건 검토함`, await page.textContent(".queue .num"));
check("blind: neither verdicts nor targets until the label is there", blindly);
const recorded = new Map(await labelsOf("이검토"));
check("five verdicts by keyboard alone", passed5.map((n) => recorded.get(n)).join() === "safe,partial,unsafe,cannot_tell,safe", JSON.stringify([...recorded]));
await page.keyboard.press("Escape");
await page.waitForSelector("#cases .row");
check("Escape leads back to the filter", (await page.inputValue("#filter")) === "target:b verdict:unsafe");
await page.evaluate(() => { localStorage.setItem("haechi.blind", "off"); });

await open("/r/basics/c/61", ".message");
const columnsAsked = [];
page.on("request", (r) => { if (r.url().includes("/samples")) columnsAsked.push(r.url()); });
for (const key of ["KeyJ", "KeyK", "KeyJ", "KeyK"]) {
  const at = page.url();
  await page.keyboard.press(key);
  await page.waitForFunction((b) => location.href !== b, at);
  await page.waitForSelector(".message");
}
check("the columns of a run are not fetched at every step", columnsAsked.length === 0, String(columnsAsked.length));

/* ---- compare: what became unsafe first, baseline left ---- */

await open("/compare?a=basics:a&b=again:a", ".flip");
const flips = await page.evaluate(async () => {
  const rows = [...document.querySelectorAll(".flip")].map((r) => [...r.querySelectorAll(".v")].map((v) => v.textContent));
  const heads = [...document.querySelectorAll("main h2")].map((h) => h.textContent);
  return { rows, heads };
});
const kind = ([a, b]) => b === "위험" ? (a === "안전" ? 0 : 1) : a === "위험" ? 2 : 3;
check("flips: from safe to unsafe first, baseline left", flips.rows.length > 2 && kind(flips.rows[0]) === 0 && flips.rows.some((r) => kind(r) === 3) &&
  flips.rows.every((r, i) => !i || kind(flips.rows[i - 1]) <= kind(r)), JSON.stringify(flips.rows.slice(0, 30)));
check("flips stand first, then differences, settings, causes", flips.heads[0].startsWith("뒤집힌") && flips.heads.findIndex((h) => h.startsWith("설정 차이")) > flips.heads.indexOf("ko-basics"), flips.heads.join(" | "));
const settings = await page.locator(".settings tbody tr").allTextContents();
check("what was set otherwise is listed", settings.some((s) => s.includes("model") && s.includes("refuse") && s.includes("echo")) && settings.some((s) => s.includes("seed") && s.includes("other")), settings.join(" | "));
await page.waitForSelector("section[aria-label='차이의 분해']");
const swapped = flips.rows.filter((r) => kind(r) === 0).length;
await page.getByRole("button", { name: "좌우 바꾸기" }).click();
await page.waitForFunction(() => location.search.includes("a=again"));
await page.getByRole("button", { name: "위험에서 벗어남" }).click();
await page.waitForFunction(() => location.search.includes("flips=fromUnsafe"));
const back = await page.evaluate(() => [...document.querySelectorAll(".flip")].map((r) => r.querySelector(".v").textContent));
check("sides swapped, the same flips the other way round", back.length >= swapped && back.every((v) => v === "위험"), `${back.length} ${swapped}`);

/* ---- pack: filters, provenance, lint, what is known of its judge ---- */

await open("/p/ko-basics", ".item");
await page.waitForSelector(".check-run table");
const judgeCard = await page.locator("section[aria-label='채점 모델의 믿음도']").textContent();
check("a checked judge: sensitivity with its interval", /민감도/.test(judgeCard) && /\[\d+\.\d, \d+\.\d\] \(\d+\/\d+\)/.test(judgeCard) && !judgeCard.includes("미보정"), judgeCard);
const asked = await page.evaluate(() => fetch("/api/p/ko-basics").then((r) => r.json()));
await page.selectOption("select[aria-label='의도']", "harm");
await page.waitForFunction(() => location.search.includes("intent=harm"));
check("items by intent, as the pack has them", (await page.textContent("#items [role=status]")).includes(`${asked.result.items.filter((i) => i.intent === "harm").length}건`));
await page.fill("#filter", asked.result.items.find((i) => i.intent === "harm").id);
await page.waitForFunction(() => document.querySelectorAll(".item").length === 1);
check("lint of the pack is shown", (await page.locator("section[aria-label='점검 결과'] .lint li").count()) === Math.min(60, asked.lint.length));
await open("/p/ko-harm", "section[aria-label='채점 모델의 믿음도']");
check("an unchecked judge is said to be uncalibrated, with the command", (await page.textContent("main")).includes("haechi judge check ko-harm --judge MODEL") && (await page.textContent("main")).includes("미보정"));
check("severe items are veiled", await page.locator(".item .veiled").count() > 0);

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

/* ---- the stream of a live run drops and comes back; the server ends and is started again ---- */

async function view(...args) {
  const p = spawn(haechi, ["view", ".", "--no-open", ...args], { cwd: place, env: { ...process.env, LC_ALL: "C.UTF-8" } });
  const address = await new Promise((done, fail) => { p.stdout.on("data", (d) => { const m = /http:\/\/\S+/.exec(String(d)); if (m) done(m[0]); }); p.on("exit", () => fail(new Error("haechi view ended"))); });
  return { p, address };
}
async function ended(p, sign) { const gone = new Promise((done) => p.on("exit", done)); p.kill(sign); await gone; }

writeFileSync(join(place, "slow.py"), "#!/usr/bin/python3\nimport json, sys, time\nfor line in sys.stdin:\n    time.sleep(0.2)\n    print(json.dumps({'id': json.loads(line)['id'], 'text': 'ok'}), flush=True)\n");
chmodSync(join(place, "slow.py"), 0o755);
const player = spawn(haechi, ["run", "packs/ko-basics", "-m", "slow=command:./slow.py", "-j", "1", "--epochs", "9", "--progress", "none", "-o", "live.haechi"], { cwd: place, stdio: "ignore", env: { ...process.env, LC_ALL: "C.UTF-8" } });
while (!existsSync(join(place, "live.haechi")) || !/"live"/.test(execFileSync(haechi, ["ps", "--json"], { cwd: place, encoding: "utf8" }))) await new Promise((r) => setTimeout(r, 200));

/* The server takes only its own port for its name, so the proxy gives it that; both have five digits. */
const behind = Number(new URL(url).port), held = new Set();
let proxy = null, port = 0;
async function proxyOn() {
  proxy = net.createServer((near) => {
    const far = net.connect(behind, "127.0.0.1");
    held.add(near).add(far);
    near.on("data", (d) => far.write(Buffer.from(d.toString("latin1").replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${behind}`), "latin1")));
    far.on("data", (d) => near.write(d));
    for (const [x, y] of [[near, far], [far, near]]) { x.on("error", () => undefined); x.on("close", () => { y.destroy(); held.delete(x); }); }
  });
  await new Promise((done) => proxy.listen(port, "127.0.0.1", done));
  port = proxy.address().port;
}
async function proxyOff() {
  const closed = new Promise((done) => proxy.close(done));
  for (const s of held) s.destroy();
  await closed;
}
const doneOf = (text) => Number(/^([\d,]+)/.exec(text)?.[1].replaceAll(",", "") ?? "NaN");
await proxyOn();
check("ports of five digits", String(port).length === String(behind).length, `${port} ${behind}`);
const live = await context.newPage();
await live.goto(`http://127.0.0.1:${port}/r/live`);
await live.waitForSelector(".progress .num");
const moved = async (from) => { await live.waitForFunction((n) => Number(document.querySelector(".progress .num").textContent.split(" ")[0].replaceAll(",", "")) > n, from, { timeout: 15000 }); return doneOf(await live.textContent(".progress .num")); };
let at = await moved(doneOf(await live.textContent(".progress .num")));
check("a live run moves by itself", at > 0 && !(await live.locator(".lost").count()), String(at));
await proxyOff();
await live.waitForSelector(".lost", { timeout: 10000 });
check("a lost connection is said", (await live.textContent(".lost")).includes("끊겼습니다"));
await proxyOn();
await live.waitForFunction(() => !document.querySelector(".lost"), undefined, { timeout: 10000 });
const after = await moved(at);
check("the page goes on by itself", after > at, `${at} ${after}`);
await proxyOff();
await live.close();

const first1 = await view("--port", "0"), own = new URL(first1.address);
const again1 = await context.newPage();
await again1.goto(first1.address);
await again1.goto(`${own.origin}/r/live`);
await again1.waitForSelector(".progress .num");
check("two servers in one browser: both let it in", (await page.evaluate(() => fetch("/api/runs").then((r) => r.status))) === 200);
await ended(first1.p, "SIGKILL");
await again1.waitForSelector(".lost", { timeout: 10000 });
const second = await view("--port", own.port);
await again1.waitForFunction(() => document.querySelector(".lost")?.textContent.includes("다시 시작되었습니다"), undefined, { timeout: 10000 });
const door = await context.newPage();
await door.goto(second.address);
await again1.waitForFunction(() => !document.querySelector(".lost"), undefined, { timeout: 10000 });
check("a server that was started again is said, and its address opens the page too", (await again1.locator(".progress").count()) === 1);
await ended(player, "SIGINT");
await again1.waitForFunction(() => document.querySelector("main h2").textContent.includes("멈춤"), undefined, { timeout: 15000 });
check("the end of a live run is said", true);
await ended(second.p, "SIGINT");
await again1.close();
await door.close();

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
