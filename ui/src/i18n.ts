// SPDX-License-Identifier: Apache-2.0
// Every word of the pages, Korean and English side by side.
import { lang } from "./state";

const words = {
  runs: ["평가 실행", "Runs"], compare: ["비교", "Compare"], packs: ["평가 데이터셋(팩)", "Packs"], search: ["찾기", "Search"],
  offlineMode: ["오프라인 모드", "Offline"], offlineNote: ["이 화면은 아무 곳에도 접속하지 않습니다.", "These pages connect to nowhere."],
  exported: ["내보낸 파일", "Exported file"],
  language: ["언어", "Language"], theme: ["화면 색", "Theme"], auto: ["자동", "Auto"], light: ["밝게", "Light"], dark: ["어둡게", "Dark"],
  loading: ["불러오는 중", "Loading"], nothing: ["아직 없음", "Nothing yet"], close: ["닫기", "Close"], skip: ["본문으로", "Skip to content"],
  lostLink: ["서버와 연결이 끊겼습니다. 다시 연결하는 중이며, 연결되면 이 화면이 저절로 이어집니다.", "The connection to the server is lost. Trying again; this page goes on by itself."],
  deniedLink: ["haechi view가 다시 시작되었습니다. 터미널에 나온 새 주소를 이 브라우저에서 열면 이 화면도 이어집니다.", "haechi view was started again. Open the address that it printed in this browser; this page goes on then."],
  noRuns: ["평가 실행이 없습니다. 다음 명령으로 시작하십시오.", "There are no runs. Start one with:"],
  run: ["실행", "Run"], target: ["평가 대상", "Target"], targets: ["평가 대상", "Targets"], pack: ["팩", "Pack"], items: ["문항", "Items"], samples: ["사례", "Samples"],
  done: ["완료", "Done"], failed: ["실행 오류", "Failed"], cost: ["사용 비용", "Spent"], last: ["마지막 기록", "Last entry"], state: ["상태", "State"],
  unreadable: ["읽을 수 없음", "Unreadable"], brokenOff: ["중단됨: haechi resume으로 이어갈 수 있음", "Broken off: haechi resume goes on"], clean: ["종료됨", "Closed"],
  live: ["실행 중", "Running"], halted: ["멈춤: haechi resume으로 이어갈 수 있음", "Halted: haechi resume goes on"], draft: ["기계 초안(전문가 검토 전)", "Machine draft, expert review pending"],
  result: ["결과", "Result"], metric: ["지표", "Metric"], rate: ["비율", "Rate"], interval: ["95% 신뢰구간", "95% interval"], kn: ["건수", "k/n"],
  whereTitle: ["영역별", "By domain"], whereNote: ["칸을 누르면 그 사례로 갑니다. 괄호는 분모.", "Click a cell for its cases. In brackets: n."], notTested: ["미평가", "Not tested"],
  trust: ["확인이 필요한 것", "To be checked"], allWell: ["확인이 필요한 것이 없습니다.", "Nothing needs a look."],
  lower: ["낮을수록 좋음", "lower is better"], higher: ["높을수록 좋음", "higher is better"], incomplete: ["빈 점은 끝나지 않은 대상", "hollow: not complete"],
  floorLine: ["비교 하한", "Floor"], chart: ["그림", "Chart"], table: ["표", "Table"], copyMd: ["Markdown 복사", "Copy Markdown"], copyCsv: ["CSV 복사", "Copy CSV"], copied: ["복사함", "Copied"],
  cases: ["사례", "Cases"], caseWord: ["사례", "Case"], of: ["전체 {all}건 중 {n}건", "{n} of {all}"], filter: ["조건", "Filter"],
  filterHint: ["예: 판정:위험 영역:사기 -상태:응답", "e.g. verdict:unsafe domain:fraud -state:answered"], clear: ["모두 지움", "Clear"], cliFlag: ["명령으로 복사", "Copy as command"],
  noCases: ["조건에 맞는 사례가 없습니다.", "No case fits."], unknownWord: ["모르는 말: {word}", "unknown word: {word}"], withoutVerdict: ["판정 없음", "no verdict"],
  item: ["문항", "Item"], verdict: ["판정", "Verdict"], domain: ["영역", "Domain"], class: ["응답 유형", "Class"], epoch: ["회차", "Epoch"], transform: ["변형", "Transform"],
  severity: ["심각도", "Severity"], intent: ["의도", "Intent"], tokens: ["토큰", "Tokens"], time: ["시간", "Time"], people: ["사람", "People"],
  outline: ["흐름", "Outline"], conversation: ["대화", "Conversation"], judgement: ["자동 판정", "Judgement"], human: ["사람의 판정", "Your verdict"], calls: ["호출 원본", "Calls as sent"],
  system: ["시스템", "System"], user: ["사용자", "User"], assistant: ["평가 대상", "Target"], tool: ["도구", "Tool"], reasoning: ["추론(모델이 내놓은 것)", "Reasoning (as the model gave it)"],
  siblings: ["같은 문항의 다른 사례", "The same item elsewhere"], expected: ["기대", "Expected"], criteria: ["채점 기준", "Criteria"], reference: ["모범답안", "Reference"],
  cites: ["근거", "cites"], reason: ["이유", "Reason"], request: ["요청", "Request"], response: ["응답", "Response"], attempts: ["시도", "Attempt"], reproduce: ["다시 해 보기", "Reproduce"],
  copy: ["복사", "Copy"], prev: ["이전 사례", "Previous case"], next: ["다음 사례", "Next case"], back: ["실행으로", "Back to the run"],
  safe: ["안전", "safe"], partial: ["부분 위험", "partial"], unsafe: ["위험", "unsafe"], cannot_tell: ["판단 보류", "cannot tell"],
  correct: ["정답", "correct"], incorrect: ["오답", "incorrect"], answered: ["응답", "answered"], overrefused: ["과잉 거절", "overrefused"], unparsed: ["해석 불가", "unparsed"],
  unjudged: ["미채점", "unjudged"], not_applicable: ["해당 없음", "not applicable"],
  review: ["검토", "Review"], startReview: ["검토 시작", "Review"], reviewed: ["{all}건 중 {n}건 검토함", "{n} of {all} reviewed"], allReviewed: ["모두 검토함", "all reviewed"], goOn: ["다음 사례로", "Next"],
  callsWord: ["호출", "Calls"], legendNote: ["나쁜 쪽 비율(%)", "share of the bad side (%)"], wholeText: ["글 전체", "Whole texts"],
  note: ["의견", "Note"], undo: ["되돌리기", "Undo"], name: ["이름", "Your name"], needName: ["먼저 이름을 적으십시오.", "Enter your name first."],
  saved: ["기록함: {value}", "Recorded: {value}"], undone: ["되돌림", "Undone"], blind: ["눈가림 검토", "Blind review"], blindNote: ["판정을 기록할 때까지 자동 판정과 대상 이름을 가립니다.", "Verdicts and names of targets are hidden until you have recorded yours."],
  hiddenVerdict: ["눈가림", "hidden"], veil: ["위험 내용 가리기", "Veil severe text"], unveil: ["가려 둠. 누르거나 스페이스로 보기", "Veiled. Click or press space to look"],
  keysSetting: ["단축키", "Shortcuts"], keysTitle: ["단축키", "Shortcuts"], hiddenChar: ["보이지 않는 문자", "a character that cannot be seen"], showMore: ["더 보기 ({n}자 남음)", "Show more ({n} characters left)"],
  showEarlier: ["앞부분 보기 ({n}자)", "Show what comes before ({n} characters)"], loadMore: ["이어서 불러오기 ({n} 남음)", "Load more ({n} left)"], elsewhere: ["나머지 {n}, 이 파일에 담기지 않음:", "The remaining {n} are not in this file:"],
  furtherDown: ["판정의 근거가 된 부분 ({n} 뒤)", "Where the judgement points to ({n} further down)"], earlier: ["앞 메시지", "Earlier messages"], later: ["뒤 메시지", "Later messages"],
  notHere: ["메시지 {n}건은 이 파일에 담기지 않음:", "{n} messages are not in this file:"],
  showRows: ["더 보기 ({n}건 남음)", "Show more ({n} left)"], thoughtRest: ["추론의 나머지 {n}: 호출 원본에 있음", "The remaining {n} of the reasoning: in the calls as sent"],
  saveLabels: ["판정을 labels.json으로 저장", "Save verdicts as labels.json"], unsaved: ["저장하지 않은 판정 {n}건", "{n} verdicts not saved"],
  baseline: ["기준", "Baseline"], other: ["비교 대상", "Compared with"], choose: ["두 실행을 고르십시오.", "Choose two runs."], difference: ["차이(%p)", "Difference (points)"],
  pairsUsed: ["짝", "Pairs"], gained: ["뒤에만", "second only"], lost: ["앞에만", "first only"], dropped: ["짝 없음", "no pair"], finding: ["판단", "Finding"],
  higherF: ["높음", "higher"], lowerF: ["낮음", "lower"], unclear: ["차이가 있다고 볼 근거 없음", "no ground to say there is a difference"], none: ["수치 없음", "no number"],
  why: ["차이의 분해", "Why they differ"], whyNote: ["설정이 다른 항목이 먼저입니다. 값은 %p.", "What was set otherwise comes first. Points."], cause: ["요인", "Cause"], configured: ["설정이 다름", "set otherwise"],
  extractor: ["답 추출 방법", "extractor"], judge: ["채점 모델", "judge"], denominator: ["분모", "denominator"], cap: ["길이 한도", "length cap"], replies: ["응답", "replies"],
  flips: ["뒤집힌 사례", "Flipped cases"], flipNote: ["위험해진 것부터. 판정을 누르면 그 사례로 갑니다.", "What became unsafe first. Click a verdict for its case."],
  toUnsafe: ["위험해짐", "became unsafe"], fromUnsafe: ["위험에서 벗어남", "no longer unsafe"], otherFlip: ["그 밖", "others"], all: ["전체", "all"], noFlips: ["판정이 다른 사례가 없습니다.", "No verdict differs."],
  case1: ["기준 사례", "Baseline case"], case2: ["비교 사례", "Other case"], worse: ["나빠짐", "worse"], swap: ["좌우 바꾸기", "Swap"], spanNote: ["채운 점: 보정 뒤에도 차이가 있음", "filled: holds after adjustment"],
  settings: ["설정 차이", "What was set otherwise"], settingsNote: ["적히지 않은 설정은 같습니다.", "What is not listed is equal."], sameSettings: ["설정이 모두 같습니다.", "All settings are equal."],
  part: ["구분", "Part"], setting: ["설정", "Setting"], planWord: ["평가 계획서", "Plan"], scoring: ["채점", "Scoring"], graders: ["채점 방법이 다름", "graded otherwise"],
  provenance: ["작성", "Provenance"], licence: ["이용 허락", "Licence"], version: ["판", "Version"], digest: ["해시값", "Digest"], lint: ["점검 결과", "Lint"], unverified: ["미확인", "unverified"], lintClean: ["지적 없음", "No findings"],
  title: ["제목", "Title"], split: ["공개 구분", "Split"], practice: ["공개 연습용", "practice"], sealed: ["비공개", "sealed"], mixed: ["섞임", "mixed"], origin: ["출처와 이용", "Where it comes from"], usedBy: ["이 팩을 쓴 실행", "Runs of this pack"],
  byDomain: ["영역별 문항", "Items by domain"], verified: ["확인됨", "verified"], contested: ["견해가 갈림", "contested"], generated: ["자동 생성", "generated"], factor: ["위험 요소", "factor"], kindWord: ["종류", "Kind"],
  itemHint: ["문항 번호나 글에서 찾기", "Find in ids and texts"], noItems: ["조건에 맞는 문항이 없습니다.", "No item fits."], moreItems: ["더 보기 ({n}문항 남음)", "Show more ({n} items left)"], groundedOn: ["근거", "Source"], checkedOn: ["{at} 확인", "checked {at}"],
  place: ["위치", "Place"], rule: ["규칙", "Rule"], finding2: ["내용", "Finding"], errorsWord: ["오류", "errors"], moreFindings: ["그 밖에 {n}건: haechi pack lint", "{n} more: haechi pack lint"],
  judgeWord: ["채점 모델의 믿음도", "How good the judge is"], judgeCheck: ["채점 모델 점검", "Judge check"], rubric: ["채점 기준표", "Rubric"], scale: ["판정 척도", "Scale"], labelledTests: ["사람이 판정해 둔 사례", "Labelled cases"], allTests: ["전체", "all"],
  sensitivity: ["민감도", "Sensitivity"], specificity: ["특이도", "Specificity"], phrasesFlip: ["지시문을 덧붙여 바뀐 판정", "Verdicts that a phrase changed"], steady: ["{n}번 모두 같은 판정", "Alike all {n} times"], noVerdict: ["판정 못 함 {n}", "{n} without a verdict"],
  noLabelled: ["해당 사례 없음", "no such cases"], raters: ["평가자", "Raters"], sameWord: ["같은 판정", "Same word"], agreement: ["판정자 일치", "agreement of raters"],
  mustAgree: ["{n} % 이상 맞아야 채점에 씀", "a judge must get {n} % right"], noTests: ["사람이 판정해 둔 사례가 없어 채점 모델을 점검할 수 없습니다. 규칙으로 채점하는 문항은 점검이 필요 없습니다.", "There are no labelled cases to check a judge on. Items graded by rules need none."],
  uncalibratedWord: ["미보정", "uncalibrated"], neverChecked: ["미보정: 이 팩의 채점 모델을 점검한 실행이 없습니다. 다음 명령으로 점검합니다.", "Uncalibrated: no run here checked a judge on this pack. Check one with:"],
  searchHint: ["모든 기록의 문항과 응답에서 찾습니다.", "Searches prompts and replies of all runs."], hits: ["{n}곳", "{n} places"], moreHits: ["더 있음: 말을 좁히십시오.", "There are more: narrow the words."],
  left_out: ["분모에서 뺌", "left out"], uncalibrated: ["채점 모델 미보정", "Judge not calibrated"], grey: ["규칙으로 확실하지 않음", "Not settled by rules"],
  truncated: ["길이 초과", "Truncated"], filtered: ["필터 차단", "Filtered"], refused: ["거절", "Refused"], capped: ["한도 도달", "Capped"], open: ["미완료", "Open"], not_tested: ["미평가", "Not tested"],
  sim_fault: ["사용자 모의 오류", "Simulator fault"], in_doubt: ["결과를 모르는 호출", "Calls in doubt"], throttled: ["속도 제한 응답", "Throttled"], model_differs: ["요청과 다른 모델이 답함", "Another model answered"],
  refuse_explicit: ["명시적 거절", "refuses"], refuse_soft: ["완곡한 거절", "refuses softly"], deflect: ["회피", "deflects"], comply: ["답함", "answers"],
  comply_disclaimer: ["단서를 달고 답함", "answers with a disclaimer"], clarify: ["되물음", "asks back"], no_understand: ["이해 못함", "not understood"], empty: ["내용 없음", "no content"],
  wrong_language: ["다른 언어", "other language"], refuse: ["거절", "refuse"], answer: ["답변", "answer"], choice: ["보기", "choice"], number: ["숫자", "number"], regex: ["정규식", "regex"],
  harm: ["유해", "harm"], benign: ["무해", "benign"], noPacks: ["이 폴더에 팩이 없습니다. 다음 명령으로 만들 수 있습니다.", "There are no packs here. Make one with:"],
  "too little overlap": ["겹치는 문항이 너무 적음", "too little overlap"], "no samples": ["사례 없음", "no samples"],
  few: ["표본이 적어 결론 내릴 수 없음", "Too few samples to conclude"], unmasked: ["가림을 푼 기록", "Unmasked"], notFound: ["그런 화면이 없습니다.", "There is no such page."],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof words;

const metrics: Record<string, readonly [string, string]> = {
  accuracy: ["정답률", "accuracy"], unsafe: ["위험 응답률", "unsafe rate"], overrefusal: ["과잉 거절률", "over-refusal"], refusal: ["거절률", "refusal"], korean_reply: ["한국어 응답률", "Korean replies"],
};

/** What a metric is called; itself where a pack brings its own. */
export function metricName(name: string): string {
  return Object.hasOwn(metrics, name) ? metrics[name]?.[lang.value === "ko" ? 0 : 1] ?? name : name;
}

export function t(word: Word, values: Record<string, string | number> = {}): string {
  const text: string = words[word][lang.value === "ko" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => name in values ? String(values[name]) : whole);
}

/** The word for a verdict, state or finding that data holds; itself where there is none. */
export function named(value: string): string {
  return Object.hasOwn(words, value) ? t(value as Word) : value;
}

export function knows(value: string): value is Word {
  return Object.hasOwn(words, value);
}

export const percent = (x: number | null | undefined): string => x === null || x === undefined ? "–" : `${(100 * x).toFixed(1)} %`;
export const count = (n: number): string => n.toLocaleString(lang.value === "ko" ? "ko-KR" : "en-US");
export const usd = (micro: number): string => `US$${(micro / 1e6).toFixed(micro && micro < 10000 ? 4 : 2)}`;
export const clock = (iso: string): string => iso ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : "–";
