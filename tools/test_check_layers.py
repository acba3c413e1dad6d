#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Plants one violation of each rule of check_layers.py, on a small tree and on a copy of this one."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CHECKER = os.path.join(TOP, "tools", "check_layers.py")
SPDX = "// SPDX-License-Identifier: Apache-2.0\n"

CLEAN = {
    "base/README.md": "base\n",
    "io/README.md": "io\n",
    "model/README.md": "model\n",
    "base/defs.h": "#ifndef D\n#define D\n#define HC_CO\n#define HC_TRY(x) do { if (x) return 1; } while (0)\n#endif\n",
    "io/co.h": '#ifndef C\n#define C\n#include "base/defs.h"\n'
               "void hc_co_start(void *l, void (*fn)(void *), void *arg);\n"
               "void hc_co_work(void (*fn)(void *), void *arg);\n"
               "HC_CO int hc_co_park(long us);\n"
               "struct hc_ops {\n    HC_CO int (*ask)(int x);\n    int (*count)(int x);\n};\n"
               "typedef HC_CO int (*hc_step_fn)(int x);\n#endif\n",
    "io/co.c": '#include "io/co.h"\nint hc_co_park(long us)\n{\n    return us > 0;\n}\n',
    # Looks like violations, is none: text in comments and strings, a static of the same name, an entry function.
    "model/ok.c": '#include "io/co.h"\n/* strcpy(a, b) */ // hc_co_park(1)\n'
                  'const char *const hc_text = "strcpy(a, b); hc_co_park(1); \\" {";\nconst char hc_brace = \'{\';\n'
                  "static int ask(int x)\n{\n    return x;\n}\n"
                  "HC_CO static int waits(int x)\n{\n    HC_TRY(hc_co_park(x));\n    return ask(x);\n}\n"
                  "static void main_of(void *arg)\n{\n    (void)arg;\n    (void)waits(1);\n}\n"
                  "void hc_go(void *l);\nvoid hc_go(void *l)\n{\n    hc_co_start(l, main_of, &(int[]){1, 2});\n}\n"
                  "static const struct hc_ops table = {.ask = waits, .count = ask};\n"
                  "int hc_n(void);\nint hc_n(void)\n{\n    return table.count(1);\n}\n",
}

# rule -> (files added, what must be said)
PLANTS = {
    "unmarked caller": ({"model/p.c": '#include "io/co.h"\nint p(void)\n{\n    return hc_co_park(1);\n}\n'},
                        r"src/model/p.c:5: p calls hc_co_park, which may suspend"),
    "unmarked caller inside HC_TRY": (
        {"model/p.c": '#include "io/co.h"\nint p(void)\n{\n    HC_TRY(hc_co_park(1));\n    return 0;\n}\n'},
        r"p.c:5: p calls hc_co_park"),
    "unmarked caller through a macro": (
        {"model/p.c": '#include "io/co.h"\n#define NAP() \\\n    hc_co_park(1)\nint p(void)\n{\n    return NAP();\n}\n'},
        r"p.c:7: p calls NAP"),
    "unmarked caller of a marked static": (
        {"model/p.c": '#include "io/co.h"\nHC_CO static int q(void)\n{\n    return hc_co_park(1);\n}\n'
                      "int p(void)\n{\n    return q();\n}\n"}, r"p.c:9: p calls q"),
    "unmarked caller of a marked member": (
        {"model/p.c": '#include "io/co.h"\nint p(struct hc_ops *o)\n{\n    return o->ask(1);\n}\n'},
        r"p.c:5: p calls ask"),
    "unmarked caller of a marked pointer": (
        {"model/p.c": '#include "io/co.h"\nint p(hc_step_fn step)\n{\n    return step(1);\n}\n'},
        r"p.c:5: p calls step"),
    "marked function in an unmarked member": (
        {"model/p.c": '#include "io/co.h"\nextern const struct hc_ops t;\n'
                      "const struct hc_ops t = {.count = hc_co_park};\n"}, r"p.c:4: hc_co_park may suspend but is stored"),
    "marked function on a worker thread": (
        {"model/p.c": '#include "io/co.h"\nHC_CO static void q(void *a)\n{\n    (void)hc_co_park(!a);\n}\n'
                      "void p(void)\n{\n    hc_co_work(q, 0);\n}\n"}, r"p.c:9: q may suspend but hc_co_work"),
    "one name, two marks": (
        {"model/p.h": '#include "io/co.h"\nstruct p { int (*ask)(int x); };\n'}, r"p.h:3: function pointer ask is not"),
    "upward include": ({"io/p.c": '#include "model/p.h"\n', "model/p.h": "struct p;\n"},
                       r'src/io/p.c:2: io/ includes "model/p.h"'),
    "include of a neighbour": ({"io/p.c": '#include "db/p.h"\n', "db/p.h": "struct p;\n", "db/README.md": "db\n"},
                               r'io/p.c:2: io/ includes "db/p.h"'),
    "include that is not there": ({"io/p.c": '#include "co.h"\n'}, r'p.c:2: "co.h" is not in src/'),
    "library in the wrong folder": ({"model/p.c": "#include <sqlite3.h>\n"}, r"p.c:2: <sqlite3.h> belongs to db/"),
    "unknown library": ({"model/p.c": "#include <glib.h>\n"}, r"p.c:2: <glib.h> is neither libc"),
    "header that needs another": ({"model/p.h": "hc_str p(void);\n"}, r"p.h:1: does not compile alone"),
    "long function": ({"model/p.c": "int p(void)\n{\n" + "\n" * 117 + "    return 0;\n}\n"}, r"p.c:2: p: 121 lines"),
    "long file": ({"model/p.c": "\n" * 1500}, r"p.c:1501: 1501 lines"),
    "nine parameters": ({"model/p.c": "void p(int a, int b, int c, int d, int e, int f, int g, int h, void (*i)(int, int))"
                                      "\n{\n}\n"}, r"p.c:2: p: 9 parameters"),
    "banned call": ({"model/p.c": "void p(char *a)\n{\n    strcpy (a, a);\n}\n"}, r"p.c:4: strcpy\(\) is banned"),
    "banned call in a macro": ({"model/p.c": "#define P(a) atoi(a)\n"}, r"p.c:2: atoi\(\) is banned"),
    "malloc outside base": ({"model/p.c": "void *p(void)\n{\n    return malloc(1);\n}\n"}, r"p.c:4: malloc\(\) is banned"),
    "goto": ({"model/p.c": "void p(void)\n{\n    goto done;\ndone:\n    return;\n}\n"}, r"p.c:4: goto done"),
    "name taken": ({"model/co.h": "struct p;\n"}, r"src/model/co.h:1: file name is taken by src/io/co.h"),
    "unfinished": ({"model/p.c": "// TO" "DO later\n"}, r"p.c:2: 'TO" "DO'"),
    "pointer to a design": ({"model/p.c": "/* see design" ".md 4 */\n"}, r"p.c:2: 'design.md'"),
    "pointer to an issue": ({"model/p.c": "/* as\n * issue 12 says */\n"}, r"p.c:3: comment points to 'issue 12'"),
    "README missing": ({"db/p.c": "\n"}, r"src/db/README.md:1: missing"),
    "README too long": ({"model/README.md": "x\n" * 41}, r"src/model/README.md:41: more than 40"),
    "unknown folder": ({"extra/p.c": "\n", "extra/README.md": "x\n"}, r"src/extra:1: folder is not in the table"),
    "unbalanced branches": ({"model/p.c": "#if 1\nint p(void) {\n#else\nint p(int a) {\n#endif\n    return 0;\n}\n"},
                            r"p.c:\d+: braces do not balance"),
}
# What the copy of the real tree gets, all at once.
REAL = ["unmarked caller", "library in the wrong folder", "header that needs another", "long function", "banned call"]


