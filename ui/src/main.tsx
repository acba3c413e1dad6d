// SPDX-License-Identifier: Apache-2.0
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t, type Word } from "./i18n";
import { go, place } from "./router";
import { keysOn, lang, theme, veil, type Lang, type Theme } from "./state";
import { offline } from "./transport";
import { CasePage } from "./pages/case";
import { Compare, Pack, Packs, Search } from "./pages/others";
import { Run } from "./pages/run";
import { Runs } from "./pages/runs";
import { Key, Seg, To } from "./widgets";

/** The emblem: a balance whose two pans are the dots of ㅎ. */
function Emblem() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" class="emblem">
      <path d="M16 4v22M9 28h14M6 10h20" /><path d="M6 10l-4 8a4 4 0 0 0 8 0zM26 10l-4 8a4 4 0 0 0 8 0z" /><circle cx="16" cy="5" r="2.4" />
    </svg>
  );
}

const part = (s: string | undefined): string => { try { return decodeURIComponent(s ?? ""); } catch { return s ?? ""; } };

function Page() {
  const [, first, name, what, n] = place.value.path.split("/");
  if (!first) return <Runs />;
  if (first === "r" && name && what === "c") return <CasePage run={part(name)} n={Number(n)} />;
  if (first === "r" && name) return <Run run={part(name)} />;
  if (first === "compare") return <Compare />;
  if (first === "packs") return <Packs />;
  if (first === "p" && name) return <Pack name={part(name)} />;
  if (first === "search") return <Search />;
  return <p class="problem">{t("notFound")}</p>;
}

const rail: [string, Word][] = offline ? [["/", "runs"], ["/search", "search"]] : [["/", "runs"], ["/compare", "compare"], ["/packs", "packs"], ["/search", "search"]];

function Rail() {
  const at = place.value.path;
  const here = (to: string): boolean => to === "/" ? at === "/" || at.startsWith("/r/") : at.startsWith(to) || (to === "/packs" && at.startsWith("/p/"));
  return (
    <nav class="rail" aria-label="haechi">
      <To to="/" class="brand" label="haechi"><Emblem /><span>haechi</span></To>
      {rail.map(([to, word]) => <To key={to} to={to} current={here(to)} class={here(to) ? "on" : ""}>{t(word)}</To>)}
      <div class="foot"><b>● {offline ? t("exported") : t("offlineMode")}</b><br />{t("offlineNote")}</div>
    </nav>
  );
}

function Crumbs() {
  const [, first, name, what, n] = place.value.path.split("/");
  if (first === "r" && name) return <span class="crumb"><To to="/">{t("runs")}</To> / {what === "c" ? <><To to={`/r/${name}`}>{part(name)}</To> / <b>{t("caseWord")} {n}</b></> : <b>{part(name)}</b>}</span>;
  if (first === "p" && name) return <span class="crumb"><To to="/packs">{t("packs")}</To> / <b>{part(name)}</b></span>;
  return <span class="crumb" />;
}

function Top({ onKeys }: { onKeys: () => void }) {
  const next: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
  return (
    <header class="top">
      <Crumbs /><span class="sp" />
      <form onSubmit={(e) => { e.preventDefault(); go(`/search?q=${encodeURIComponent(new FormData(e.currentTarget).get("q") as string)}`); }}>
        <input class="search" id="search" name="q" type="search" placeholder={`${t("search")}  /`} aria-label={t("search")} /></form>
      <label class="check"><input type="checkbox" checked={veil.value} onChange={(e) => { veil.value = e.currentTarget.checked; }} />{t("veil")}</label>
      <Seg<Lang> label={t("language")} value={lang.value} options={[["ko", "한국어"], ["en", "EN"]]} onPick={(v) => { lang.value = v; }} />
      <button class="btn small" onClick={() => { theme.value = next[theme.value]; }} aria-label={`${t("theme")}: ${t(theme.value)}`} title={`${t("theme")}: ${t(theme.value)}`}>◐</button>
      <button class="btn small" onClick={onKeys} aria-label={t("keysTitle")}>?</button>
    </header>
  );
}

const keyMap: [string, Word][] = [["/", "search"], ["j k", "next"], ["⏎", "caseWord"], ["1 2 3 0", "human"], ["u", "undo"], ["[ ]", "cites"], ["Esc", "back"], ["?", "keysTitle"]];

function Keys({ onClose }: { onClose: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} onClose={onClose} aria-label={t("keysTitle")}>
      <h2>{t("keysTitle")}</h2>
      <dl class="pairs">{keyMap.map(([k, w]) => <div key={k}><dt><Key k={k} /></dt><dd>{t(w)}</dd></div>)}</dl>
      <label class="check"><input type="checkbox" checked={keysOn.value} onChange={(e) => { keysOn.value = e.currentTarget.checked; }} />{t("keysSetting")}</label>
      <p><button class="btn" onClick={() => box.current?.close()}>{t("close")}</button></p>
    </dialog>
  );
}

function App() {
  const [keys, setKeys] = useState(false);
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      if (!keysOn.value || e.ctrlKey || e.metaKey || e.altKey || (e.target as Element).matches("input, textarea, select")) return;
      if (e.key === "?" || (e.code === "Slash" && e.shiftKey)) setKeys(true);
      else if (e.code === "Slash") (document.getElementById("filter") ?? document.getElementById("search"))?.focus();
      else return;
      e.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <div class="app">
      <a class="skip" href="#main">{t("skip")}</a>
      <Rail />
      <div class="body"><Top onKeys={() => setKeys(true)} /><main id="main" tabIndex={-1}><Page /></main></div>
      {keys && <Keys onClose={() => setKeys(false)} />}
    </div>
  );
}

const root = document.getElementById("app");
if (root) render(<App />, root);
