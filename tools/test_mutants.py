#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests mutants.py on a program of one line."""
import os
import subprocess
import sys
import tempfile
import unittest

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mutants.py")
TREE = {
    "meson.build": "project('t', 'c', default_options: ['werror=true', 'warning_level=3'])\nsubdir('src/cli')\n",
    "meson_options.txt": "option('tests', type: 'boolean', value: true)\n",
    "src/cli/meson.build": "executable('haechi', 'main.c')\n",
    "src/cli/main.c": "int main(int argc, char **argv)\n{\n    (void)argv;\n    int unused = 0;\n    (void)unused;\n"
                      "    return argc == 2 ? 0 : 3;\n}\n",
    # One case: with one argument the exit code is 0.
    "tests/run_cases.py": "import subprocess, sys\nb = sys.argv[sys.argv.index('--binary') + 1]\n"
                          "ok = subprocess.run([b, 'x']).returncode == 0 and sys.argv[-1] == 'one'\n"
                          "print('1 passed, 0 failed' if ok else '0 passed, 1 failed')\nsys.exit(not ok)\n",
}


class Mutants(unittest.TestCase):
    def run_with(self, *rows):
        with tempfile.TemporaryDirectory() as root:
            for name, text in {**TREE, "tools/mutants.tsv": "# a comment\n" + "".join(rows)}.items():
                path = os.path.join(root, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as f:
                    f.write(text)
            run = subprocess.run([sys.executable, SCRIPT, "--root", root, "--server", "unused"], capture_output=True,
                                 text=True, check=False)
            with open(os.path.join(root, "src/cli/main.c"), encoding="utf-8") as f:
                self.assertEqual(f.read(), TREE["src/cli/main.c"])
            return run.returncode, run.stdout + run.stderr

    def test_killed_and_survived_are_told_apart_and_undone_between(self):
        code, out = self.run_with("src/cli/main.c\t? 0 : 3\t? 1 : 3\texit code\tone\n",
                                  "src/cli/main.c\tunused = 0\tunused = 1\tnothing\tone\n",
                                  "src/cli/main.c\targc == 2\targc != 2\targument count\tone\n")
        self.assertEqual(code, 1, out)
        self.assertIn("killed: src/cli/main.c: exit code\nSURVIVED: src/cli/main.c: nothing\n"
                      "killed: src/cli/main.c: argument count\nmutants: 2 killed, 1 survived\n", out)

    def test_all_killed_is_success(self):
        self.assertEqual(self.run_with("src/cli/main.c\t? 0 : 3\t? 1 : 3\texit code\tone\n"),
                         (0, "killed: src/cli/main.c: exit code\nmutants: 1 killed, 0 survived\n"))

    def test_bad_rows_are_named(self):
        for row, said in (("src/cli/main.c\tgone\tx\tb\tone\n", "mutants.tsv:2: the old text occurs 0 times"),
                          ("src/cli/main.c\tunused\tx\tb\tone\n", "mutants.tsv:2: the old text occurs 2 times"),
                          ("src/cli/no.c\ta\tx\tb\tone\n", "mutants.tsv:2: cannot read src/cli/no.c"),
                          ("src/cli/main.c\targc == 2\n", "mutants.tsv:2: five fields wanted"),
                          ("src/cli/main.c\targc == 2\targc == 2\tb\tone\n", "old and new text are the same"),
                          ("", "no row in tools/mutants.tsv")):
            with self.subTest(said):
                code, out = self.run_with(row)
                self.assertEqual(code, 1)
                self.assertIn(said, out)

    def test_mutant_that_does_not_build_is_an_error(self):
        code, out = self.run_with("src/cli/main.c\t? 0 : 3\t? 0 ; 3\tsyntax\tone\n")
        self.assertEqual(code, 1)
        self.assertIn("ninja -j2 -C build src/cli/haechi failed", out)

    def test_mutant_that_is_only_a_warning_is_an_error(self):
        code, out = self.run_with("src/cli/main.c\t(void)argv;\t\tunused parameter\tone\n",
                                  "src/cli/main.c\t? 0 : 3\t? 1 : 3\texit code\tone\n")
        self.assertEqual(code, 1)
        self.assertIn("unused parameter", out)
        self.assertNotIn("killed", out)

    def test_cases_that_fail_unchanged_are_an_error(self):
        code, out = self.run_with("src/cli/main.c\t? 0 : 3\t? 1 : 3\texit code\tother\n")
        self.assertEqual(code, 1)
        self.assertIn("cases 'other' must pass before anything is changed", out)


if __name__ == "__main__":
    unittest.main()
