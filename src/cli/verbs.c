// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"


#define ASKING "model judge judge-rule no-judge limit epochs transform jobs where seed temperature max-tokens system stream timeout retries " \
               "server max-cost max-sample-tokens max-sample-time stop-when approve"
#define PLAYING "max-cost max-time max-errors fail-if progress json csv by jobs approve"

static const hc_verb verbs[] = {
    {"run", "daily", "FILE|PACK...", ASKING " max-time max-errors fail-if progress out json csv by",
     "evaluate models on questions and print the table", "문항으로 모델을 평가하고 표를 출력",
     "FILE is a CSV or JSONL with one question per row (columns prompt, expect, domain; Korean headers work too), PACK a folder "
     "with pack.yaml or the name of a shipped pack. Every reply is durable before it is used; a run that was interrupted goes "
     "on with haechi resume.",
     "파일은 한 줄에 문항 하나인 CSV나 JSONL(열: 질문, 기대, 영역; 영어 머리글도 됨), 팩은 pack.yaml이 있는 폴더나 함께 제공되는 "
     "팩의 이름입니다. 모든 응답은 사용되기 전에 저장되며, 멈춘 실행은 haechi resume으로 이어집니다.",
     "haechi run q.csv -m openai/gpt-5-mini\nhaechi run ko-basics -m http://127.0.0.1:8080/v1#k1 -m ref:refuse\n"
     "haechi run ko-basics -m k1 --judge j1 --fail-if 'upper95(unsafe) > 0.2'\n", hc_cmd_run},
    {"plan", "daily", "FILE|PACK...", ASKING " expect diff rho json", "what a run would ask, cost, and could show; no call is made",
     "무엇을 묻고 얼마가 들고 무엇을 보일 수 있는지; 호출하지 않음",
     "For every metric that is a rate: half the width of its 95 % interval, the smallest difference of two targets that the same items show with 80 % "
     "power, what --diff needs, and what the rules of haechi.yaml need.",
     "비율인 지표마다 95 % 신뢰구간의 반폭, 같은 문항으로 검정력 80 %에 보일 수 있는 두 대상의 가장 작은 차이, --diff에 필요한 수, haechi.yaml의 기준에 "
     "필요한 수를 보여 줍니다.",
     "haechi plan ko-basics -m k1 -k 3\nhaechi plan ko-basics -m k1 --expect 10% --diff 5%\n", hc_cmd_plan},
    {"show", "daily", "[RUN[:TARGET] [N]]", "where by scores samples limit estimand json csv fail-if judge-check people unmask", "the table of a run, its samples, or one case", "평가 결과표, 사례 목록 또는 사례 하나",
     "RUN is a path, the beginning of a name in runs/, or nothing for the newest run. With --samples the samples are listed in the "
     "order of the plan, the first 50 of those that fit or what --limit names. N is the number of a case, its place in the plan: its "
     "conversation, judgements and labels.",
     "실행은 경로, runs/ 안 이름의 앞부분, 또는 없음(가장 새 실행)입니다. 사례 목록(--samples)은 계획 순서이며, 조건에 맞는 "
     "처음 50건 또는 --limit 값만큼 보여 줍니다. N은 사례 번호(계획에서의 순서)이며, 그 사례의 대화와 판정, 라벨을 보여 줍니다.",
     "haechi show\nhaechi show 1124 --by domain --where 'state:answered'\nhaechi show --json | jq .result\n"
     "haechi show --samples --where 'verdict:incorrect' --limit 51-100\nhaechi show 1124 17\n", hc_cmd_show},
    {"compare", "daily", "[RUN[:TARGET]...]", "why unpaired allow-partial margin adjust pairs fail-if-worse where by scores unmask json csv",
     "the difference between runs or targets, item by item", "같은 문항끼리 짝지은 두 실행·대상의 비교",
     "Everything is compared with what is named first; of one run alone its targets. Runs of several targets are compared alias by alias. A "
     "pair is the same item (by content) and epoch on both sides, graded alike; what is in no pair is counted with its reason, and below 80 % "
     "in pairs nothing is said without --allow-partial. Only rates are compared; other metrics are named.",
     "모든 것을 맨 앞과 비교하고, 실행이 하나면 그 평가 대상끼리 비교합니다. 대상이 여럿인 실행은 별칭이 같은 대상끼리 비교합니다. 짝은 "
     "내용이 같은 문항의 같은 회차이며 같은 방식으로 채점된 것입니다. 짝이 없는 사례는 이유별로 세고, 짝이 80 % 미만이면 --allow-partial "
     "없이는 판단을 보류합니다. 비율만 비교하고 다른 지표는 이름만 적습니다.",
     "haechi compare 1124 1125\nhaechi compare 1124:k1 1124:k2 --by domain\n"
     "haechi compare base.haechi new.haechi --fail-if-worse\nhaechi compare fp16 int4 --margin 2%\nhaechi compare ours theirs --why\n", hc_cmd_compare},
    {"view", "daily", "[RUN|FOLDER]", "port no-open", "look at runs in the browser: tables, cases, comparisons", "브라우저에서 결과 보기: 표, 사례, 비교",
     "Serves pages on 127.0.0.1 until Ctrl-C and prints their address, which works once: the browser that opens it keeps the access, no other does. "
     "Without an argument all runs of the folder, with RUN that one alone. Labels given on the pages are entries of the run. On another machine: "
     "ssh -L 8787:127.0.0.1:8787 HOST, there haechi view --port 8787 --no-open.",
     "Ctrl-C를 누를 때까지 127.0.0.1에서 페이지를 보여 주고 주소를 출력합니다. 주소는 한 번만 쓸 수 있으며, 처음 연 브라우저만 계속 볼 수 있습니다. "
     "인수가 없으면 폴더의 모든 실행을, 실행을 적으면 그 실행만 보여 줍니다. 페이지에서 매긴 라벨은 실행 파일에 기록됩니다. 다른 컴퓨터에서: "
     "ssh -L 8787:127.0.0.1:8787 호스트, 그 컴퓨터에서 haechi view --port 8787 --no-open.",
     "haechi view\nhaechi view 1124\nhaechi view /data/runs --port 8787 --no-open\n", hc_cmd_view},
    {"ls", "daily", "", "json", "the runs of this folder", "이 폴더의 평가 실행 목록", NULL, NULL, "haechi ls\n", hc_cmd_ls},
    {"resume", "daily", "[RUN]", PLAYING, "go on with an interrupted run; nothing is paid twice",
     "멈춘 실행을 이어서 함; 같은 호출을 두 번 하지 않음", NULL, NULL, "haechi resume\n", hc_cmd_resume},
    {"requeue", "daily", "RUN [SAMPLE...]", "failed", "open samples again, to be asked by resume", "사례를 다시 열어 resume이 묻게 함",
     "SAMPLE is ITEM, ITEM#EPOCH or TARGET/PACK/ITEM. The earlier answer stays in the record, with its cost.",
     "사례는 문항, 문항#회차, 대상/팩/문항 꼴입니다. 앞선 응답과 비용은 기록에 남습니다.",
     "haechi requeue 1124 --failed\n", hc_cmd_requeue},
    {"ps", "control", "", "json", "runs that are being played now", "지금 진행 중인 실행", NULL, NULL, "haechi ps\n", hc_cmd_ps},
    {"watch", "control", "[RUN]", "progress json", "follow the progress of a run of another terminal", "다른 터미널의 실행을 지켜봄",
     "Ends when the run ends, with its exit code. --json prints one object per half second on standard output. Without RUN, and in pause, "
     "unpause, stop and set: the only run that is being played.",
     "실행이 끝나면 그 종료 코드로 끝납니다. --json은 0.5초마다 표준 출력에 객체 하나를 씁니다. 실행을 적지 않으면(pause, unpause, stop, set도) "
     "진행 중인 실행 하나를 가리킵니다.", "haechi watch\nhaechi watch 1124 --json | jq .rate\n", hc_cmd_watch},
    {"pause", "control", "[RUN]", "", "send nothing new; calls in flight end and are recorded", "새 호출을 보내지 않음; 진행 중인 호출은 끝까지 기록",
     "No time limit of haechi runs while paused. Results do not change.", "일시 중지한 동안에는 haechi의 시간 한도를 재지 않습니다. 결과는 달라지지 않습니다.",
     "haechi pause\n", hc_cmd_pause},
    {"unpause", "control", "[RUN]", "", "go on with a paused run", "일시 중지한 실행을 다시 진행", NULL, NULL, "haechi unpause\n", hc_cmd_unpause},
    {"stop", "control", "[RUN]", "now", "end a run as Ctrl-C does; resume goes on with it", "Ctrl-C처럼 실행을 멈춤; resume으로 이어짐",
     "Calls in flight get 10 seconds; a second stop, or --now, cuts them off.", "진행 중인 호출을 10초까지 기다리며, 한 번 더 하거나 --now를 쓰면 바로 끊습니다.",
     "haechi stop\nhaechi stop 1124 --now\n", hc_cmd_stop},
    {"set", "control", "[RUN] KEY=VALUE...", "", "change jobs, max_cost or max_time of a running run", "진행 중인 실행의 jobs, max_cost, max_time을 바꿈",
     "jobs=N (all models), jobs.MODEL=N or auto, max_cost=MONEY, max_time=TIME; none lifts a cap. A change is recorded with who made it, "
     "holds at once and for later resumes.",
     "jobs=N(모든 모델), jobs.모델=N 또는 auto, max_cost=금액, max_time=시간; none은 한도를 없앱니다. 바꾼 사람과 함께 기록되며, 바로 적용되고 이후의 "
     "resume에도 이어집니다.", "haechi set jobs.k1=8 max_cost=5USD\nhaechi set 1124 max_time=1h\n", hc_cmd_set},
    {"replay", "records", "[RUN]", "pack where by estimand unmask json csv", "play a run again from its record, without network; exit 7 when it differs",
     "기록만으로 통신 없이 재현; 다르면 종료 코드 7", NULL, NULL, "haechi replay copy.haechi\nhaechi replay --pack ./our20\n", hc_cmd_replay},
    {"score", "records", "[RUN]", "judge judge-rule no-judge rubric failed where by json csv approve",
     "grade recorded answers again under another rubric, judge or scorer", "저장된 응답을 다른 기준표·채점 모델로 다시 채점",
     "Replies are untouched; only judges are asked. Each grading is a score set of its own: show --scores 1 prints the old table.",
     "응답은 그대로이고 채점 모델에만 묻습니다. 채점마다 채점 집합이 생깁니다: show --scores 1은 이전 표를 보여 줍니다.",
     "haechi score --judge j2 --rubric strict.md\n", hc_cmd_score},
    {"judge", "records", "check PACK", "judge judge-rule phrases epochs seed jobs timeout retries server max-cost max-time max-errors fail-if progress out json csv by",
     "measure a judge on the labelled cases of a pack", "라벨이 붙은 문항으로 채점 모델의 오류를 잼",
     "An ordinary run in which only the judge is asked: the cases of judge-tests.jsonl by the pack's rubric, and again with phrases behind the reply that tell the "
     "grader what to write. Prints sensitivity and specificity, also by language and category, how many verdicts a phrase changed, and with --epochs how many "
     "cases are judged alike every time. show RUN --judge-check CHECK then prints rates behind these errors.",
     "채점 모델에게만 묻는 보통 실행입니다. judge-tests.jsonl의 문항을 팩의 채점 기준표로 묻고, 응답 뒤에 채점자에게 지시하는 문구를 붙여 다시 묻습니다. 민감도와 특이도(언어·영역별로도), "
     "문구에 바뀐 판정의 비율, --epochs를 주면 매번 같은 판정이 나온 문항의 비율을 출력합니다. 그 뒤 show RUN --judge-check 점검은 이 오류로 보정한 비율을 함께 보입니다.",
     "haechi judge check ko-basics --judge j1 --epochs 3 -o check.haechi\nhaechi show a.haechi --judge-check check.haechi\n", hc_cmd_judge},
    {"grep", "records", "PATTERN [RUN]", "where ignore-case unmask json", "search prompts, replies and judgements", "문항·응답·판정에서 찾기",
     "PATTERN is a regular expression (PCRE2); composed and decomposed Hangul match.",
     "찾을 말은 정규식(PCRE2)입니다. 완성형 한글과 풀어쓴 한글을 같게 봅니다.", "haechi grep 연락처 --where '판정:위험'\n", hc_cmd_grep},
    {"export", "records", "[RUN]", "to out where scores unmask", "write samples with replies and outcomes", "사례·응답·판정을 파일로",
     "eval writes one Inspect log for each target and pack into the folder of -o (default: this one), or the one file NAME.eval; import "
     "inspect reads it back with the same table. html is the pages of haechi view and the run in one file that opens from a disk; labels that are "
     "given there are saved as labels.json, and haechi label import takes them in.",
     "eval은 대상과 데이터셋마다 Inspect 로그 하나를 -o 폴더(기본: 현재 폴더)나 이름.eval 파일에 씁니다. import inspect로 다시 "
     "가져오면 같은 표가 나옵니다. html은 haechi view의 화면과 실행을 담은 파일 하나로, 디스크에서 바로 열립니다. 거기서 매긴 판정은 labels.json으로 저장하고 haechi "
     "label import로 가져옵니다.", "haechi export --to csv -o out.csv\nhaechi export --to html -o run.html\nhaechi export --to eval -o logs\n", hc_cmd_export},
    {"label", "records", "import FILE [RUN]", "overwrite json", "take in labels that were given in an exported page", "내보낸 화면에서 매긴 판정을 가져오기",
     "FILE is the labels.json that the page saved. Each label becomes an entry of the run, as if it had been given in haechi view. What contradicts a label "
     "of the same person on the same case is listed and not written.",
     "파일은 화면이 저장한 labels.json입니다. 판정 하나가 실행의 항목 하나가 되며, haechi view에서 매긴 것과 같습니다. 같은 사람이 같은 사례에 이미 매긴 판정과 어긋나면 "
     "목록만 보이고 기록하지 않습니다.", "haechi label import labels.json\nhaechi label import labels.json 1124 --overwrite\n", hc_cmd_label},
    {"report", "records", "RUN[:TARGET]...", "for level profile notes to out scores judge-check people json", "one page for a minister or the full report, in Korean and English",
     "한 장 요약이나 본보고서를 한국어와 영어로 작성",
     "Writes RUN-summary.ko.html and so on into the folder of -o (default: this one); --lang ko,en says which languages. Of several runs or targets the "
     "first is the subject, the others are compared with it item by item. Every number has its interval; what is not known is said to be missing. "
     "PDF needs a Chromium on this machine; without one the other files are written and the exit code is 3. Fields of --notes: question estimand "
     "rules packs sampling targets parameters elicitation baselines grader calibration counts intervals multiplicity power all_runs sensitivity contamination "
     "transcripts deviations limits cost software verification interests, and those that a profile wants stated.",
     "RUN-summary.ko.html 등을 -o 폴더(기본: 현재 폴더)에 쓰며, 언어는 --lang ko,en으로 고릅니다. 실행이나 대상이 여럿이면 첫째가 주 대상이고 나머지는 같은 문항끼리 "
     "비교합니다. 모든 수치에 신뢰구간이 붙고, 모르는 것은 빠졌다고 적습니다. PDF에는 이 컴퓨터의 Chromium이 필요하며, 없으면 다른 파일만 쓰고 종료 코드는 3입니다. "
     "--notes의 fields에 쓸 수 있는 항목: question estimand rules packs sampling targets parameters elicitation baselines grader calibration counts intervals "
     "multiplicity power all_runs sensitivity contamination transcripts deviations limits cost software verification interests, 그리고 프로필이 stated로 묻는 것.",
     "haechi report runs/a.haechi\nhaechi report a.haechi b.haechi --for engineer --profile stream --to html,pdf,hwpx -o out\n", hc_cmd_report},
    {"agree", "records", "[RUN[:TARGET]]", "question by at scores unmask json", "how far raters, judges and scorers agree",
     "평가자·채점 모델·채점기의 일치도",
     "Raters are people and the source of an import (labels), our verdict and the members of a panel (question verdict). Alpha has an "
     "interval by resampling samples; AC1 stands beside it because kappa collapses where one category is rare.",
     "평가자는 사람과 가져온 기록의 원본(라벨), haechi의 판정과 채점 모델들(질문 verdict)입니다. alpha의 구간은 사례를 다시 뽑아 구하고, "
     "한 범주가 드물면 kappa가 무너지므로 AC1을 함께 보여 줍니다.",
     "haechi agree --question acceptable --by domain\n", hc_cmd_agree},
    {"import", "records", "FORMAT PATH...", "map out json csv by", "make a run of records from elsewhere; without arguments: the formats",
     "다른 도구의 기록을 실행 파일로 가져옴; 인수가 없으면 형식 목록",
     "What the source said of a sample becomes a label of rater \"source\"; our scorers grade the same replies beside it. Records that "
     "cannot be understood are counted and listed. A folder stands for its files. show, compare, grep, score, agree and export "
     "work as on any run; resume and requeue do not, for there is nobody to ask.",
     "원본의 판정은 평가자 source의 라벨이 되고, 같은 응답을 haechi의 채점기도 따로 채점합니다. 이해할 수 없는 기록은 세어서 "
     "보여 줍니다. 폴더를 적으면 그 안의 파일을 읽습니다. show, compare, grep, score, agree, export는 다른 실행과 똑같이 쓸 수 있고, 물을 대상이 "
     "없으므로 resume과 requeue는 쓸 수 없습니다.",
     "haechi import ko-mcq predictions/CLIcK__*.csv\nhaechi import inspect logs/*.eval\n"
     "haechi import csv t.csv --map item=ID,reply=Output,label.ok=Score\n", hc_cmd_import},
    {"audit", "records", "FORMAT FILE|FOLDER...", "out json", "published figures computed again from their records, and what they hide",
     "공개된 수치를 기록에서 다시 계산하고 그 수치가 가리는 것을 보임",
     "Imports the records of a published study, computes its figures again and prints, for each file of figures that stands beside the records, how many are "
     "equal to the last digit, which differ, and which have no records; then what the published number hides, such as runs that broke off. The runs stay, so "
     "that show, grep and compare can look into them. Exit code 7 when a figure differs.",
     "공개 연구의 기록을 가져와 수치를 다시 계산하고, 기록 옆에 있는 수치표마다 끝자리까지 일치하는 것, 다른 것, 기록이 없는 것을 보여 줍니다. 이어서 공개된 수가 "
     "가리는 것(예: 중간에 끊긴 실행)을 보여 줍니다. 실행은 남으므로 show, grep, compare로 들여다볼 수 있습니다. 다른 수치가 있으면 종료 코드 7입니다.",
     "haechi audit agentdojo agentdojo-runs\nhaechi audit taubench gpt-4o-airline.jsonl.gz --json\n", hc_cmd_audit},
    {"model", "material", "ls | check MODEL", "json", "configured models; ask one for a word", "설정된 모델 목록; 시험 호출 한 번", NULL, NULL,
     "haechi model check http://127.0.0.1:8080/v1#m\n", hc_cmd_model},
    {"pack", "material", "ls | show PACK | lint PACK... | new DIR | generate FILE", "from as-of seed limit out json", "question packs: list, look, check, make",
     "평가 데이터셋(팩): 목록, 보기, 점검, 만들기",
     "generate draws fresh questions from templates whose answers are computed (docs/reference/pack-format.md); the same seed gives the same ones.",
     "generate는 답을 계산하는 틀에서 새 문항을 뽑습니다(docs/reference/pack-format.ko.md). 시드가 같으면 문항도 같습니다.",
     "haechi pack new our20 --from q.csv\nhaechi pack lint packs/* --as-of 2026-12-01\nhaechi pack generate forms.yaml --seed 2026-q4 -n 50 -o items/forms.jsonl\n", hc_cmd_pack},
    {"text", "material", "transform [ID] | normalise | refusal | lang | register | number | choice | romanise | keys | pii | profanity | josa WORD PAIR [TEXT]", "seed json",
     "the Korean language engine on a text: rewrite it, or read it as the scorers do", "한국어 처리 시험: 글을 변형하거나 채점기가 읽는 대로 읽음",
     "Takes the text from the arguments, or from standard input. `transform` without an ID lists the transforms with class (R keeps the meaning, A "
     "attacks, L loses part), inverse, and @ where a strength may follow the ID.",
     "글은 인수에서, 없으면 표준 입력에서 읽습니다. ID 없이 `transform`만 쓰면 변형의 목록을 부류(R: 뜻을 지킴, A: 공격, L: 일부를 잃음), 되돌리기와 함께 "
     "보여 줍니다. @ 표시가 있으면 ID 뒤에 세기를 적을 수 있습니다.",
     "haechi text transform jamo.split@0.5 '신고 방법을 알려 주세요.'\nhaechi text refusal '그건 도와드릴 수 없습니다.'\nhaechi text josa 팀장 을/를\n", hc_cmd_text},
    {"doctor", "help", "", "json", "check this machine: clock, disk, locale, tools, keys", "이 컴퓨터 점검: 시계, 디스크, 로캘, 도구, 키", NULL, NULL,
     "haechi doctor\n", hc_cmd_doctor},
    {"config", "help", "", "explain json", "what haechi.yaml says, with its place", "haechi.yaml의 값과 위치", NULL, NULL,
     "haechi config --explain run.epochs\n", hc_cmd_config},
    {"completion", "help", "bash|zsh", "", "shell completion", "셸 자동 완성", NULL, NULL, "eval \"$(haechi completion bash)\"\n", hc_cmd_completion},
    {"help", "help", "[COMMAND|TOPIC|man|markdown]", "", "help on a command or topic", "명령이나 주제의 도움말", NULL, NULL,
     "haechi help exit-codes\n", hc_cmd_help},
    {"version", "help", "", "", "version and libraries", "버전과 라이브러리", NULL, NULL, "haechi version\n", hc_cmd_version},
};

const hc_verb *hc_verbs(size_t *n)
{
    *n = HC_LEN(verbs);
    return verbs;
}

const hc_verb *hc_verb_find(hc_str name)
{
    for (size_t i = 0; i < HC_LEN(verbs); i++)
        if (hc_str_is(name, verbs[i].name))
            return &verbs[i];
    return NULL;
}
