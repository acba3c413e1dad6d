// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { go, place, withQuery } from "../router";
import { Visible } from "../text";
import { api } from "../transport";
import type { Hit } from "../types";
import { Card, To, useData, Waiting } from "../widgets";

export function Search() {
  const q = place.value.query.get("q") ?? "";
  const [typed, setTyped] = useState(q);
  useEffect(() => setTyped(q), [q]);
  const { data, problem } = useData<{ hits: Hit[]; more: boolean }>(q ? api.search(q) : null);
  return (
    <>
      <h1>{t("search")}</h1>
      <Card label={t("search")}>
        <form class="filter" role="search" onSubmit={(e) => { e.preventDefault(); go(withQuery({ q: typed })); }}>
          <input type="search" value={typed} aria-label={t("search")} placeholder={t("searchHint")} onInput={(e) => setTyped(e.currentTarget.value)} /><button class="btn">{t("search")}</button>
        </form>
        {q && !data && <Waiting problem={problem} />}
        {data && <><p class="m" role="status">{t("hits", { n: data.hits.length })} {data.more && t("moreHits")}</p>
          <ul class="hits">{data.hits.map((h, i) => (
            <li key={i}><To to={`/r/${encodeURIComponent(h.run)}/c/${h.case}#${h.message}`}>{h.run} · {t("caseWord")} {h.case} · {h.message}</To>
              <p><Visible text={h.before} /><mark><Visible text={h.match} /></mark><Visible text={h.after} /></p></li>))}</ul></>}
      </Card>
    </>
  );
}
