// SPDX-License-Identifier: Apache-2.0
import { clock, count, t, usd } from "../i18n";
import { api } from "../transport";
import type { RunLine } from "../types";
import { Card, Chip, CopyButton, To, useData, Waiting } from "../widgets";

const FIRST_STEP = "haechi run ko-basics -m ref:refuse";

function Line({ run }: { run: RunLine }) {
  const share = run.samples ? run.done / run.samples : 0;
  return (
    <tr>
      <th scope="row">{run.readable ? <To to={`/r/${encodeURIComponent(run.name)}`}>{run.name}</To> : run.name}</th>
      <td class="wide">{run.targets}</td>
      <td class="wide m">{run.packs.join(", ")}</td>
      <td class="num">{count(run.done)} / {count(run.samples)}</td>
      <td>{!run.readable ? <Chip tone="warn">{t("unreadable")}</Chip> : run.broken_off ? <Chip tone="warn">{t("brokenOff")}</Chip> : share < 1 ? <Chip tone="run">{t("live")}</Chip> : <Chip>{t("clean")}</Chip>}</td>
      <td class="num wide">{run.failed ? count(run.failed) : ""}</td>
      <td class="num wide">{usd(run.cost_usd_micro)}</td>
      <td class="num m">{clock(run.last)}</td>
    </tr>
  );
}

export function Runs() {
  const { data, problem } = useData<{ result: RunLine[] }>(api.runs());
  if (!data) return <Waiting problem={problem} />;
  if (!data.result.length) return <><h1>{t("runs")}</h1><Card label={t("runs")}><p>{t("noRuns")}</p><pre class="command">{FIRST_STEP}</pre><CopyButton text={FIRST_STEP} /></Card></>;
  return (
    <>
      <h1>{t("runs")}</h1>
      <Card label={t("runs")}>
        <div class="scroll" tabIndex={0} role="group" aria-label={t("runs")}>
          <table>
            <thead><tr><th scope="col">{t("run")}</th><th scope="col" class="wide">{t("targets")}</th><th scope="col" class="wide">{t("pack")}</th><th scope="col" class="num">{t("done")}</th><th scope="col">{t("state")}</th>
              <th scope="col" class="num wide">{t("failed")}</th><th scope="col" class="num wide">{t("cost")}</th><th scope="col" class="num">{t("last")}</th></tr></thead>
            <tbody>{data.result.map((r) => <Line key={r.path} run={r} />)}</tbody>
          </table>
        </div>
      </Card>
    </>
  );
}
