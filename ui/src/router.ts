// SPDX-License-Identifier: Apache-2.0
// The URL is the state. From a file (an exported page) the state stands behind #!.
import { signal } from "@preact/signals";
import { offline } from "./transport";

export interface Place { path: string; query: URLSearchParams; hash: string }

function read(): Place {
  const text = offline ? (location.hash.startsWith("#!") ? location.hash.slice(2) : "/") : location.pathname + location.search + location.hash;
  const url = new URL(text, "http://page.invalid");
  return { path: url.pathname, query: url.searchParams, hash: url.hash.slice(1) };
}

export const place = signal(read());

export function href(to: string): string {
  return offline ? `#!${to}` : to;
}

export function go(to: string, replace = false): void {
  const url = href(to);
  if (replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  place.value = read();
  if (!replace) scrollTo(0, 0);
}

/** The same place with other values in the query; null takes a key away. */
export function withQuery(change: Record<string, string | null>): string {
  const query = new URLSearchParams(place.value.query);
  for (const [key, value] of Object.entries(change)) {
    if (value === null || value === "") query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  return place.value.path + (text ? `?${text}` : "");
}

addEventListener("popstate", () => { place.value = read(); });
addEventListener("hashchange", () => { place.value = read(); });
addEventListener("click", (e) => {
  const link = (e.target as Element | null)?.closest?.("a[data-in]");
  const to = link?.getAttribute("data-in");
  if (!to || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  go(to);
});