def check(root):
    run = subprocess.run([sys.executable, CHECKER, "--root", root], capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


def write(root, files):
    for name, text in files.items():
        path = os.path.join(root, "src", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text if name.endswith(".md") else SPDX + text)


class SmallTree(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        write(self.root, CLEAN)

    def test_clean_tree_gives_nothing(self):
        code, out = check(self.root)
        self.assertEqual(code, 0, out)
        self.assertRegex(out, r"layers: 7 files, 2 headers, 6 functions checked, 0 findings\n$")

    def test_empty_tree_fails(self):
        shutil.rmtree(os.path.join(self.root, "src"))
        self.assertEqual(check(self.root)[0], 1)

    def test_each_plant_is_found_alone(self):
        for rule, (files, message) in PLANTS.items():
            with self.subTest(rule):
                root = tempfile.mkdtemp(dir=self.root)
                write(root, CLEAN)
                write(root, files)
                code, out = check(root)
                self.assertEqual(code, 1, out)
                self.assertRegex(out, message)
                self.assertRegex(out, r" 1 findings\n$")

    def test_missing_licence_line_is_found(self):
        path = os.path.join(self.root, "src", "model", "p.c")
        with open(path, "w", encoding="utf-8") as f:
            f.write("struct p;\n")
        self.assertIn("src/model/p.c:1: first line must be", check(self.root)[1])


class RealTree(unittest.TestCase):
    def test_plants_are_found_and_nothing_else_changes(self):
        with tempfile.TemporaryDirectory() as root:
            shutil.copytree(os.path.join(TOP, "src"), os.path.join(root, "src"))
            before = set(check(root)[1].splitlines()[:-1])
            files = {re.sub(r"\bp\.", f"planted_{i}.", name): text for i, rule in enumerate(REAL)
                     for name, text in PLANTS[rule][0].items()}
            files["io/planted_up.c"] = '#include "cli/planted_cli.h"\n'
            files["cli/planted_cli.h"] = "struct planted;\n"
            if not os.path.exists(os.path.join(root, "src/cli/README.md")):
                files["cli/README.md"] = "cli\n"
            write(root, files)
            code, out = check(root)
            new = set(out.splitlines()[:-1]) - before
            self.assertEqual(code, 1)
            for message in [PLANTS[rule][1].split(":")[-1].strip() for rule in REAL] + ["includes \"cli/planted_cli.h\""]:
                self.assertTrue([line for line in new if re.search(message, line)], f"{message} not in {new}")
            self.assertEqual(len(new), len(REAL) + 1, new)


if __name__ == "__main__":
    unittest.main()
