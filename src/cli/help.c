// SPDX-License-Identifier: Apache-2.0
/* Help, man page, Markdown reference and shell completion: four renderings of the tables of options and verbs. */
#include "cli/cli.h"

#include <string.h>

#include "text/display.h"

typedef struct group { const char *id, *en, *ko; } group;

static const group groups[] = {
    {"daily", "Every day", "자주 쓰는 명령"},
    {"control", "A running run", "진행 제어"},
    {"records", "Records", "기록"},
    {"material", "Material", "자료"},
    {"help", "Help", "도움"},
};

static const char *pick(bool ko, const char *en, const char *text_ko)
{
    return ko ? text_ko : en;
}

/* `text` wrapped to 78 columns, later lines indented by `indent`; `at` is where the cursor stands. */
static void wrap(hc_arena *a, hc_buf *out, const char *text, size_t indent, size_t at)
{
    hc_str rest = hc_str_c(text), word;
    bool first = true;
    while (hc_str_cut(&rest, ' ', &word)) {
        size_t w = hc_display_width(word);
        if (!first && at + 1 + w > 78) {
            hc_buf_ch(out, '\n');
            hc_buf_str(out, hc_fmt(a, "%*s", (int)indent, ""));
            at = indent;
        } else if (!first) {
            hc_buf_ch(out, ' ');
            at++;
        }
        hc_buf_str(out, word);
        at += w;
        first = false;
    }
    hc_buf_ch(out, '\n');
}

static void padded(hc_buf *out, hc_str s, size_t width)
{
    hc_buf_str(out, s);
    for (size_t w = hc_display_width(s); w < width; w++)
        hc_buf_ch(out, ' ');
}

void hc_help_overview(const hc_cli *c, hc_buf *out)
{
    size_t n;
    const hc_verb *v = hc_verbs(&n);
    hc_buf_c(out, pick(c->ko, "haechi - safety evaluation of AI systems, on record\n\n"
                              "  haechi run q.csv -m openai/NAME     evaluate your questions\n"
                              "  haechi show                         the table again\n\n",
                       "haechi(해치) - 기록이 남는 AI 안전성 평가\n\n"
                       "  haechi run 내질문.csv -m openai/이름   내 질문으로 평가\n"
                       "  haechi show                           표 다시 보기\n\n"));
    for (size_t g = 0; g < HC_LEN(groups); g++) {
        hc_buf_fmt(out, "%s\n", pick(c->ko, groups[g].en, groups[g].ko));
        for (size_t i = 0; i < n; i++) {
            if (strcmp(v[i].group, groups[g].id) != 0)
                continue;
            hc_buf_c(out, "  ");
            padded(out, hc_str_c(v[i].name), 12);
            wrap(c->arena, out, pick(c->ko, v[i].en, v[i].ko), 14, 14);
        }
    }
    hc_buf_c(out, pick(c->ko, "\nhaechi help COMMAND explains one; topics:", "\n명령별 도움말: haechi help 명령; 주제:"));
    size_t topics;
    const char *const *t = hc_help_topics(&topics);
    for (size_t i = 0; i < topics; i++)
        hc_buf_fmt(out, " %s", t[i]);
    hc_buf_ch(out, '\n');
}

static hc_str option_head(hc_arena *a, const hc_opt *o, bool ko)
{
    const char *arg = pick(ko, o->arg_en, o->arg_ko);
    hc_str letter = o->letter ? hc_fmt(a, "-%c, ", o->letter) : HC_S("    ");
    return hc_fmt(a, "%.*s--%s%s%s", HC_FS(letter), o->name, arg ? " " : "", arg ? arg : "");
}

static void options_of(const hc_cli *c, const hc_verb *v, bool common_too, hc_buf *out)
{
    size_t n;
    const hc_opt *o = hc_opts(&n);
    for (size_t i = 0; i < n; i++) {
        if (!hc_verb_takes(v, &o[i]) || (!common_too && hc_verb_takes(NULL, &o[i])))
            continue;
        hc_str head = option_head(c->arena, &o[i], c->ko);
        hc_buf_c(out, "  ");
        padded(out, head, 26);
        if (hc_display_width(head) > 25)
            hc_buf_c(out, "\n                            ");
        wrap(c->arena, out, pick(c->ko, o[i].en, o[i].ko), 28, 28);
    }
}

