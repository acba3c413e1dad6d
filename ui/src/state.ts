// SPDX-License-Identifier: Apache-2.0
// Settings of the person at the page; nothing of a run is kept here.
import { effect, signal } from "@preact/signals";

export type Lang = "ko" | "en";
export type Theme = "auto" | "light" | "dark";

function stored(key: string): string | null {
  try { return localStorage.getItem(`haechi.${key}`); } catch { return null; }
}

function keep(key: string, value: string): void {
  try { localStorage.setItem(`haechi.${key}`, value); } catch { /* private windows have none */ }
}

const asked = new URLSearchParams(location.search);
export const lang = signal<Lang>((asked.get("lang") ?? stored("lang")) === "en" ? "en" : "ko");
export const theme = signal<Theme>(((asked.get("theme") ?? stored("theme")) as Theme | null) ?? "auto");
/** Text of severity 3 and 4 is blurred until it is looked at. */
export const veil = signal(stored("veil") !== "off");
/** Verdicts of judges and names of targets are hidden until a person has said what he thinks. */
export const blind = signal(stored("blind") === "on");
export const rater = signal(stored("rater") ?? "");
export const keysOn = signal(stored("keys") !== "off");

effect(() => { document.documentElement.lang = lang.value; keep("lang", lang.value); });
const night = matchMedia("(prefers-color-scheme: dark)"), dark = signal(night.matches);
night.addEventListener("change", () => { dark.value = night.matches; });
effect(() => { document.documentElement.dataset["theme"] = theme.value !== "auto" ? theme.value : dark.value ? "dark" : "light"; keep("theme", theme.value); });
effect(() => keep("veil", veil.value ? "on" : "off"));
effect(() => keep("blind", blind.value ? "on" : "off"));
effect(() => keep("rater", rater.value));
effect(() => keep("keys", keysOn.value ? "on" : "off"));
