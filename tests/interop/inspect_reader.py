# SPDX-License-Identifier: Apache-2.0
"""Run by the Python that has Inspect: what its own reader sees in each log, as JSON lines. A warning is an error."""
import json
import sys
import warnings

warnings.simplefilter("error")

from inspect_ai.log import list_eval_logs, read_eval_log, read_eval_log_sample_summaries  # noqa: E402


def usage(of):
    return [of.input_tokens, of.output_tokens] if of else None


def said(sample):
    return [[m.role, m.text] for m in sample.messages]


def scores(sample):
    return {name: s.value if s.value == s.value else None for name, s in (sample.scores or {}).items()}


for path in sys.argv[1:]:
    log = read_eval_log(path, resolve_attachments="full")
    head = read_eval_log(path, header_only=True)
    summaries = read_eval_log_sample_summaries(path)
    listed = [f.task for f in list_eval_logs(path.rsplit("/", 1)[0]) if f.name.endswith(path.rsplit("/", 1)[1])]
    calls = [e for s in log.samples for e in s.events if e.event == "model"]
    print(json.dumps({
        "path": path, "status": log.status, "task": log.eval.task, "model": log.eval.model, "listed": listed,
        "metrics": {name: m.value for s in head.results.scores for name, m in s.metrics.items()},
        "total": head.results.total_samples, "summaries": [[s.id, s.epoch, s.error] for s in summaries],
        "usage": {model: usage(u) for model, u in head.stats.model_usage.items()},
        "asked": [[m.role for m in e.input] for e in calls],
        "samples": [{"id": s.id, "epoch": s.epoch, "target": s.target, "said": said(s), "scores": scores(s),
                     "error": s.error.message if s.error else None, "limit": s.limit.type if s.limit else None,
                     "usage": {m: usage(u) for m, u in s.model_usage.items()}} for s in log.samples]}))