void hc_help_verb(const hc_cli *c, const hc_verb *v, hc_buf *out)
{
    hc_buf_fmt(out, "haechi %s %s%s\n  ", v->name, v->args, v->args[0] ? pick(c->ko, " [options]", " [옵션]") : pick(c->ko, "[options]", "[옵션]"));
    wrap(c->arena, out, pick(c->ko, v->en, v->ko), 2, 2);
    hc_buf_fmt(out, "\n%s\n", pick(c->ko, "Examples", "예"));
    hc_str rest = hc_str_c(v->examples), line;
    while (hc_str_cut(&rest, '\n', &line))
        if (line.n)
            hc_buf_fmt(out, "  %.*s\n", HC_FS(line));
    if (v->more_en) {
        hc_buf_c(out, "\n  ");
        wrap(c->arena, out, pick(c->ko, v->more_en, v->more_ko), 2, 2);
    }
    hc_buf_fmt(out, "\n%s\n", pick(c->ko, "Options", "옵션"));
    options_of(c, v, true, out);
}

/* ---- man page -------------------------------------------------------------------------------------------- */

static void roff(hc_buf *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        hc_buf_c(out, "\\&");
    for (const char *p = text; *p; p++) {
        if (*p == '\\')
            hc_buf_c(out, "\\e");
        else if (*p == '-')
            hc_buf_c(out, "\\-");
        else
            hc_buf_ch(out, *p);
    }
}

static void man_verb(hc_buf *out, const hc_verb *v, bool ko)
{
    hc_buf_c(out, ".TP\n.B ");
    roff(out, v->name);
    hc_buf_ch(out, ' ');
    roff(out, v->args);
    hc_buf_ch(out, '\n');
    roff(out, pick(ko, v->en, v->ko));
    hc_buf_c(out, ".\n");
    if (v->more_en) {
        roff(out, pick(ko, v->more_en, v->more_ko));
        hc_buf_ch(out, '\n');
    }
}

void hc_help_man(hc_buf *out, bool ko)
{
    size_t n, topics;
    const hc_verb *v = hc_verbs(&n);
    const hc_opt *o;
    hc_cli c = {.arena = hc_arena_new(), .ko = ko};
    hc_buf_c(out, ".TH HAECHI 1 \"\" \"haechi " HC_VERSION "\"\n");
    hc_buf_fmt(out, ".SH %s\nhaechi \\- %s\n", pick(ko, "NAME", "이름"),
               pick(ko, "safety evaluation of AI systems, on record", "기록이 남는 AI 안전성 평가"));
    hc_buf_fmt(out, ".SH %s\n.B haechi\n.I %s\n", pick(ko, "SYNOPSIS", "개요"), pick(ko, "command [arguments] [options]", "명령 [인수] [옵션]"));
    hc_buf_fmt(out, ".SH %s\n", pick(ko, "COMMANDS", "명령"));
    for (size_t i = 0; i < n; i++)
        man_verb(out, &v[i], ko);
    hc_buf_fmt(out, ".SH %s\n", pick(ko, "OPTIONS", "옵션"));
    o = hc_opts(&n);
    for (size_t i = 0; i < n; i++) {
        hc_buf_c(out, ".TP\n.B ");
        roff(out, hc_cstr(c.arena, hc_str_trim(option_head(c.arena, &o[i], ko))));
        hc_buf_ch(out, '\n');
        roff(out, pick(ko, o[i].en, o[i].ko));
        hc_buf_ch(out, '\n');
    }
    const char *const *t = hc_help_topics(&topics);
    for (size_t i = 0; i < topics; i++) {
        HC_AUTO(hc_buf) text;
        hc_buf_init(&text, SIZE_MAX);
        hc_help_topic(&c, hc_str_c(t[i]), &text);
        hc_buf_fmt(out, ".SH \"%s\"\n.nf\n", t[i]);
        hc_str rest = hc_buf_view(&text), line;
        while (hc_str_cut(&rest, '\n', &line)) {
            roff(out, hc_cstr(c.arena, line));
            hc_buf_ch(out, '\n');
        }
        hc_buf_c(out, ".fi\n");
    }
    hc_arena_free(c.arena);
}

