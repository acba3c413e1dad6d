// SPDX-License-Identifier: Apache-2.0
// What the server answers: the objects of `haechi ... --json`. Fields that no page reads are left out.

export interface Rate {
  k?: number; n: number; rate?: number | null; value?: number | null; low: number | null; high: number | null; reason?: string; clusters?: number;
  method?: string; direction?: "higher" | "lower"; kind?: string; grey?: number; by_judge?: number; uncalibrated?: boolean;
  left_out?: Record<string, number>;
}
export interface TargetLine {
  target: string; pack: string; transform?: string; items: number; samples: number; redone: number; states: Record<string, number>;
  metrics: Record<string, Rate>; groups?: { group: string; metrics: Record<string, Rate> }[];
}
export interface PackLine { name: string; version: string; digest: string; items: number; provenance: string }
export interface EndpointLine {
  target: string; role: string; calls: number; replies: number; retries: number; in_doubt: number; throttled: number; tokens_in: number; tokens_out: number;
  cost_usd_micro: number;
}
export interface RunTable {
  result: { packs: PackLine[]; by?: string; filtered?: number; targets: TargetLine[]; floor?: TargetLine[];
    judge?: { epochs: number; no_verdict: number; flipped: Rate; steady: Rate; groups: { by: string; group: string; sensitivity: Rate; specificity: Rate }[] } };
  run: {
    path: string; plan: string; clean: boolean; first: string; last: string; calls: number; retries: number; in_doubt: number; cost_micro: number;
    cost_max_micro: number; cost_unbounded?: boolean; flags?: { flag: string; target?: string; model?: string }[]; targets: EndpointLine[];
    unmasked?: { at: string; by: string; verb: string; reason: string }[];
  };
}
export interface RunLine {
  name: string; path: string; readable: boolean; broken_off: boolean; samples: number; done: number; failed: number; cost_usd_micro: number; targets: string;
  packs: string[]; last: string; reason?: string;
}

export interface Dictionary { dict: string[]; at: number[] }
export interface Samples {
  n: number;
  columns: {
    case: number[]; item: Dictionary; target: Dictionary; pack: Dictionary; transform: Dictionary; epoch: number[]; state: Dictionary; verdict: Dictionary;
    class: Dictionary; domain: Dictionary; intent: Dictionary; severity: number[]; tokens_out: number[]; ms: number[]; labels: number[];
  };
  fields: { name: string; ko: string; en: string }[];
}

/** `bytes` of the whole and `to`, where `text` ends, of one that is cut; `excerpt`: what decided, where it stands behind that. */
export interface Message {
  id: string; role: Role; text: string; bytes?: number; to?: number; excerpt?: { from: number; text: string }; reasoning?: string; reasoning_bytes?: number; step?: number;
}
export type Role = "system" | "user" | "assistant" | "tool";
export interface Part { id: string; from: number; to: number; bytes: number; text: string }
export interface Judgement { scorer: string; kind: string; outcome: string; answer: string; span: string; message?: string; reason: string }
export interface Call {
  id: string; role: string; at: string; code: string; final: boolean; http: number; ms: number; tokens_in: number; tokens_out: number; cost_usd_micro: number;
  attempt: number; step: number; request: boolean; response: boolean;
}
export interface Sibling { case: number; target: string; transform: string; epoch: number; state: string; verdict: string }
export interface Label { case: number; rater: string; question?: string; value: string; note: string; at: string }
export interface Case {
  case: number; of: number; target: string; pack: string; item: string; transform: string; epoch: number; redo: number; state: string; domain: string;
  intent: string; severity: number; lang: string; expect: string; unverified: boolean; choices: string[]; correct_choice: number; answers: string[];
  /** Of every message the first letter of its role and its bytes; `messages` are some of them, one behind the other. */
  outline?: { roles: string; bytes: number[] };
  criteria: string; reference: string; messages: Message[]; verdict: string; judgements: Judgement[]; calls: Call[]; siblings: Sibling[]; labels: Label[];
  reproduce: string;
}

export interface Hit { run: string; case: number; message: string; before: string; match: string; after: string }
export interface Compared {
  metric: string; group: string; direction: string; first: { k: number; n: number; rate: number | null }; second: { k: number; n: number; rate: number | null };
  difference: { value: number | null; low: number | null; high: number | null; reason?: string } | null; reason?: string; finding: string; worse?: string;
  pairs?: { used: number; dropped: number; gained: number; lost: number; p_adjusted: number | null };
}
/** Set otherwise on the two sides; "" = not set. */
export interface Setting { part: "target" | "plan" | "pack" | "scorer"; setting: string; first: string; second: string }
export interface Comparison {
  result: { design: string; sides: string[]; comparisons: { first: number; second: number; pack: string; graders?: string[]; settings: Setting[]; lines: Compared[] }[] };
  run: { label: string; path: string }[];
}
export interface Why {
  result: { pack: string; metric: string; difference: number | null; pairs: number; reason?: string;
    terms: { cause: string; value: number | null; differs: boolean; first: string; second: string }[] }[];
}
export interface PackList { result: { name: string; version: string; path: string; items: number; title_ko: string; title_en: string; provenance: string }[] }
export interface PackItem {
  id: string; domain: string; intent: string; severity: number; expect: string; unverified: boolean; prompt: string;
  tags?: { factor?: string; form?: string; axis?: string; kind?: string; register?: string; contested?: boolean; generated?: boolean;
    facts?: { value?: string; authority?: string; document?: string; checked_on?: string }[] };
}
export interface PackShown {
  result: { name: string; version: string; digest: string; title_ko: string; title_en: string; licence: string; split: string; provenance: string; items: PackItem[];
    judge: { rubric: string; scale: string[]; min_agreement: number; tests: number } };
  lint: { file: string; line: number; level: string; id: string; en: string; ko: string }[];
}
export interface Agreement { question: string; pairs: { a: string; b: string; units: number; table: number[][]; kappa: { weights: string; value: number | null }[] }[] }
export interface Problem { id: string; ko: string; en: string }