/* ---- Markdown -------------------------------------------------------------------------------------------- */

void hc_help_markdown(hc_buf *out, bool ko)
{
    size_t n;
    const hc_verb *v = hc_verbs(&n);
    hc_cli c = {.arena = hc_arena_new(), .ko = ko};
    hc_buf_c(out, pick(ko, "# Command line\n\nGenerated by `haechi help markdown`.\n", "# 명령줄\n\n`haechi help markdown --lang ko`로 만든 문서입니다.\n"));
    for (size_t i = 0; i < n; i++) {
        hc_buf_fmt(out, "\n## haechi %s\n\n```\n", v[i].name);
        hc_help_verb(&c, &v[i], out);
        hc_buf_c(out, "```\n");
    }
    size_t topics;
    const char *const *t = hc_help_topics(&topics);
    for (size_t i = 0; i < topics; i++) {
        hc_buf_fmt(out, "\n## %s\n\n```\n", t[i]);
        hc_help_topic(&c, hc_str_c(t[i]), out);
        hc_buf_c(out, "```\n");
    }
    hc_arena_free(c.arena);
}

/* ---- completion ------------------------------------------------------------------------------------------ */

static void words(hc_buf *out, const hc_verb *v)
{
    size_t n;
    const hc_opt *o = hc_opts(&n);
    for (size_t i = 0; i < n; i++)
        if (hc_verb_takes(v, &o[i]))
            hc_buf_fmt(out, " --%s", o[i].name);
}

static void bash(hc_buf *out)
{
    size_t n;
    const hc_verb *v = hc_verbs(&n);
    hc_buf_c(out, "_haechi() {\n  local cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} words=\n"
                  "  if [ \"$COMP_CWORD\" -eq 1 ]; then words=\"");
    for (size_t i = 0; i < n; i++)
        hc_buf_fmt(out, "%s%s", i ? " " : "", v[i].name);
    hc_buf_c(out, "\"\n  else case $verb in\n");
    for (size_t i = 0; i < n; i++) {
        hc_buf_fmt(out, "    %s) words=\"", v[i].name);
        words(out, &v[i]);
        hc_buf_c(out, "\" ;;\n");
    }
    hc_buf_c(out, "  esac; fi\n  local IFS=$'\\n'; COMPREPLY=($(compgen -W \"${words// /$IFS}\" -- \"$cur\"))\n"
                  "  case $cur in -*) ;; *) [ \"$COMP_CWORD\" -gt 1 ] && COMPREPLY+=($(compgen -f -- \"$cur\")) ;; esac\n}\n"
                  "complete -o filenames -F _haechi haechi\n");
}

/* Inside single quotes. */
static void quoted(hc_buf *out, const char *s)
{
    for (; *s; s++)
        if (*s == '\'')
            hc_buf_c(out, "'\\''");
        else
            hc_buf_ch(out, *s);
}

static void zsh(hc_buf *out)
{
    size_t n;
    const hc_verb *v = hc_verbs(&n);
    hc_buf_c(out, "#compdef haechi\n_haechi() {\n  if (( CURRENT == 2 )); then\n    local -a verbs=(");
    for (size_t i = 0; i < n; i++) {
        hc_buf_fmt(out, "\n      '%s:", v[i].name);
        quoted(out, v[i].en);
        hc_buf_ch(out, '\'');
    }
    hc_buf_c(out, ")\n    _describe command verbs\n    return\n  fi\n  case $words[2] in\n");
    for (size_t i = 0; i < n; i++) {
        hc_buf_fmt(out, "    %s) compadd --", v[i].name);
        words(out, &v[i]);
        hc_buf_c(out, " ;;\n");
    }
    hc_buf_c(out, "  esac\n  _files\n}\ncompdef _haechi haechi\n");
}

hc_code hc_help_completion(hc_str shell, hc_buf *out, hc_err *err)
{
    if (hc_str_is(shell, "bash"))
        bash(out);
    else if (hc_str_is(shell, "zsh"))
        zsh(out);
    else
        return hc_fail(err, HC_E_USAGE, "E-CLI-08", "no completion for \"%.*s\"; there is bash and zsh",
                       "\"%.*s\"용 자동 완성은 없음; bash와 zsh가 있음", HC_FS(shell));
    return HC_OK;
}
